// One of each: a thread, an async caller, one that only tries, and a cancellation of the thread's wait.
//
//   mutex-mixed         4 threads
//   mutex-mixed-never   the same, and no unlock hands over: an async caller that is passed the head of the queue is served
//                       only if somebody who leaves also passes on that it is not awake
//
// Covers I1 to I9, as MutexModel says.
//
// The other models take the features one by one; this one looks for what two of them do to each other. It is the
// largest, and is not a proof of anything beyond one turn of each.

using Baton.Locking;

namespace Baton.Models;

/// <summary>One caller of each kind.</summary>
internal sealed class Mixed : MutexModel
{
    private readonly ModelAsyncWaiter _waiter;

    public Mixed(Passing patience, MutexSettings? settings = null)
        : base(4, new Machine(patience), settings)
    {
        _waiter = new ModelAsyncWaiter(Identity.Draw(1));
        _waiter.Named("async");
    }

    protected override void Run(int thread, Caller caller)
    {
        switch (thread)
        {
            case 0:
                TakeTurnFromQueue(caller, Deadline.Never);
                break;
            case 1:
                if (Mutex.TryEnterOrQueue(_waiter) || _waiter.Await())
                {
                    UseWhatTheMutexProtects();
                    Check.That(Mutex.ExitSlow(_waiter.Id, caller: null).IsHeldBy(_waiter.Id), "I1: who exits owns the lock.");
                }

                break;
            case 2:
                if (Mutex.TryEnterOnce(caller.Id))
                {
                    UseWhatTheMutexProtects();
                    Exit(caller);
                }

                break;
            default:
                CallerOf(0).Waiter.Cancel();
                break;
        }
    }

    protected override int ThreadOf(long id) => id == _waiter.Id ? 1 : base.ThreadOf(id);
}
