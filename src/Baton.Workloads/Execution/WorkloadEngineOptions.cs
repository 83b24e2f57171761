namespace Baton.Workloads.Execution;

/// <summary>How to run a workload.</summary>
public sealed class WorkloadEngineOptions
{
    /// <summary>
    /// Makes the lock for a mutex of the workload, given the mutex's name. Called once for each, before the run, and once more
    /// with the name "warm-up" unless <see cref="WarmsUp"/> is off.
    /// </summary>
    public required Func<string, IWorkloadLock> LockFactory { get; init; }

    /// <summary>How long to run, in place of the file's duration; null to do as the file says.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>
    /// Whether a short rehearsal on a lock of its own comes first, so that the run does not measure the compiler. On unless
    /// set to false.
    /// </summary>
    public bool WarmsUp { get; init; } = true;

    /// <summary>Hears ten times a second how long the run has lasted.</summary>
    public IProgress<TimeSpan>? Progress { get; init; }
}
