// The mutex's side of proxy execution: whom an unlock prefers, and what the scheduler may ask.
//
// A fiber that blocks here may lend its place in the run queue to the owner (src/Baton/Scheduling/ProxyWalk.cs). An owner
// that runs on behalf of such a donor gives the mutex to the donor, and not to the first in the queue: the donor is whom
// the scheduler holds for most important. That breaks the order of the queue, on purpose.
//
// When may an unlock trust its fiber's BlockedDonor? The link is written by the worker that runs the fiber, when it picks
// (no lock that an unlock could take protects it, M41). So it is stable exactly as long as the fiber does not pass a
// scheduling point, and from the look at the link to the choice of the next owner there is none. The 2026 thread asks what
// would happen if there were:
//
//   (A) The unlock sees a donor and leaves the word alone; at the scheduling point the link is cleared; going on, it finds
//       none. Harmless: it owns the mutex still, and gives it to the first in the queue.                            (M39)
//   (B) The unlock sees no donor; at the scheduling point one is recorded; going on, it frees the word, and somebody of
//       little importance takes it before the donor. No disaster, but the wrong order; and here it cannot happen, because
//       nothing between ReconsiderDonor and Release lets the worker choose anew.                                    (M40)
//
// Our workers preempt nobody, which opens a third case that a kernel does not have:
//
//   (C) A donor has come to the worker while the fiber ran, and the worker has not looked yet. The unlock would free the
//       mutex for whoever comes first. Hence ReconsiderDonor: an unlock is a moment to look.
//
// After "sched: Add blocked_donor link to task for smarter mutex handoffs", Linux, 2026.

using Baton.Locking;

namespace Baton;

public abstract partial class MutexCore
{
    /// <summary>What the scheduler sees when it follows a blocked fiber to its mutex.</summary>
    /// <param name="fiber">The fiber, whose run queue is locked: it cannot run or wake meanwhile.</param>
    /// <param name="takeIfFree">Whether a free mutex is taken for the fiber, past whoever is in the queue before it: it
    /// is the most important of those that could run, so it may steal as any running thread may.</param>
    /// <param name="ownerId">The owner, if the mutex is owned. It may have unlocked by the time the caller looks.</param>
    /// <param name="toWake">Whom the caller must wake when it has dropped its locks: the fiber's waiter.</param>
    internal MutexSight Look(IFiber fiber, bool takeIfFree, out long ownerId, out Waiter? toWake)
    {
        ownerId = 0;
        toWake = null;
        Waiter? first = _waiters.Lock();
        if (!ReferenceEquals(fiber.BlockedOn, this))
        {
            _waiters.Unlock(first);
            return MutexSight.NotWaiting;
        }

        Waiter waiter = fiber.BlockedWaiter!;
        if (!_owner.Read().IsFree || !takeIfFree)
        {
            ownerId = _owner.Read().Owner;
        }
        else if (!waiter.IsAsync)
        {
            // A thread takes it itself, if it is still free then.
            waiter.IsAwake = true;
            if (ReferenceEquals(first, waiter))
            {
                _owner.AnnounceAwake();
            }

            toWake = waiter;
        }
        else if (_owner.Acquire(waiter.Id) is var result && result.IsSuccess())
        {
            Tell(MutexEvent.AcquiredFromQueue, waiter.Id);
            bool wasFirst = ReferenceEquals(first, waiter);
            first = WaitList.RemoveLocked(first!, waiter);
            if (first is null)
            {
                _owner.ClearFlags();
            }
            else if (wasFirst)
            {
                // Nobody is woken by this: the mutex is not free.
                AppointFirstLocked(ref first);
            }

            toWake = waiter;
        }
        else
        {
            ownerId = _owner.Read().Owner;
        }

        _waiters.Unlock(first);
        return ownerId != 0 ? MutexSight.Owned : MutexSight.Free;
    }

    /// <summary>Whether the unlocking fiber runs on behalf of one that waits for this mutex.</summary>
    private bool RunsForWaiter(IFiber? fiber)
    {
        if (fiber is null || !_owner.Read().HasWaiters)
        {
            return false;
        }

        fiber.ReconsiderDonor();

        // A donor that waits for another mutex of the fiber has no claim to this one (M43). Asked again under the list lock.
        return fiber.BlockedDonor is { } donor && ReferenceEquals(donor.BlockedOn, this);
    }

    /// <summary>The waiter of the unlocking fiber's donor, if that waits here. List lock held.</summary>
    private Waiter? DonorsWaiterLocked(IFiber? fiber)
    {
        if (fiber?.BlockedDonor is not { } donor || !ReferenceEquals(donor.BlockedOn, this))
        {
            return null;
        }

        Waiter? waiter = donor.BlockedWaiter;
        Invariant.Holds(waiter?.Next is not null, "I12: a donor that is trusted stands in the ring.");
        fiber.OnHandedToDonor(this);
        return waiter;
    }
}
