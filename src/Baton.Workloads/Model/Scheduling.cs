namespace Baton.Workloads.Model;

/// <summary>What a scheduler needs to know about a thread.</summary>
public sealed record SchedulingParameters
{
    /// <summary>The policy.</summary>
    public required WorkloadPolicy Policy { get; init; }

    /// <summary>A nice value for the fair policies, 1 to 99 for real time, 0 for deadline.</summary>
    public int Priority { get; init; }

    /// <summary>The times of the deadline policy; for a fair policy its runtime is the wished slice. All 0 where not given.</summary>
    public DeadlineTimes Deadline { get; init; } = DeadlineTimes.None;

    /// <summary>The least utilization that the scheduler should assume, 0 to 1024, or null.</summary>
    public int? UtilizationMin { get; init; }

    /// <summary>The largest utilization that the scheduler should assume, 0 to 1024, or null.</summary>
    public int? UtilizationMax { get; init; }

    /// <summary>These parameters after a phase has changed some of them.</summary>
    public SchedulingParameters With(SchedulingChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new SchedulingParameters
        {
            Policy = change.Policy ?? Policy,
            Priority = change.Priority ?? change.Policy?.DefaultPriority() ?? Priority,
            Deadline = change.Deadline ?? (change.Policy is null ? Deadline : DeadlineTimes.None),
            UtilizationMin = change.UtilizationMin ?? UtilizationMin,
            UtilizationMax = change.UtilizationMax ?? UtilizationMax,
        };
    }
}

/// <summary>What a phase changes in its thread's scheduling; null members stay as they are.</summary>
public sealed record SchedulingChange
{
    /// <summary>The new policy. Without a priority beside it, the priority becomes the policy's default.</summary>
    public WorkloadPolicy? Policy { get; init; }

    /// <summary>The new priority.</summary>
    public int? Priority { get; init; }

    /// <summary>The new times of the deadline policy.</summary>
    public DeadlineTimes? Deadline { get; init; }

    /// <summary>The new least utilization, 0 to 1024.</summary>
    public int? UtilizationMin { get; init; }

    /// <summary>The new largest utilization, 0 to 1024.</summary>
    public int? UtilizationMax { get; init; }
}

/// <summary>The three times of SCHED_DEADLINE, in microseconds.</summary>
/// <param name="RuntimeMicroseconds">The budget of each period.</param>
/// <param name="DeadlineMicroseconds">How long after its release the budget must have been given.</param>
/// <param name="PeriodMicroseconds">How often the budget is filled up.</param>
/// <param name="Reclaims">Whether the thread may use bandwidth that others leave unused.</param>
public sealed record DeadlineTimes(
    long RuntimeMicroseconds, long DeadlineMicroseconds, long PeriodMicroseconds, bool Reclaims = false)
{
    /// <summary>No times given.</summary>
    public static DeadlineTimes None { get; } = new(0, 0, 0);
}
