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

    /// <summary>How long after that a first waiter that is awake and has no processor is given one instead of the lock.</summary>
    /// <remarks>Whoever is given the lock without running keeps everybody from it until it runs.</remarks>
    internal const int PatienceWithoutProcessorMicroseconds = 1_000;

    private enum Lateness
    {
        /// <summary>It may still be patient, or it was not the time to look.</summary>
        None,

        /// <summary>It is awake and does not ask: it needs a processor more than the lock.</summary>
        WithoutProcessor,

        /// <summary>It is to get the lock, asked or not.</summary>
        Overdue,
    }

    /// <summary>
    /// Rule 4: whether the caller was the last to hand this mutex over, and others still wait for it. Not if it lies
    /// idle: then those who wait have no processor, and the queue would never get shorter.
    /// </summary>
    private bool GivesWay(Caller caller)
    {
        if (!ReferenceEquals(caller.GaveWayTo, this))
        {
            return false;
        }

        if (Guess.IsAnswered(out bool gives) ? gives : _owner.Read().HasWaiters && !_owner.IsIdle(FirstsIdleNanoseconds))
        {
            return true;
        }

        caller.GaveWayTo = null;
        return false;
    }

    /// <summary>
    /// Rule 6: whether the first waiter would have asked by now if it could. It may be asleep, because the owner has
    /// held the lock for long; then it is overdue at once. Or it is awake and without a processor.
    /// </summary>
    private Lateness LatenessOfFirst(Caller? caller)
    {
        if (caller is null || Handoff != HandoffMode.Normal)
        {
            return Lateness.None;
        }

        if (Guess.IsAnswered(out bool isOverdue))
        {
            return isOverdue ? Lateness.Overdue : Lateness.None;
        }

        OwnerState state = _owner.Read();
        if (!state.HasWaiters
            || (state.FirstIsAwake && !caller.ShouldGlance())
            || _waiters.PeekFirst() is not { IsAsync: false } first
            || !first.PatienceEnds.HasPassed)
        {
            return Lateness.None;
        }

        return !state.FirstIsAwake || first.PatienceEnds.HasPassedBy(PatienceWithoutProcessorMicroseconds)
            ? Lateness.Overdue
            : Lateness.WithoutProcessor;
    }

    private bool AsksForHandoff(Waiter waiter) => Handoff switch
    {
        HandoffMode.Never => false,
        HandoffMode.Always => true,
        _ => waiter.PatienceEnds.HasPassed,
    };

    private static Deadline PatienceFromNow() => Deadline.AfterMicroseconds(PatienceMicroseconds);
}
