namespace Baton.Scheduling;

/// <summary>Where a fiber stands with respect to the run queue of its worker.</summary>
internal enum Queueing
{
    /// <summary>In no run queue: asleep, blocked without lending, finished, or not started.</summary>
    None,

    /// <summary>In the run queue: runnable, running, or blocked on a mutex and lending its place.</summary>
    Queued,

    /// <summary>Asleep, but left in the run queue until it has paid for the time it was ahead (fair class only).</summary>
    Delayed,

    /// <summary>On its way from one run queue to another; who meets it looks again.</summary>
    Migrating,
}

/// <summary>Why a fiber enters a run queue.</summary>
internal enum EnqueueReason
{
    /// <summary>It has just been started, and was never queued before.</summary>
    Started,

    /// <summary>It was asleep and has been woken.</summary>
    Woken,

    /// <summary>It comes from another run queue, with its claim to time unchanged.</summary>
    Migrated,

    /// <summary>Its policy has changed, or it returns after the change of a parameter.</summary>
    Changed,
}

/// <summary>Why a fiber leaves a run queue.</summary>
internal enum DequeueReason
{
    /// <summary>It sleeps of its own will. The fair class may keep it as <see cref="Queueing.Delayed"/>.</summary>
    Slept,

    /// <summary>It stops lending, or is woken elsewhere: out of the queue at once, never delayed.</summary>
    Deactivated,

    /// <summary>It goes to another run queue.</summary>
    Migrated,

    /// <summary>Its policy is about to change.</summary>
    Changed,

    /// <summary>Its body has ended.</summary>
    Finished,
}
