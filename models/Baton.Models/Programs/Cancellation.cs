// Waits that are cancelled: thread 0 waits in the queue, the last thread cancels its wait at any moment, the others take
// turns. Cancelling runs on a thread of its own because that is what a CancellationToken's callback does; that is how
// the kernel's lost lock was found (M4): the cancelled waiter, its successor and the unlock must meet.
//
//   mutex-cancel-2      2 lockers, and 1 that cancels
//   mutex-cancel-3      3 lockers, and 1 that cancels
//   mutex-cancel-3-never  the same, who never ask: a request would make up for a wake that is not passed on
//   mutex-cancel-again  2 lockers, and 1 that cancels; thread 0 waits again, undisturbed
//   mutex-cancel-alone  1 locker, 1 that cancels, and an owner that does not unlock before the locker has given up
//
// Covers I1 to I9, as MutexModel says: I3 and I6 above all, for a lock that is given to who leaves is lost.
//
// One cancellation a run suffices for each of the three places where it can come: before the waiter queues, while it
// sleeps or spins, and when the lock has been given to it. Two cancelled waiters at a time are mutex-mixed's matter.

using Baton.Locking;

namespace Baton.Models;

/// <summary>A wait that is cancelled.</summary>
internal sealed class Cancellation(int lockers, bool again, Passing patience) : MutexModel(lockers + 1, new Machine(patience))
{
    private readonly AtomicInt64 _callbackHasEnded;

    protected override void Run(int thread, Caller caller)
    {
        if (thread == lockers)
        {
            CallerOf(0).Waiter.Cancel();
            if (again)
            {
                _callbackHasEnded.Store(1, MemoryOrder.Release);
            }
        }
        else if (thread != 0)
        {
            TakeTurnFromQueue(caller, Deadline.Never);
        }
        else
        {
            WaitResult result = TakeTurnFromQueue(caller, Deadline.Never);
            Check.That(result != WaitResult.TimedOut, "A wait without a limit does not time out.");
            if (again)
            {
                // What disposing a CancellationTokenRegistration does.
                _callbackHasEnded.SpinUntil(default(IsSet), SpinLimit.None, MemoryOrder.Acquire);
                caller.Waiter.Reset();
                result = TakeTurnFromQueue(caller, Deadline.Never);
                Check.That(result == WaitResult.Acquired, "A cancellation of one wait does not reach the next.");
            }
        }
    }

    private readonly struct IsSet : ISpinCondition<long>
    {
        public bool IsMet(long value) => value != 0;
    }
}

/// <summary>A cancellation that is all there is to end a wait. If it is not heard, nobody goes on.</summary>
internal sealed class CancellationAlone : MutexModel
{
    private readonly AtomicInt64 _gaveUp;

    public CancellationAlone()
        : base(3, new Machine(Passing.AtOnce))
    {
        _gaveUp.Named("gave up");

        // Thread 1 owns the mutex when the threads begin.
        Check.That(Mutex.TryEnterUncontended(CallerOf(1).Id), "The stage is set: the mutex is owned.");
    }

    protected override void Run(int thread, Caller caller)
    {
        switch (thread)
        {
            case 0:
                Check.That(Mutex.WaitInQueue(caller, Deadline.Never) == WaitResult.Canceled, "A wait that cannot end otherwise is cancelled.");
                _gaveUp.Store(1, MemoryOrder.Release);
                break;
            case 1:
                _gaveUp.SpinUntil(default(IsSet), SpinLimit.None, MemoryOrder.Acquire);
                Exit(caller);
                break;
            default:
                CallerOf(0).Waiter.Cancel();
                break;
        }
    }

    private readonly struct IsSet : ISpinCondition<long>
    {
        public bool IsMet(long value) => value != 0;
    }
}
