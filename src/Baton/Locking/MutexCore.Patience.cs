// How long overtaking goes on: rules 2, 4 and 6 of MutexCore.cs, and docs/decisions/0004-patience.md.
//
// Everything here is a guess about speed and fairness. No answer, right or wrong, stale or fresh, can harm the lock:
// who asks early only ends the overtaking early.

using Baton.Locking;

namespace Baton;

public abstract partial class MutexCore
{
    /// <summary>How long the first waiter lets others overtake before it asks for the lock.</summary>
    /// <remarks>Long against a wake (35 µs), which is then lost in the noise; short against what people notice: it
    /// is also how long each of N waiting threads keeps the lock before the next has its turn.</remarks>
    internal const int PatienceMicroseconds = 250;

    /// <summary>Rule 4: whether the caller was the last to hand this mutex over, and others still wait for it.</summary>
    private bool GivesWay(Caller caller)
    {
        if (!ReferenceEquals(caller.GaveWayTo, this))
        {
            return false;
        }

        if (_owner.Read().HasWaiters)
        {
            return true;
        }

        caller.GaveWayTo = null;
        return false;
    }

    /// <summary>
    /// Rule 6: whether the first waiter would have asked by now if it could. It may be asleep, because the owner has
    /// held the lock for long, or awake and without a processor, because the owner runs on the one where it is queued.
    /// </summary>
    private bool IsFirstOverdue(Caller? caller)
    {
        if (caller is null || Handoff != HandoffMode.Normal)
        {
            return false;
        }

        OwnerState state = _owner.Read();
        return state.HasWaiters
            && (!state.FirstIsAwake || caller.ShouldGlance())
            && _waiters.PeekFirst() is { IsAsync: false } first
            && first.PatienceEnds.HasPassed;
    }

    private bool AsksForHandoff(Waiter waiter) => Handoff switch
    {
        HandoffMode.Never => false,
        HandoffMode.Always => true,
        _ => waiter.PatienceEnds.HasPassed,
    };

    private static Deadline PatienceFromNow() => Deadline.AfterMicroseconds(PatienceMicroseconds);
}
