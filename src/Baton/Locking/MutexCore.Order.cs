// What a kind of mutex decides for itself: the order of its queue, and who must leave it.
//
// A plain mutex queues in the order of arrival, and nobody has to leave: that is what stands here. A WoundWaitMutex
// queues by age, and sends away whoever could close a cycle of waiting. All three decisions are made off the fast
// paths; that is all the difference between the two, and the algorithm exists once.

using Baton.Locking;

namespace Baton;

public abstract partial class MutexCore
{
    /// <summary>Puts a waiter in its place in the queue; returns the first.</summary>
    private protected virtual Waiter QueueLocked(Waiter? first, Waiter waiter) => WaitList.AppendLocked(first, waiter, this);

    /// <summary>
    /// Whether a queued waiter, whose attempt has just failed, must leave. If not, <paramref name="victim"/> may be
    /// somebody who must look whether it has to; the caller tells it when the list is unlocked.
    /// </summary>
    private protected virtual bool MustBackOffLocked(Waiter first, Waiter waiter, out AcquireContext? victim)
    {
        victim = null;
        return false;
    }

    /// <summary>Whether a caller, queued or about to, may busy-wait.</summary>
    private protected virtual bool AllowsSpinning(Waiter waiter) => true;
}
