using System.Globalization;
using Baton.Workloads;
using Baton.Workloads.Model;

namespace Baton.Simulator.Tests;

/// <summary>Runs small workloads on a machine where nothing but work takes time, so that every moment can be foretold.</summary>
internal static class Lab
{
    public static SimulationOptions Ideal(int processors = 1, OwnerSupport support = OwnerSupport.Proxy) => new()
    {
        Processors = processors,
        Support = support,
        Costs = MachineCosts.Free,
        KeepsTrace = true,
    };

    public static Workload Read(string text, int processors = 64) =>
        WorkloadReader.Read(text, "test.json", Simulation.Capabilities(processors)).Workload;

    public static Workload Example(string name) =>
        WorkloadReader.ReadFile(Path.Combine(AppContext.BaseDirectory, "workloads", name), Simulation.Capabilities(64)).Workload;

    public static SimulationResult Run(string text, SimulationOptions options) =>
        Simulation.Run(Read(text, options.Processors), options, null, TestContext.Current.CancellationToken);

    public static SimulationResult Run(Workload workload, SimulationOptions options) =>
        Simulation.Run(workload, options, null, TestContext.Current.CancellationToken);

    /// <summary>What happened, one line for each event of these kinds: microseconds, processor, kind, task, and on whose behalf or to whom.</summary>
    public static string[] Story(SimulationResult result, params TraceEventKind[] kinds)
    {
        SimulationTrace trace = result.Trace!;
        return [.. trace.Events.Where(each => kinds.Contains(each.Kind)).Select(each => string.Create(
            CultureInfo.InvariantCulture,
            $"{each.Time / 1000} cpu{each.Processor} {each.Kind} {Task(trace, each.Fiber)}{(each.Other < 0 ? "" : " " + Task(trace, each.Other))}"))];
    }

    /// <summary>The measures of a task.</summary>
    public static SimulatedTaskMeasure Of(this SimulationResult result, string task) =>
        result.Tasks.Single(each => each.Activity.Task == task);

    private static string Task(SimulationTrace trace, int fiber) => fiber < 0 ? "-" : trace.Fibers[fiber].Task;
}
