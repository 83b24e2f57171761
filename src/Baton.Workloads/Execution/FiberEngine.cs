using Baton.Workloads.Execution.Fibers;
using Baton.Workloads.Execution.Measures;
using Baton.Workloads.Model;

namespace Baton.Workloads.Execution;

/// <summary>Runs workloads on Baton's own scheduler: each thread of a task is a <see cref="Fiber"/>, each mutex a <see cref="HandoffMutex"/>.</summary>
/// <remarks>
/// The workload's policies are the scheduler's, and need no rights of the system; its CPUs are the scheduler's workers. Work
/// gives way to more urgent fibers at checkpoints, 20 µs apart.
/// </remarks>
/// <example>
/// <code>
/// var engine = new FiberEngine(new FiberEngineOptions { Scheduler = new ProxySchedulerOptions { WorkerCount = 2 } });
/// WorkloadResult result = engine.Run(document.Workload, cancellationToken);
/// </code>
/// </example>
public sealed class FiberEngine
{
    private readonly FiberEngineOptions _options;

    /// <summary>An engine that runs workloads as the options say.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The duration is not positive.</exception>
    public FiberEngine(FiberEngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Duration is { } duration)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero, nameof(options));
        }

        _options = options;
    }

    /// <summary>What the engine makes of the language.</summary>
    /// <param name="workers">How many workers the scheduler has.</param>
    public static EngineCapabilities Capabilities(int workers) => new("Baton's scheduler", workers, new Dictionary<string, string>
    {
        ["pi_enabled"] = "proxy execution is switched on or off for the whole scheduler",
        ["lock_pages"] = "the memory of a managed process is not locked",
        ["ftrace"] = "it writes no kernel trace",
        ["gnuplot"] = "it writes no plots",
        ["taskgroup"] = "it has no control groups",
        ["nodes_membind"] = "it binds no memory to nodes",
        ["membind_nodes"] = "it binds no memory to nodes",
        ["util_min"] = "its workers have no frequency of their own",
        ["util_max"] = "its workers have no frequency of their own",
        ["dl-reclaim"] = "bandwidth that others leave is not reclaimed",
        ["calibration"] = "it measures its own loop, whose length is not rt-app's",
    });

    /// <summary>
    /// Runs a workload until all its tasks have ended, its duration is over or the caller cancels. Whichever it is, the result
    /// has everything that was measured until then; a cancelled run is not an exception.
    /// </summary>
    /// <remarks>Blocks the calling thread, which must not be one of a scheduler.</remarks>
    /// <exception cref="WorkloadRunException">A task could not go on.</exception>
    public WorkloadResult Run(Workload workload, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workload);
        return WorkloadRun.Perform(
            workload,
            run => new FiberHost(_options.Scheduler, run.Stop, _options.KeepsTimeline ? new RunRecorder() : null, run.Warn),
            _options.Duration,
            _options.WarmsUp,
            _options.Progress,
            cancellationToken);
    }
}

/// <summary>How to run a workload on fibers.</summary>
public sealed class FiberEngineOptions
{
    /// <summary>How the scheduler is to be: its workers, and whether waiting fibers lend their place.</summary>
    public ProxySchedulerOptions Scheduler { get; init; } = new() { Name = "workload" };

    /// <summary>How long to run, in place of the file's duration; null to do as the file says.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>
    /// Whether a short rehearsal on a scheduler of its own comes first, so that the run does not measure the compiler. On
    /// unless set to false.
    /// </summary>
    public bool WarmsUp { get; init; } = true;

    /// <summary>
    /// Whether everything that happens is kept, for <see cref="WorkloadResult.Timeline"/>. That takes some 100 bytes for each
    /// event, of which the first two million are kept.
    /// </summary>
    public bool KeepsTimeline { get; init; }

    /// <summary>Hears ten times a second how long the run has lasted.</summary>
    public IProgress<TimeSpan>? Progress { get; init; }
}
