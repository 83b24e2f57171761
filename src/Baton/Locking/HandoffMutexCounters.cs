namespace Baton;

/// <summary>
/// What has happened to a <see cref="HandoffMutex"/> since it was made. Each figure is exact; figures read while the
/// mutex is in use need not be of one instant.
/// </summary>
public readonly record struct HandoffMutexCounters
{
    /// <summary>How often the mutex was acquired, in whatever way.</summary>
    public required long Acquisitions { get; init; }

    /// <summary>How many calls did not get the mutex at once, and had to spin or queue.</summary>
    public required long Contended { get; init; }

    /// <summary>How many acquisitions overtook somebody who was queued.</summary>
    public required long Steals { get; init; }

    /// <summary>How many acquisitions a newcomer's busy-wait made without queueing.</summary>
    public required long SpinsThatPaid { get; init; }

    /// <summary>How often a first waiter asked for the mutex.</summary>
    public required long HandoffsRequested { get; init; }

    /// <summary>How many unlocks gave the mutex to a waiter instead of freeing it.</summary>
    public required long HandoffsMade { get; init; }

    /// <summary>How many handoffs threads have picked up; those to async callers need no pickup.</summary>
    public required long Pickups { get; init; }

    /// <summary>How many waits ended by cancellation.</summary>
    public required long Cancellations { get; init; }

    /// <summary>How many waits ended by their time limit.</summary>
    public required long Timeouts { get; init; }
}
