// What all models of the mutex have in common: the mutex, its callers, what the critical section protects, and what
// must hold at the end. A model says what its threads do.
//
// What every one of them checks, by the numbers of docs/invariants.md:
//   I1, I2   who is inside finds nobody else there, and what the former owner wrote is visible: `_inside` is a plain
//            field, so a second owner, or an owner who has not acquired what was released, is a data race.
//   I3       at the end the word is 0, the ring and the spin queue are empty, and no waiter is linked.
//   I4, I5   each value that the owner word ever had is legal, and each step from one to the next is one of the
//            transitions in the head of OwnerWord.cs.
//   I6       nobody waits for ever: the checker's deadlock verdict.
//   I7       asserted in the locking code itself, whenever the list is locked or unlocked.
//   I8       nobody is woken by a thread that has the list (Machine.AssertMayWake).
//   I9       between a request and its grant nobody else acquires: part of the walk over the word's values.

using Baton.Locking;

namespace Baton.Models;

/// <summary>A program with one mutex.</summary>
internal abstract class MutexModel : CheckedProgram
{
    private readonly Machine _machine;
    private readonly Caller[] _callers;
    private Plain<int> _inside;

    /// <summary>Sets the stage.</summary>
    /// <param name="threads">How many model threads there are.</param>
    /// <param name="machine">What they run on.</param>
    /// <param name="settings">What the mutex does differently from the default; null for the default, which alone has the fast paths.</param>
    protected MutexModel(int threads, Machine machine, MutexSettings? settings = null)
    {
        _machine = machine;
        machine.Run(0);
        _callers = new Caller[threads];
        for (int thread = 0; thread < threads; thread++)
        {
            FutexWord word = machine.SleepsByFutex ? FutexWord.Create() : new PermitWord();
            word.Named($"sleep of {thread}");
            _callers[thread] = new Caller(word);
            _callers[thread].Waiter.Name($"{thread}");
            _callers[thread].SpinNode.Name($"{thread}");
        }

        Mutex = new ModelMutex(settings);
        _inside.Named("inside");
    }

    public sealed override int ThreadCount => _callers.Length;

    /// <summary>Asserts, whenever the list is put back, the half of I11 that no failure would show: the first waiter is not
    /// taken for asleep when it is awake. Any value of the word that the thread may see then has to say so.</summary>
    public bool AssertsAwake
    {
        init => _machine.ListUnlocks = !value ? null : first => Check.That(
            first is not Waiter { IsAsync: false, IsAwake: true } || Mutex.State.FirstIsAwake,
            "I11: a first waiter that is awake, or about to be woken, is announced.");
    }

    /// <summary>The mutex.</summary>
    protected ModelMutex Mutex { get; }

    public sealed override void Run(int thread)
    {
        _machine.Run(thread);
        Caller caller = _callers[thread];
        caller.GaveWayTo = null;
        Run(thread, caller);
    }

    public sealed override void Finish()
    {
        Check.That(Mutex.State.Bits == 0, "I3: when all have left, the owner word is 0.");
        Check.That(Mutex.First is null, "I3: when all have left, the ring is empty.");
        Check.That(Mutex.LastSpinner is null, "I3: when all have left, the spin queue is empty.");
        foreach (Caller caller in _callers)
        {
            Check.That(caller.Waiter.Next is null, "I3: who does not wait is not queued.");
        }

        new WordHistory(ThreadOf).Assert(Mutex.Values);
        FinishMore();
    }

    /// <summary>What one thread does.</summary>
    protected abstract void Run(int thread, Caller caller);

    /// <summary>What else holds at the end.</summary>
    protected virtual void FinishMore()
    {
    }

    /// <summary>Which thread exits on behalf of an id.</summary>
    protected virtual int ThreadOf(long id) => Array.FindIndex(_callers, caller => caller.Id == id);

    /// <summary>The caller of a thread.</summary>
    protected Caller CallerOf(int thread) => _callers[thread];

    /// <summary>An instant that passes when the environment likes.</summary>
    protected Deadline SomeTime() => _machine.Clock.Chosen();

    /// <summary>What an owner does.</summary>
    protected void UseWhatTheMutexProtects()
    {
        Check.That(_inside.Value == 0, "I1: who enters finds nobody inside.");
        _inside.Value = Check.CurrentThread + 1;
        Check.That(_inside.Value == Check.CurrentThread + 1, "I1: nobody enters while somebody is inside.");
        _inside.Value = 0;
    }

    /// <summary>Enters, uses, exits: one round of a thread, by all the paths that HandoffMutex.Enter takes.</summary>
    protected void TakeTurn(Caller caller)
    {
        if (!Mutex.TryEnterUncontended(caller.Id) && !Mutex.TryEnterWithoutQueueing(caller, Deadline.Never))
        {
            WaitResult result = Mutex.WaitInQueue(caller, Deadline.Never);
            Check.That(result == WaitResult.Acquired, "A wait without a limit that nobody cancels ends with the lock.");
        }

        UseWhatTheMutexProtects();
        Exit(caller);
    }

    /// <summary>Waits in the queue; the attempts before it, which leave no trace when they fail, are other models' matter.</summary>
    protected WaitResult TakeTurnFromQueue(Caller caller, Deadline limit)
    {
        WaitResult result = Mutex.WaitInQueue(caller, limit);
        if (result == WaitResult.Acquired)
        {
            UseWhatTheMutexProtects();
            Exit(caller);
        }

        return result;
    }

    /// <summary>Exits, as HandoffMutex.Exit does.</summary>
    protected void Exit(Caller caller)
    {
        if (!Mutex.TryExitUncontended(caller.Id))
        {
            OwnerState before = Mutex.ExitSlow(caller.Id, caller);
            Check.That(before.IsHeldBy(caller.Id), "I1: who exits owns the lock.");
        }
    }
}
