// The models by name. Each file in Programs/ says what its models cover and why their bounds suffice, or do not.

using Baton.Locking;

namespace Baton.Models;

/// <summary>All models.</summary>
public static class ModelCatalog
{
    private const string Fiber = "I12 I13 I14 I15 I16 I17";
    private const string Thread = "I1 I2 I3 I4 I5 I6 I7 I8 I9";

    private const string Age = "I1 I2 I3 I4 I5 I6 I7 I8 I9 I19 I20 I21 I22";
    private const DeadlockAvoidance Wound = DeadlockAvoidance.WoundWait;
    private const DeadlockAvoidance Die = DeadlockAvoidance.WaitDie;

    private static readonly MutexSettings NobodyAsks = Mode(HandoffMode.Never);
    private static readonly int[][] Crosswise = [[0, 1], [1, 0]];
    private static readonly int[][] Circle = [[0, 1], [1, 2], [2, 0]];
    private static readonly int[][] SameOrder = [[0, 1], [0, 1]];
    private static readonly int[][] OneMutex = [[0], [0], [0]];
    private static readonly int[][] Needless = [[0], [0, 1]];
    private static readonly int[][] Between = [[0, 1], [1, 0], [0]];

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
        Quick("mutex-awake", "2 threads, 1 turn each, whose first waiter spins, and A tells the truth", "I11", () => new Threads(2, 1, false, Spinning()) { AssertsAwake = true }),
        Quick("mutex-always-2x2", "2 threads, 2 turns each, every unlock hands over", Thread, () => FromQueue(2, 2, Passing.AtOnce, settings: Mode(HandoffMode.Always))),
        Quick("mutex-mode-never-2x2", "2 threads, 2 turns each, no unlock hands over", Thread, () => FromQueue(2, 2, Passing.AtOnce, settings: Mode(HandoffMode.Never))),
        Quick("mutex-cancel-2", "2 lockers, one of them cancelled", Thread, () => new Cancellation(2, false, Passing.AtOnce)),
        Quick("mutex-cancel-again", "2 lockers, one of them cancelled, which then waits again", Thread, () => new Cancellation(2, true, Passing.AtOnce)),
        Quick("mutex-cancel-3", "3 lockers, one of them cancelled", Thread, () => new Cancellation(3, false, Passing.AtOnce)),
        Patient("mutex-cancel-3-never", "3 lockers who never ask, one of them cancelled", Thread, () => new Cancellation(3, false, Passing.Never)),
        Quick("mutex-cancel-alone", "a locker that is cancelled, and an owner that waits for that", Thread, () => new CancellationAlone()),
        Quick("mutex-timeout-2", "2 lockers, one with a time limit, all paths", Thread, () => new TimeLimits(2, true, Passing.AtOnce)),
        Quick("mutex-timeout-3", "3 lockers, one with a time limit", Thread, () => new TimeLimits(3, false, Passing.AtOnce)),
        Quick("mutex-again", "an owner that tries to enter again, and a waiter", Thread, () => new Recursion(Passing.AtOnce)),
        Quick("mutex-steal-1", "2 lockers and one that only tries", Thread, () => new Stealers(2, 1, new Machine(Passing.AtOnce))),
        Quick("mutex-steal-2", "1 locker and two that only try", Thread, () => new Stealers(1, 2, new Machine(Passing.AtOnce))),
        Quick("mutex-steal-2-tries", "the same, with compare-exchanges that fail", Thread, () => new Stealers(1, 2, new Machine(Passing.AtOnce) { TriesPlainly = true })),
        Quick("mutex-async-2", "2 async callers", Thread, () => new AsyncCallers(2, 0, false, Passing.AtOnce)),
        Quick("mutex-async-thread", "1 async caller and 1 thread", Thread, () => new AsyncCallers(1, 1, false, Passing.AtOnce)),
        Quick("mutex-async-cancel", "2 async callers, one of them cancelled", Thread, () => new AsyncCallers(2, 0, true, Passing.AtOnce)),
        Quick("mutex-async-3", "2 async callers and 1 thread", Thread, () => new AsyncCallers(2, 1, false, Passing.AtOnce)),
        Quick("mutex-spin-first", "2 lockers, the first waiter spins", Thread, () => new Spinners(2, false, Passing.Chosen)),
        Quick("mutex-spin-2", "2 lockers that spin, all paths", Thread, () => new Spinners(2, true, Passing.Chosen)),
        Patient("mutex-spin-3", "3 lockers that spin, all paths", Thread, () => new Spinners(3, true, Passing.Chosen)),
        Quick("mutex-spurious-2", "2 lockers whose sleep may end for no reason", Thread, () => new SpuriousWakes(2, Passing.AtOnce)),
        Quick("mutex-mixed", "a thread that is cancelled, an async caller, and one that only tries", Thread, () => new Mixed(Passing.AtOnce)),
        Quick("mutex-mixed-never", "the same, and no unlock hands over", Thread, () => new Mixed(Passing.AtOnce, NobodyAsks)),
        Quick("fiber-lend-wake", "a donor finds its owner asleep, which is woken", Fiber, () => new LendMeetsWake()),
        Quick("fiber-activate-cancel", "a sleeping owner brings its donor back, which is cancelled", Fiber, () => new ActivationMeetsCancel()),
        Quick("fiber-migrate-cancel", "a donor is sent to its owner's worker, and cancelled", Fiber, () => new MigrationMeetsCancel()),
        Quick("fiber-walk-unlock", "a walk from a donor meets the unlock of the owner", Fiber, () => new WalkMeetsUnlock()),
        Quick("fiber-walk-free", "a walk finds the mutex free, and takes it for the donor", Fiber, () => new WalkFindsFree(onThread: false)),
        Quick("fiber-walk-free-thread", "a walk finds the mutex free, and wakes the donor on a thread, which takes it", Fiber, () => new WalkFindsFree(onThread: true)),
        Quick("fiber-walk-handover", "a walk meets the handover to the donor that it begins with", Fiber, () => new WalkMeetsHandover()),
        Quick("fiber-unlock-cancel", "an unlock hands over to its donor, which is cancelled", Fiber, () => new UnlockForDonor(cancels: true)),
        Quick("fiber-unlock-wake", "an unlock hands over to its donor, whose home worker looks for work", Fiber, () => new UnlockForDonor(cancels: false)),
        Quick("ww-cross-wound", "2 transactions that want two mutexes crosswise, wound/wait", Age, () => new Transactions(Wound, Crosswise, settings: NobodyAsks)),
        Quick("ww-cross-die", "2 transactions that want two mutexes crosswise, wait/die", Age, () => new Transactions(Die, Crosswise, settings: NobodyAsks)),
        Patient("ww-cross-paths-wound", "2 transactions crosswise by all paths, wound/wait", Age, () => new Transactions(Wound, Crosswise)),
        Patient("ww-cross-paths-die", "2 transactions crosswise by all paths, wait/die", Age, () => new Transactions(Die, Crosswise)),
        Quick("ww-cross-flows-wound", "2 async flows crosswise, wound/wait", Age, () => new Transactions(Wound, Crosswise) { AsyncFlows = 0b11 }),
        Quick("ww-cross-flows-die", "2 async flows crosswise, wait/die", Age, () => new Transactions(Die, Crosswise) { AsyncFlows = 0b11 }),
        Quick("ww-cross-mixed-wound", "a thread and a younger async flow crosswise, wound/wait", Age, () => new Transactions(Wound, Crosswise) { AsyncFlows = 0b10 }),
        Quick("ww-cross-mixed-die", "a thread and an older async flow crosswise, wait/die", Age, () => new Transactions(Die, Crosswise) { AsyncFlows = 0b01 }),
        Quick("ww-cross-begun-wound", "2 that hold one mutex each and want the other's, wound/wait", Age, () => new Transactions(Wound, Crosswise, [1, 1])),
        Quick("ww-cross-begun-die", "2 that hold one mutex each and want the other's, wait/die", Age, () => new Transactions(Die, Crosswise, [1, 1])),
        Quick("ww-cross-try", "2 transactions crosswise that try the first, wound/wait", Age, () => new Transactions(Wound, Crosswise, settings: NobodyAsks) { TriesFirst = true }),
        Patient("ww-free-wound", "2 transactions crosswise that take what is free at once, wound/wait", Age, () => new Transactions(Wound, Crosswise) { TakesFree = true }),
        Patient("ww-free-die", "2 transactions crosswise that take what is free at once, wait/die", Age, () => new Transactions(Die, Crosswise) { TakesFree = true }),
        Patient("ww-cycle-wound", "3 transactions in a circle, each of which holds one mutex, wound/wait", Age, () => new Transactions(Wound, Circle, [1, 1, 1], settings: NobodyAsks)),
        Quick("ww-cycle-die", "3 transactions in a circle, each of which holds one mutex, wait/die", Age, () => new Transactions(Die, Circle, [1, 1, 1], settings: NobodyAsks)),
        Patient("ww-cycle-flows-wound", "the same as async flows, wound/wait", Age, () => new Transactions(Wound, Circle, [1, 1, 1], settings: NobodyAsks) { AsyncFlows = 0b111 }),
        Quick("ww-cycle-flows-die", "the same as async flows, wait/die", Age, () => new Transactions(Die, Circle, [1, 1, 1], settings: NobodyAsks) { AsyncFlows = 0b111 }),
        Quick("ww-same-wound", "2 transactions that want two mutexes in the same order, wound/wait", Age, () => new Transactions(Wound, SameOrder) { NobodyBacksOff = true }),
        Quick("ww-same-die", "2 transactions that want two mutexes in the same order, wait/die", Age, () => new Transactions(Die, SameOrder) { NobodyBacksOff = true }),
        Patient("ww-queue-wound", "3 transactions at one mutex, which the youngest holds, wound/wait", Age, () => new Transactions(Wound, OneMutex, [0, 0, 1], settings: NobodyAsks) { NobodyBacksOff = true }),
        Quick("ww-queue-flows-wound", "3 async flows at one mutex, which the youngest holds, wound/wait", Age, () => new Transactions(Wound, OneMutex, [0, 0, 1], settings: NobodyAsks) { NobodyBacksOff = true, AsyncFlows = 0b111 }),
        Quick("ww-queue-flows-die", "3 async flows at one mutex, which the youngest holds, wait/die", Age, () => new Transactions(Die, OneMutex, [0, 0, 1], settings: NobodyAsks) { NobodyBacksOff = true, AsyncFlows = 0b111 }),
        Patient("ww-queue-die", "3 transactions at one mutex, which the youngest holds, wait/die", Age, () => new Transactions(Die, OneMutex, [0, 0, 1], settings: NobodyAsks) { NobodyBacksOff = true }),
        Patient("ww-between-wound", "the oldest comes to a queue in which a younger one holds something, wound/wait", Age, () => new Transactions(Wound, Between, [0, 1, 1], settings: NobodyAsks)),
        Patient("ww-between-die", "the oldest comes to a queue in which a younger one holds something, wait/die", Age, () => new Transactions(Die, Between, [0, 1, 1], settings: NobodyAsks)),
        Patient("ww-plain-wound", "2 that hold one mutex each, crosswise, and a thread without a transaction, wound/wait", Age, () => new Transactions(Wound, Crosswise, [1, 1], plain: 0, settings: NobodyAsks)),
        Patient("ww-plain-die", "2 that hold one mutex each, crosswise, and a thread without a transaction, wait/die", Age, () => new Transactions(Die, Crosswise, [1, 1], plain: 0, settings: NobodyAsks)),
        Quick("ww-told-twice", "a waiter is told to go, need not, and must after all, wait/die", Age, () => new ToldTwice()),
        Quick("ww-needless-wound", "an older one waits for a younger one that waits for a stranger, wound/wait", Age, () => new Transactions(Wound, Needless, [0, 1], plain: 1, plainBegun: true) { NobodyBacksOff = true }),
        Quick("ww-needless-die", "an older one waits for a younger one that waits for a stranger, wait/die", Age, () => new Transactions(Die, Needless, [0, 1], plain: 1, plainBegun: true) { NobodyBacksOff = true }),
        Patient("ww-behind-die", "2 that hold something come to a queue behind an older one, wait/die", Age, () => new BehindAnOlder()),
        Quick("ww-cancel-older-wound", "2 crosswise, the older one cancelled, wound/wait", Age, () => new CanceledTransaction(Wound, canceled: 0, NobodyAsks)),
        Quick("ww-cancel-younger-wound", "2 crosswise, the younger one cancelled, wound/wait", Age, () => new CanceledTransaction(Wound, canceled: 1)),
        Quick("ww-cancel-older-die", "2 crosswise, the older one cancelled, wait/die", Age, () => new CanceledTransaction(Die, canceled: 0, NobodyAsks)),
        Quick("ww-cancel-flow-wound", "2 crosswise, the younger an async flow that is cancelled, wound/wait", Age, () => new CanceledTransaction(Wound, canceled: 1) { AsyncFlows = 0b10 }),
        Quick("ww-cancel-flows-die", "2 async flows crosswise, the older one cancelled, wait/die", Age, () => new CanceledTransaction(Die, canceled: 0) { AsyncFlows = 0b11 }),
        Patient("ww-cancel-flow-die", "2 crosswise, the older an async flow that is cancelled, wait/die", Age, () => new CanceledTransaction(Die, canceled: 0) { AsyncFlows = 0b01 }),
        Quick("ww-wound-forgotten", "a transaction that was wounded begins again when the older one has ended", Age, () => new OldWound()),
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
        new(Passing.AtOnce) { ArrivesInOrder = true, GuessesFreely = true, SpinningPays = true };

    private static MutexSettings Mode(HandoffMode handoff) => new(handoff, spinning: true, probe: null, TimeProvider.System);
}
