// The public face of the simulator: a workload and a machine in, measures out.

using Baton.Locking;
using Baton.Simulator.Measures;
using Baton.Simulator.World;
using Baton.Workloads;
using Baton.Workloads.Execution.Fibers;
using Baton.Workloads.Execution.Measures;
using Baton.Workloads.Model;

namespace Baton.Simulator;

/// <summary>Runs a workload in virtual time, on Baton's own scheduler and mutex.</summary>
/// <remarks>The same workload, options and seed give the same result to the last nanosecond, on every machine.</remarks>
/// <example><code>
/// WorkloadDocument document = WorkloadReader.ReadFile("inversion.json", Simulation.Capabilities(processors: 1));
/// SimulationResult result = Simulation.Run(document.Workload, new SimulationOptions { Support = OwnerSupport.None });
/// </code></example>
public static class Simulation
{
    /// <summary>What the simulator makes of the workload language.</summary>
    public static EngineCapabilities Capabilities(int processors) => new("the simulator", processors, new Dictionary<string, string>
    {
        ["lock_pages"] = "simulated memory is never paged out",
        ["ftrace"] = "it writes traces of its own",
        ["gnuplot"] = "it writes no plots",
        ["taskgroup"] = "it has no control groups",
        ["nodes_membind"] = "its memory has no nodes",
        ["membind_nodes"] = "its memory has no nodes",
        ["util_min"] = "its processors have one speed each",
        ["util_max"] = "its processors have one speed each",
        ["dl-reclaim"] = "bandwidth that others leave is not reclaimed",
        ["io_device"] = "it writes to a device of its own",
        ["mem_buffer_size"] = "memory is written at one speed",
    });

    /// <summary>Simulates a workload until it ends, its duration is over, nothing can happen any more, or the caller cancels.</summary>
    /// <exception cref="SimulationException">The workload cannot be simulated: it has no end.</exception>
    /// <exception cref="SimulationViolationException">An invariant does not hold. This is a bug of Baton.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are no such processors, or the duration is not positive.</exception>
    public static SimulationResult Run(
        Workload workload, SimulationOptions options, IProgress<TimeSpan>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Processors, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Processors, SimulationOptions.ProcessorsMax, nameof(options));
        if (options.Duration is { } given)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(given, TimeSpan.Zero, nameof(options));
        }

        var world = new SimulatedWorld(workload, options);
        try
        {
            SimulationEnding ending = world.Run(DurationOf(workload, options), progress, cancellationToken);
            world.Checks.AtEnd();
            world.Stop();
            return ToResult(world, ending);
        }
        catch (Exception noticed) when (noticed is InvariantViolationException or NullReferenceException or IndexOutOfRangeException or InvalidOperationException)
        {
            throw new SimulationViolationException("the library's own check", world.Step, world.Now, noticed.Message, noticed);
        }
        finally
        {
            Caller.Current.Fiber = null;
        }
    }

    private static long DurationOf(Workload workload, SimulationOptions options)
    {
        if (options.Duration is { } duration)
        {
            return (long)Math.Min(duration.TotalNanoseconds, long.MaxValue / 4.0);
        }

        if (workload.Global.DurationSeconds is { } seconds)
        {
            return (long)Math.Min(seconds * 1e9, long.MaxValue / 4.0);
        }

        WorkloadTask? endless = workload.Tasks.FirstOrDefault(task =>
            task.InstanceCount > 0 && (task.LoopCount is null || task.Phases.Any(phase => phase.LoopCount is null)));
        return endless is null
            ? long.MaxValue / 4
            : throw new SimulationException(
                $"Task \"{endless.Name}\" runs for ever, and the workload has no \"duration\". Give a duration in the file or with --duration.");
    }

    private static SimulationResult ToResult(SimulatedWorld world, SimulationEnding ending)
    {
        TraceSink trace = world.Trace;
        return new SimulationResult
        {
            Ending = ending,
            Elapsed = TimeSpan.FromMicroseconds(world.Now / 1000.0),
            EventCount = trace.EventCount,
            Tasks = [.. world.Population.Programs.Select(program => Measure(world, program))],
            Threads = world.Options.KeepsRounds
                ? [.. world.Population.Fibers.Select(fiber => fiber.Measures.ToMeasure(
                    fiber.DisplayName, fiber.Program.Task.Name, PolicyTranslation.Describe(fiber.Program.Task.Scheduling)))]
                : [],
            Locks = trace.Locks.ToMeasures(),
            Processors = [.. world.Processors.ToArray().Select(processor =>
                new ProcessorMeasure(processor.Index, processor.Busy, trace.BusySeries(processor.Index)))],
            WorstInversions = trace.Inversions.Worst,
            InversionTotals = trace.Inversions.Totals,
            Deadlocks = [.. world.Deadlocks.Distinct(), .. ending == SimulationEnding.Stuck ? Stuck(world) : []],
            Warnings = [.. world.Population.Policies.Warnings],
            Trace = trace.Kept,
        };
    }

    private static SimulatedTaskMeasure Measure(SimulatedWorld world, TaskProgram program)
    {
        SimulatedFiber[] fibers = [.. world.Population.Fibers.Where(fiber => fiber.Program == program)];
        return world.Population.TotalsOf(program.Index).ToMeasure(
            program.Task.Name,
            PolicyTranslation.Describe(program.Task.Scheduling),
            fibers.Length,
            fibers.Sum(fiber => fiber.Times.Executed),
            fibers.Sum(fiber => fiber.Times.Borrowed),
            fibers.Sum(fiber => fiber.Times.Lent));
    }

    private static IEnumerable<string> Stuck(SimulatedWorld world) => world.Population.Fibers
        .Where(fiber => !fiber.HasEnded)
        .Take(20)
        .Select(fiber => fiber.Asked is { } asked
            ? $"\"{fiber}\" waits for \"{asked.Name}\", held by \"{asked.Holder}\"."
            : $"\"{fiber}\" waits for another thread, and none that is left will wake it.");
}
