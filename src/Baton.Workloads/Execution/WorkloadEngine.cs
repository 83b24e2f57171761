using Baton.Workloads.Execution.Measures;
using Baton.Workloads.Execution.Os;
using Baton.Workloads.Model;

namespace Baton.Workloads.Execution;

/// <summary>Runs workloads on threads of the operating system, against any lock.</summary>
/// <example>
/// <code>
/// var engine = new WorkloadEngine(new WorkloadEngineOptions { LockFactory = _ => new MonitorWorkloadLock() });
/// WorkloadResult result = engine.Run(document.Workload, cancellationToken);
/// </code>
/// </example>
public sealed class WorkloadEngine
{
    private readonly WorkloadEngineOptions _options;

    /// <summary>An engine that runs workloads as the options say.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The duration is not positive.</exception>
    public WorkloadEngine(WorkloadEngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Duration is { } duration)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero, nameof(options));
        }

        _options = options;
    }

    /// <summary>What the engine makes of the language on this machine.</summary>
    public static EngineCapabilities Capabilities { get; } = new("OS threads", Environment.ProcessorCount, MeaninglessKeys());

    /// <summary>
    /// Runs a workload until all its tasks have ended, its duration is over or the caller cancels. Whichever it is, the result
    /// has everything that was measured until then; a cancelled run is not an exception.
    /// </summary>
    /// <remarks>
    /// Blocks the calling thread. A run takes at most two seconds longer than its duration, and that only when threads
    /// wait for each other's mutexes in a cycle.
    /// </remarks>
    /// <exception cref="WorkloadRunException">A task could not go on, for example because its lock threw.</exception>
    public WorkloadResult Run(Workload workload, CancellationToken cancellationToken = default)
    {
        return WorkloadRun.Perform(
            workload,
            run => new OsThreadHost(run.Stop, _options.LockFactory),
            _options.Duration,
            _options.WarmsUp,
            _options.Progress,
            cancellationToken);
    }

    private static Dictionary<string, string> MeaninglessKeys()
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["pi_enabled"] = "the lock that is tried decides about inheritance",
            ["lock_pages"] = "the memory of a managed process is not locked",
            ["ftrace"] = "it writes no kernel trace",
            ["gnuplot"] = "it writes no plots",
            ["taskgroup"] = "it creates no control groups",
            ["nodes_membind"] = "it binds no memory to nodes",
            ["membind_nodes"] = "it binds no memory to nodes",
            ["calibration"] = "it measures its own loop, whose length is not rt-app's",
        };
        if (!OperatingSystem.IsLinux())
        {
            foreach (string key in WorkloadPolicies.AllNames.Where(name => name != "SCHED_OTHER").Append("cpus").Append("util_min").Append("util_max"))
            {
                keys.Add(key, "policies and affinity are supported on Linux only");
            }
        }

        return keys;
    }
}
