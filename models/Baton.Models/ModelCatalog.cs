// The models by name. Each file in Programs/ says what its models cover and why their bounds suffice, or do not.

using Baton.Locking;

namespace Baton.Models;

/// <summary>All models.</summary>
public static class ModelCatalog
{
    private const string Fiber = "I12 I13 I14 I15 I16 I17";
    private const string Thread = "I1 I2 I3 I4 I5 I6 I7 I8 I9";

    /// <summary>All models, the simplest of each kind first.</summary>
    public static IReadOnlyList<Model> All { get; } =
    [
        Quick("parker-publish", "1 sleeper and 1 waker, twice", "I2 I6", () => new ParkerPublishes(timed: false)),
        Quick("parker-publish-timed", "the same, and each sleep has a time limit", "I2 I6", () => new ParkerPublishes(timed: true)),
        Quick("parker-two", "1 sleeper and 2 wakers", "I6", () => new ParkerHearsBoth(timed: false, spuriousWakes: 0)),
        Quick("parker-timed", "the same with a time limit", "I6", () => new ParkerHearsBoth(timed: true, spuriousWakes: 0)),
        Quick("parker-spurious", "the same with a sleep that ends for no reason", "I6", () => new ParkerHearsBoth(timed: false, spuriousWakes: 1)),
        Quick("spin-queue-2", "2 spinners, 2 times each, who may give up", "I10", () => new SpinQueueAlone(2, 2, 2)),
        Quick("spin-queue-3", "3 spinners who may give up", "I10", () => new SpinQueueAlone(3, 1, 1)),
        Patient("spin-queue-3-again", "3 spinners who may give up, one of them twice", "I10", () => new SpinQueueAlone(3, 2, 1)),
        Quick("mutex-2x1", "2 threads, 1 turn each, all paths", Thread, () => new Threads(2, 1, true, new Machine(Passing.Chosen))),
        Quick("mutex-2x1-tries", "the same, with compare-exchanges that fail", Thread, () => new Threads(2, 1, true, new Machine(Passing.Chosen) { TriesPlainly = true })),
        Quick("mutex-2x2", "2 threads, 2 turns each, who ask at once, whatever else is guessed", Thread, () => FromQueue(2, 2, Passing.AtOnce, guessesFreely: true)),
        Quick("mutex-2x2-patience", "2 threads, 2 turns each, who ask at any time, whatever is guessed", Thread, () => FromQueue(2, 2, Passing.Chosen, guessesFreely: true)),
        Patient("mutex-2x2-own", "2 threads, 2 turns each, who ask at once and make their own guesses", Thread, () => FromQueue(2, 2, Passing.AtOnce)),
        Quick("mutex-2x2-never", "2 threads, 2 turns each, who never ask", Thread, () => FromQueue(2, 2, Passing.Never)),
        Patient("mutex-2x3", "2 threads, 3 turns each, who ask at once, whatever else is guessed", Thread, () => FromQueue(2, 3, Passing.AtOnce, guessesFreely: true)),
        Quick("mutex-3x1", "3 threads, 1 turn each, who ask at once", Thread, () => FromQueue(3, 1, Passing.AtOnce)),
        Quick("mutex-3x1-guess", "3 threads, 1 turn each, whatever is guessed", Thread, () => FromQueue(3, 1, Passing.Chosen, guessesFreely: true)),
        Quick("mutex-3x1-never", "3 threads, 1 turn each, who never ask", Thread, () => FromQueue(3, 1, Passing.Never)),
        Quick("mutex-3x1-patience", "3 threads, 1 turn each, who ask at any time", Thread, () => FromQueue(3, 1, Passing.Chosen)),
        Patient("mutex-3x2", "3 threads, 2 turns each, who ask at once, whatever else is guessed", Thread, () => FromQueue(3, 2, Passing.AtOnce, guessesFreely: true)),
        Quick("mutex-4x1", "4 threads, 1 turn each, who ask at once, whatever else is guessed", Thread, () => FromQueue(4, 1, Passing.AtOnce, guessesFreely: true)),
        Quick("mutex-awake", "2 threads, 1 turn each, whose first waiter spins and wakes for no reason, and A tells the truth", "I11", () => new Threads(2, 1, false, Spinning()) { AssertsAwake = true }),
        Quick("mutex-always-2x2", "2 threads, 2 turns each, every unlock hands over", Thread, () => FromQueue(2, 2, Passing.AtOnce, settings: Mode(HandoffMode.Always))),
        Quick("mutex-mode-never-2x2", "2 threads, 2 turns each, no unlock hands over", Thread, () => FromQueue(2, 2, Passing.AtOnce, settings: Mode(HandoffMode.Never))),
        Quick("mutex-cancel-2", "2 lockers, one of them cancelled", Thread, () => new Cancellation(2, false, Passing.AtOnce)),
        Quick("mutex-cancel-again", "2 lockers, one of them cancelled, which then waits again", Thread, () => new Cancellation(2, true, Passing.AtOnce)),
        Quick("mutex-cancel-3", "3 lockers, one of them cancelled", Thread, () => new Cancellation(3, false, Passing.AtOnce)),
        Quick("mutex-cancel-alone", "a locker that is cancelled, and an owner that waits for that", Thread, () => new CancellationAlone()),
        Quick("mutex-timeout-2", "2 lockers, one with a time limit, all paths", Thread, () => new TimeLimits(2, true, Passing.AtOnce)),
        Quick("mutex-timeout-3", "3 lockers, one with a time limit", Thread, () => new TimeLimits(3, false, Passing.AtOnce)),
        Quick("mutex-again", "an owner that tries to enter again, and a waiter", Thread, () => new Recursion(Passing.AtOnce)),
        Quick("mutex-steal-1", "2 lockers and one that only tries", Thread, () => new Stealers(2, 1, Passing.AtOnce)),
        Quick("mutex-steal-2", "1 locker and two that only try", Thread, () => new Stealers(1, 2, Passing.AtOnce)),
        Quick("mutex-async-2", "2 async callers", Thread, () => new AsyncCallers(2, 0, false, Passing.AtOnce)),
        Quick("mutex-async-thread", "1 async caller and 1 thread", Thread, () => new AsyncCallers(1, 1, false, Passing.AtOnce)),
        Quick("mutex-async-cancel", "2 async callers, one of them cancelled", Thread, () => new AsyncCallers(2, 0, true, Passing.AtOnce)),
        Quick("mutex-async-3", "2 async callers and 1 thread", Thread, () => new AsyncCallers(2, 1, false, Passing.AtOnce)),
        Quick("mutex-spin-first", "2 lockers, the first waiter spins", Thread, () => new Spinners(2, false, Passing.Chosen)),
        Quick("mutex-spin-2", "2 lockers that spin, all paths", Thread, () => new Spinners(2, true, Passing.Chosen)),
        Patient("mutex-spin-3", "3 lockers that spin, all paths", Thread, () => new Spinners(3, true, Passing.Chosen)),
        Quick("mutex-spurious-2", "2 lockers whose sleep may end for no reason", Thread, () => new SpuriousWakes(2, Passing.AtOnce)),
        Quick("mutex-mixed", "a thread that is cancelled, an async caller, and one that only tries", Thread, () => new Mixed(Passing.AtOnce)),
        Quick("fiber-lend-wake", "a donor finds its owner asleep, which is woken", Fiber, () => new LendMeetsWake()),
        Quick("fiber-activate-cancel", "a sleeping owner brings its donor back, which is cancelled", Fiber, () => new ActivationMeetsCancel()),
        Quick("fiber-migrate-cancel", "a donor is sent to its owner's worker, and cancelled", Fiber, () => new MigrationMeetsCancel()),
        Quick("fiber-walk-unlock", "a walk from a donor meets the unlock of the owner", Fiber, () => new WalkMeetsUnlock()),
        Quick("fiber-walk-handover", "a walk meets the handover to the donor that it begins with", Fiber, () => new WalkMeetsHandover()),
        Quick("fiber-unlock-cancel", "an unlock hands over to its donor, which is cancelled", Fiber, () => new UnlockForDonor(cancels: true)),
        Quick("fiber-unlock-wake", "an unlock hands over to its donor, whose home worker looks for work", Fiber, () => new UnlockForDonor(cancels: false)),
        new("example-lazy", "fails on purpose, to show how that is told", "", Effort.Example, () => new Example()),
    ];

    /// <summary>The model of that name, or null.</summary>
    public static Model? Find(string name) => All.FirstOrDefault(model => model.Name == name);

    /// <summary>What makes instances of the model of that name.</summary>
    /// <exception cref="ArgumentException">There is no such model.</exception>
    public static Func<CheckedProgram> FactoryOf(string name) =>
        Find(name)?.Factory
        ?? EndlessModel.Find(name)?.Factory
        ?? throw new ArgumentException($"There is no model '{name}'.", nameof(name));

    private static Model Quick(string name, string title, string covers, Func<CheckedProgram> factory) =>
        new(name, title, covers, Effort.Quick, factory);

    private static Model Patient(string name, string title, string covers, Func<CheckedProgram> factory) =>
        new(name, title, covers, Effort.Patient, factory);

    private static Threads FromQueue(int threads, int turns, Passing patience, bool guessesFreely = false, MutexSettings? settings = null) =>
        new(threads, turns, allPaths: false, InOrder(patience, guessesFreely), settings);

    private static Machine InOrder(Passing patience, bool guessesFreely) =>
        new(patience) { ArrivesInOrder = true, GuessesFreely = guessesFreely };

    private static Machine Spinning() =>
        new(Passing.AtOnce) { ArrivesInOrder = true, GuessesFreely = true, SpinningPays = true, SpuriousWakesMax = 1 };

    private static MutexSettings Mode(HandoffMode handoff) => new(handoff, spinning: true, probe: null, TimeProvider.System);
}
