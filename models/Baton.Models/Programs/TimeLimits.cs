// Waits with a time limit, which may be over at any moment: thread 0 waits with one, the others take turns.
//
//   mutex-timeout-2     2 lockers, and all paths of Enter with a limit
//   mutex-timeout-3     3 lockers, from the queue
//
// Covers I1 to I9, as MutexModel says: I3 and I6 for one who leaves because of the time.
//
// A limit is a choice at each look at the clock, and a sleep with a limit may end without a wake. So one limited waiter
// meets a limit that is over before it queues, between any two steps, and in the moment of the handover.

using Baton.Locking;

namespace Baton.Models;

/// <summary>A wait that runs out of time.</summary>
internal sealed class TimeLimits(int lockers, bool allPaths, Passing patience) : MutexModel(lockers, new Machine(patience))
{
    protected override void Run(int thread, Caller caller)
    {
        if (thread != 0)
        {
            TakeTurnFromQueue(caller, Deadline.Never);
            return;
        }

        Deadline limit = SomeTime();
        if (allPaths && (Mutex.TryEnterUncontended(caller.Id) || Mutex.TryEnterWithoutQueueing(caller, limit)))
        {
            UseWhatTheMutexProtects();
            Exit(caller);
            return;
        }

        WaitResult result = TakeTurnFromQueue(caller, limit);
        Check.That(result != WaitResult.Canceled, "A wait that nobody cancels is not cancelled.");
    }
}
