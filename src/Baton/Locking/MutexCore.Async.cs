// The half of the algorithm that is there for callers without a thread.
//
// An async waiter cannot compete: it does not run. Whoever would wake it makes the attempt on its behalf, and asks
// for the handoff as soon as it is the first: handing over to it is a queue operation and costs no switch
// (docs/decisions/0006-async-on-behalf.md). So whoever moves the head of the queue appoints its successor, which for
// a run of async waiters at a free lock means to give it to the first of them, and to ask on behalf of the next.

using Baton.Locking;

namespace Baton;

public abstract partial class MutexCore
{
    /// <summary>Acquires for an async caller at once, or queues it; returns whether it was acquired.</summary>
    internal bool TryEnterOrQueue(AsyncWaiter waiter) => EnterOrQueue(waiter) == QueueResult.Acquired;

    /// <summary>Acquires for an async caller at once, or queues it, unless it has to give up at once.</summary>
    internal QueueResult EnterOrQueue(AsyncWaiter waiter)
    {
        Waiter? first = _waiters.Lock();
        if (TryEnterOnce(waiter.Id))
        {
            _waiters.Unlock(first);
            return QueueResult.Acquired;
        }

        Tell(MutexEvent.Contended, waiter.Id);
        first = QueueLocked(first, waiter);
        Waiter? granted = null;
        if (ReferenceEquals(first, waiter))
        {
            // An unlock may have freed the lock before W was set; then nobody but us knows of the waiter.
            _owner.AnnounceFirst(awake: false);
            granted = AppointFirstLocked(ref first);
        }

        AcquireContext? victim = null;
        if (granted is null && MustBackOffLocked(first!, waiter, out victim))
        {
            Leave(first!, waiter);
            Tell(MutexEvent.BackedOff, waiter.Id);
            return QueueResult.MustBackOff;
        }

        _waiters.Unlock(first);
        victim?.LookAgain();
        return granted is null ? QueueResult.Queued : QueueResult.Acquired;
    }

    /// <summary>Takes an async caller out of the queue; false if it has got the lock already.</summary>
    internal bool TryCancel(AsyncWaiter waiter, MutexEvent reason)
    {
        Waiter? first = _waiters.Lock();
        if (waiter.Next is null)
        {
            _waiters.Unlock(first);
            return false;
        }

        Leave(first!, waiter);
        Tell(reason, waiter.Id);
        return true;
    }

    /// <summary>
    /// Makes the waiter at the head of the ring the first in its duties; returns whom to wake, if anybody. A thread
    /// is woken if the lock is free, for an unlock may have relied on its predecessor. For an async caller the lock
    /// is acquired if it is free, and asked for otherwise.
    /// </summary>
    private Waiter? AppointFirstLocked(ref Waiter? first)
    {
        Waiter? granted = null;
        while (first is not null)
        {
            if (!first.IsAsync)
            {
                first.PatienceEnds = PatienceFromNow();
                if (first.IsAwake)
                {
                    _owner.AnnounceAwake();
                    return granted;
                }

                if (!_owner.ForgetAwake().IsFree)
                {
                    return granted;
                }

                first.IsAwake = true;
                _owner.AnnounceAwake();
                return first;
            }

            _owner.ForgetAwake();
            AcquireResult result = _owner.Acquire(first.Id, requestHandoff: Handoff != HandoffMode.Never);
            if (!result.IsSuccess())
            {
                if (result == AcquireResult.HandoffRequested)
                {
                    Tell(MutexEvent.HandoffRequested, first.Id);
                }

                return granted;
            }

            Tell(MutexEvent.AcquiredFromQueue, first.Id);
            granted = first;
            first = WaitList.RemoveLocked(first, granted);
        }

        _owner.ClearFlags();
        return granted;
    }
}
