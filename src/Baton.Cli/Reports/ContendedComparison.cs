using Baton.Measures;
using Baton.Rivals;

namespace Baton.Cli.Reports;

/// <summary>Summarises the rounds of a contended scenario.</summary>
internal static class ContendedComparison
{
    // Until the runtime has recompiled what it found hot, twice, and has learned which branches are taken.
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromMilliseconds(1500);

    private static readonly (Measure Measure, Func<ContendedResult, double> Figure)[] Columns =
    [
        (Measure.Throughput, result => result.Throughput),
        (Measure.Jain, result => result.JainIndex),
        (Measure.MinOverMax, result => result.MinOverMax),
        (Measure.WaitP50, result => result.Waits.At(50).Value),
        (Measure.WaitP99, result => result.Waits.At(99).Value),
        (Measure.WaitP999, result => result.Waits.At(99.9).Value),
        (Measure.WaitLongest, result => result.Waits.Longest.Value),
        (Measure.BytesPerOperation, result => result.AllocatedBytesPerOperation),
        (Measure.ProcessorTime, result => result.ProcessorTimePerOperation.Value),
    ];

    /// <summary>Measures contended scenarios.</summary>
    public static Question<ContendedScenario, ContendedResult> Question { get; } = new(
        Describe,
        scenario => scenario.WarmUp + scenario.Duration,
        ContendedRun.Measure,
        scenario => scenario with { WarmUp = WarmUpTime, Duration = TimeSpan.Zero },
        result => $"{Measure.Throughput.Format(result.Throughput)} ops/s, longest wait {result.Waits.Longest}",
        Summarize,
        GridSummary.Of);

    /// <summary>Takes the medians of all rounds.</summary>
    public static Comparison Summarize(string scenario, IReadOnlyDictionary<Rival, IReadOnlyList<ContendedResult>> rounds) => new(
        scenario,
        [.. Columns.Select(column => column.Measure)],
        [.. rounds.Select(entry => new ComparisonRow(
            entry.Key,
            ComparisonRow.Medians(entry.Value, [.. Columns.Select(column => column.Figure)]),
            entry.Value.Count,
            entry.Value.Sum(result => result.Violations),
            entry.Value.Max(result => result.Resources.ForeignShare)))]);

    /// <summary>The scenario in words.</summary>
    public static string Describe(ContendedScenario scenario)
    {
        string callers = (scenario.Threads, scenario.AsyncCallers) switch
        {
            (int threads, 0) => $"{threads} threads",
            (0, int asyncCallers) => $"{asyncCallers} async callers",
            (int threads, int asyncCallers) => $"{threads} threads and {asyncCallers} async callers",
        };
        string hold = scenario.Hold > Nanoseconds.Zero ? $", hold {scenario.Hold}" : "";
        string think = scenario.Think > Nanoseconds.Zero ? $", think {scenario.Think}" : "";
        string awaits = scenario is { AsyncCallers: > 0, Await: AwaitPlace.InsideSection } ? ", await inside" : "";
        string token = scenario is { AsyncCallers: > 0, WithToken: true } ? ", with a token" : "";
        return callers + hold + think + awaits + token;
    }
}
