using Baton.Workloads.Execution.Measures;

namespace Baton.Cli.Reports;

/// <summary>One figure of a task, real and simulated, in nanoseconds: medians over the rounds, and the least and largest real one.</summary>
/// <param name="Task">The task.</param>
/// <param name="Figure">Which figure, such as p50.</param>
/// <param name="Real">What was measured.</param>
/// <param name="RealMin">The least of all rounds.</param>
/// <param name="RealMax">The largest of all rounds.</param>
/// <param name="Simulated">What the simulation says.</param>
/// <param name="Count">How many responses there were in a round.</param>
internal sealed record RealComparisonRow(string Task, string Figure, long Real, long RealMin, long RealMax, long Simulated, long Count)
{
    /// <summary>By what share of the real figure the simulated one is larger.</summary>
    public double Difference => Real == 0 ? 0 : (Simulated - Real) / (double)Real;
}

/// <summary>A workload that was run for real and simulated, in several rounds.</summary>
internal sealed class RealComparison(
    string real, string simulated, IReadOnlyList<IReadOnlyList<TaskMeasure>> runs, IReadOnlyList<IReadOnlyList<TaskMeasure>> simulations)
{
    private static readonly (string Name, Func<Distribution, long> Of)[] Figures =
        [("p50", distribution => distribution.P50), ("p99", distribution => distribution.P99), ("longest", distribution => distribution.Max)];

    /// <summary>What it really ran on.</summary>
    public string Real { get; } = real;

    /// <summary>What was simulated.</summary>
    public string Simulated { get; } = simulated;

    /// <summary>How often it was run.</summary>
    public int Rounds => runs.Count;

    /// <summary>The response times of the tasks.</summary>
    public IReadOnlyList<RealComparisonRow> Rows { get; } =
    [
        .. from task in runs[0].Select(task => task.Task)
           from figure in Figures
           select NewRow(task, figure.Name, figure.Of, runs, simulations),
    ];

    private static RealComparisonRow NewRow(
        string task,
        string figure,
        Func<Distribution, long> of,
        IReadOnlyList<IReadOnlyList<TaskMeasure>> runs,
        IReadOnlyList<IReadOnlyList<TaskMeasure>> simulations)
    {
        long[] measured = Sorted(runs), simulated = Sorted(simulations);
        return new RealComparisonRow(
            task, figure, Median(measured), measured[0], measured[^1], Median(simulated), ResponsesOf(runs[0]).Count);

        long[] Sorted(IReadOnlyList<IReadOnlyList<TaskMeasure>> rounds) => [.. rounds.Select(round => of(ResponsesOf(round))).Order()];

        Distribution ResponsesOf(IReadOnlyList<TaskMeasure> round) =>
            round.FirstOrDefault(each => each.Task == task)?.ResponseTime ?? Distribution.Empty;
    }

    private static long Median(long[] sorted) => sorted[sorted.Length / 2];
}
