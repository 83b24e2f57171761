// What the age of transactions changes in the mutex: who stands where in the queue, and who must leave it.
//
// The danger. Transaction 1 holds A and waits for B; transaction 2 holds B and waits for A. So whenever somebody who
// holds something comes to wait for somebody else, one of the two must be ready to give way, and all must agree which:
// the younger. Then waiting goes round no circle, for in each circle there is somebody younger than the one he waits
// for, or the other way round, and the rule of the class sends one of them away (I19). The oldest never is (I20).
//
//   wait/die     the younger one does not wait for an older. He dies: leaves the queue and backs off.
//   wound/wait   the younger one waits for an older; but an older one wounds a younger owner, who backs off when he has
//                to wait the next time. If he never has to, nothing is lost.
//
// Who holds nothing may wait for ever: nobody waits for him. So a first acquisition never fails.
//
// The queue stands in order of age, the oldest first (I21). Whoever has no context stands where he came, and is looked at
// by nobody. So among the waiters the question "is an older one before me" is "is anybody before me".
//
// Who finds whom. A waiter looks at the owner, and an owner looks at the waiters, each when it comes:
//
//     owner, after acquiring: Publish            waiter, having queued: MustBackOffLocked
//       _context := mine                           W is set in the owner word
//       full fence                                 full fence
//       W set? then look at the waiters            who is in _context? then look at the owner
//
// One of the two sees the other. For that it does not matter how the owner acquired: by the fast path, by stealing, by a
// handoff, or on his behalf; so nothing but Publish is done about it, by the owner himself, before he goes on.
//
// Telling somebody. Under the list lock one only decides; he is told when it is free again, because the one who is told
// may wait for another mutex, whose list lock is of the same rank (AcquireContext.LookAgain). A wounded transaction has
//
//     who wounds: _wounded := 1, full fence, where does he wait?    he: I wait here, full fence, am I wounded?
//
// and so either finds out by itself or is found.

using Baton.Locking;

namespace Baton;

public sealed partial class WoundWaitMutex
{
    // Whose the lock is. Written by the owner, after it has acquired and before it releases; null also while a new owner
    // has not come to write it yet. Read by waiters under the list lock.
    private AtomicReference<AcquireContext?> _context;

    /// <summary>Puts a waiter behind all who are older. List lock held.</summary>
    private protected override Waiter QueueLocked(Waiter? first, Waiter waiter)
    {
        if (waiter.Context is not { } context)
        {
            return WaitList.AppendLocked(first, waiter, this);
        }

        Waiter? next = first is null ? null : FindYoungerLocked(first, context);
        first = next is null ? WaitList.AppendLocked(first, waiter, this) : WaitList.InsertLocked(first!, next, waiter, this);
        context.StartsWaitingLocked(this, waiter);
        AssertOrderLocked(first);
        return first;
    }

    /// <summary>The kill check of a queued waiter; and if it may wait, the other side of it. List lock held.</summary>
    private protected override bool MustBackOffLocked(Waiter first, Waiter waiter, out AcquireContext? victim)
    {
        victim = null;
        if (waiter.Context is not { } context)
        {
            return false;
        }

        // Pairs with the fences in Publish and in AcquireContext.LookAgain.
        Fence.Full();
        AcquireContext? owner = _context.Load(MemoryOrder.Relaxed);
        bool holdsMore = context.HeldCount != 0;
        if (Class.Avoidance == DeadlockAvoidance.WaitDie)
        {
            if (holdsMore && ((owner is not null && context.IsYoungerThan(owner)) || IsBehindAnotherLocked(first, waiter)))
            {
                return true;
            }

            // It stays after all, if it was told to go because of an owner who has left meanwhile; the next one tells it anew.
            context.StaysLocked();
            victim = FindWhoMustDieLocked(first, waiter);
            return false;
        }

        if (holdsMore && context.IsWounded)
        {
            return true;
        }

        if (holdsMore && owner is not null && owner.IsYoungerThan(context) && owner.TryWound())
        {
            victim = owner;
        }

        return false;
    }

    /// <summary>
    /// Whether to busy-wait. Not past somebody who is queued and may be older. And who holds something does not do so
    /// for another transaction: if he has to back off, the sooner he knows the better. A spin is short, so this is asked
    /// before it, and not again in it.
    /// </summary>
    private protected override bool AllowsSpinning(Waiter waiter) =>
        waiter.Context is not { } context
        || ((waiter.Next is not null || !State.HasWaiters)
            && (context.HeldCount == 0 || _context.Load(MemoryOrder.Relaxed) is null));

    /// <summary>Whoever has acquired says so, and looks whether somebody who waits should have known.</summary>
    private void Publish(AcquireContext context)
    {
        Invariant.Holds(_context.Load(MemoryOrder.Relaxed) is null, "I22: a mutex that was free is of no transaction.");
        context.Acquired(1);
        _context.Store(context, MemoryOrder.Relaxed);
        Fence.Full();
        if (State.HasWaiters)
        {
            LookAtWaiters(context);
        }
    }

    /// <summary>The same for many at once, whose <see cref="_context"/> says so already, and with one fence for all.</summary>
    /// <remarks>That comes late for the first of them, whose waiters may have found nobody in its context meanwhile. It is early
    /// enough: whoever waits for a transaction that goes on will be served, and this one has not waited since.</remarks>
    private static void PublishAll(ReadOnlySpan<WoundWaitMutex> mutexes, AcquireContext context)
    {
        context.Acquired(mutexes.Length);
        Fence.Full();
        foreach (WoundWaitMutex mutex in mutexes)
        {
            if (mutex.State.HasWaiters)
            {
                mutex.LookAtWaiters(context);
            }
        }
    }

    private void LookAtWaiters(AcquireContext context)
    {
        AcquireContext? victim = null;
        Waiter? first = _waiters.Lock();
        for (Waiter? waiter = first; waiter is not null; waiter = NextOrNull(first!, waiter))
        {
            if (waiter.Context is not { } other)
            {
                continue;
            }

            if (Class.Avoidance == DeadlockAvoidance.WaitDie)
            {
                // Behind the first that has a context nobody holds anything, or he has been told to go.
                victim = other.IsYoungerThan(context) && other.TryTellToDieLocked() ? other : null;
                break;
            }

            if (context.IsYoungerThan(other) && other.HeldCount != 0)
            {
                context.TryWound();
                break;
            }
        }

        _waiters.Unlock(first);
        victim?.LookAgain();
    }

    /// <summary>
    /// Makes a transaction that waits here take notice of what it was told. Returns another that has to, because of
    /// that.
    /// </summary>
    internal AcquireContext? Reconsider(AcquireContext context)
    {
        AcquireContext? victim = null;
        Waiter? first = _waiters.Lock();
        if (!context.IsBlockedOnLocked(this))
        {
            // It waits here no more. Wherever it goes, it looks when it queues.
            _waiters.Unlock(first);
            return null;
        }

        Waiter waiter = context.WaiterLocked;
        if (waiter is not ContextWaiter flow)
        {
            _waiters.Unlock(first);
            waiter.Wake();
        }
        else if (MustBackOffLocked(first!, flow, out victim))
        {
            Leave(first!, flow);
            Tell(MutexEvent.BackedOff, flow.Id);
            flow.BackOff();
        }
        else
        {
            _waiters.Unlock(first);
        }

        return victim;
    }

    /// <summary>The first of those waiters before whom <paramref name="context"/> belongs; null if it is the last.</summary>
    private static Waiter? FindYoungerLocked(Waiter first, AcquireContext context)
    {
        // From the end, where those who have just begun belong.
        Waiter? found = null;
        Waiter waiter = first;
        do
        {
            waiter = waiter.Previous!;
            if (waiter.Context is { } other)
            {
                if (context.IsYoungerThan(other))
                {
                    break;
                }

                found = waiter;
            }
        }
        while (!ReferenceEquals(waiter, first));
        return found;
    }

    private static bool IsBehindAnotherLocked(Waiter first, Waiter waiter)
    {
        for (Waiter other = first; !ReferenceEquals(other, waiter); other = other.Next!)
        {
            if (other.Context is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Wait/die: the next younger waiter, if it holds something, and has not been told to go yet.</summary>
    private static AcquireContext? FindWhoMustDieLocked(Waiter first, Waiter waiter)
    {
        for (Waiter? other = NextOrNull(first, waiter); other is not null; other = NextOrNull(first, other))
        {
            if (other.Context is { } context)
            {
                return context.TryTellToDieLocked() ? context : null;
            }
        }

        return null;
    }

    private static Waiter? NextOrNull(Waiter first, Waiter waiter) =>
        ReferenceEquals(waiter.Next, first) ? null : waiter.Next;

    [System.Diagnostics.Conditional("DEBUG")]
    [System.Diagnostics.Conditional("BATON_CHECKED")]
    private static void AssertOrderLocked(Waiter first)
    {
        AcquireContext? older = null;
        for (Waiter? waiter = first; waiter is not null; waiter = NextOrNull(first, waiter))
        {
            if (waiter.Context is { } context)
            {
                Invariant.Holds(older is null || context.IsYoungerThan(older), "I21: the queue is in order of age.");
                older = context;
            }
        }
    }
}
