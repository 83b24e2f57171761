// What "baton run" runs a workload on, and the options that say so: threads of the system with one lock after the other, or
// fibers of Baton's scheduler with proxy execution on or off.

using System.CommandLine;
using Baton.Cli.Commands;
using Baton.Rivals;
using Baton.Workloads;
using Baton.Workloads.Execution;
using Baton.Workloads.Execution.Measures;
using Baton.Workloads.Model;

namespace Baton.Cli.Options;

/// <summary>One way to run a workload, by name.</summary>
/// <param name="Key">What distinguishes it from the others of this command, for folders and programs.</param>
/// <param name="On">What it runs on, as <c>--on</c> calls it.</param>
/// <param name="Lock">The lock behind the workload's mutexes, as <c>--lock</c> calls it.</param>
/// <param name="Name">The same in words.</param>
/// <param name="Run">Runs a workload for as long as the file says, or as the duration says if there is one; the last but one says whether to keep a timeline.</param>
internal sealed record RunVariant(
    string Key, string On, string Lock, string Name, Func<Workload, TimeSpan?, IProgress<TimeSpan>?, bool, CancellationToken, WorkloadResult> Run)
{
    /// <summary>What <c>--on</c> calls threads of the system.</summary>
    public const string Threads = "threads";

    /// <summary>What <c>--on</c> calls Baton's scheduler.</summary>
    public const string Baton = "baton";

    /// <summary>On threads of the system, with a lock for the workload's mutexes.</summary>
    public static RunVariant OnThreads(Rival rival)
    {
        if (!rival.HasThreadFace)
            throw new BadInputException($"--lock: {rival.Name} ('{rival.Key}') is for async callers only, and a workload runs on threads.");

        return new RunVariant(rival.Key, Threads, rival.Key, rival.Name, (workload, duration, clock, _, cancellationToken) =>
            new WorkloadEngine(new WorkloadEngineOptions
            {
                LockFactory = rival.OnThreads(new RivalWorkloadLocks()),
                Duration = duration,
                Progress = clock,
            }).Run(workload, cancellationToken));
    }

    /// <summary>On the fibers of a scheduler.</summary>
    public static RunVariant OnBaton(ProxyExecution proxy, int workers)
    {
        string state = proxy == ProxyExecution.On ? "on" : "off";
        string name = $"Baton's scheduler, {workers} {(workers == 1 ? "worker" : "workers")}, proxy execution {state}";
        return new RunVariant($"proxy-{state}", Baton, RivalCatalog.Handoff.Key, name, (workload, duration, clock, keepsTimeline, cancellationToken) =>
            new FiberEngine(new FiberEngineOptions
            {
                Scheduler = new ProxySchedulerOptions { WorkerCount = workers, ProxyExecution = proxy, Name = "workload" },
                Duration = duration,
                Progress = clock,
                KeepsTimeline = keepsTimeline,
            }).Run(workload, cancellationToken));
    }
}

/// <summary>The options that say what a workload is run on.</summary>
internal sealed class RunVariantOptions
{
    private const int WorkersMax = 1024;

    private readonly Option<string> _on = new("--on")
    {
        Description = "What to run it on: threads of the system, or Baton's own scheduler.",
        HelpName = "threads|baton",
        DefaultValueFactory = _ => RunVariant.Threads,
    };

    private readonly Option<IReadOnlyList<Rival>?> _locks = CommonOptions.Locks("--lock");
    private readonly Option<string?> _proxy = new("--proxy")
    {
        Description = "On Baton's scheduler, proxy execution: on (the default), off, or on,off for one after the other.",
        HelpName = "on|off",
    };

    private readonly Option<int> _workers = CommonOptions.Count(
        "--workers", "On Baton's scheduler: how many workers, which are the workload's CPUs. By default as many as there are processors.", 0, 1, WorkersMax);

    public RunVariantOptions(Command command)
    {
        foreach (Option option in new Option[] { _on, _locks, _proxy, _workers })
            command.Add(option);
    }

    /// <summary>What the command line asks for, and what that makes of the language.</summary>
    /// <exception cref="BadInputException">Options contradict each other.</exception>
    public (IReadOnlyList<RunVariant> Variants, EngineCapabilities Capabilities) Read(ParseResult parsed)
    {
        IReadOnlyList<Rival>? locks = parsed.GetValue(_locks);
        string? proxy = parsed.GetValue(_proxy);
        int workers = parsed.GetValue(_workers);
        switch (parsed.GetValue(_on))
        {
            case RunVariant.Threads when proxy is not null || workers != 0:
                throw new BadInputException(
                    $"{(proxy is not null ? "--proxy" : "--workers")} is for Baton's scheduler, and threads of the system have their own; add --on baton.");
            case RunVariant.Threads:
                return ([.. (locks ?? [RivalCatalog.Handoff]).Select(RunVariant.OnThreads)], WorkloadEngine.Capabilities);
            case RunVariant.Baton when locks?.FirstOrDefault(rival => rival != RivalCatalog.Handoff) is { } unfit:
                throw new BadInputException(
                    $"--lock: on Baton's scheduler the mutexes are its own, and {unfit.Name} ('{unfit.Key}') is none; leave --lock out, or run on threads.");
            case RunVariant.Baton:
                workers = workers == 0 ? Environment.ProcessorCount : workers;
                return ([.. Proxies(proxy).Select(support => RunVariant.OnBaton(support, workers))], FiberEngine.Capabilities(workers));
            case var other:
                throw new BadInputException($"--on is threads or baton, not '{other}'.");
        }
    }

    private static IEnumerable<ProxyExecution> Proxies(string? list) =>
        (list ?? "on").Split(',', StringSplitOptions.TrimEntries).Select(item => item switch
        {
            "on" => ProxyExecution.On,
            "off" => ProxyExecution.Off,
            _ => throw new BadInputException($"--proxy is on, off or on,off, not '{list}'."),
        }).Distinct();
}
