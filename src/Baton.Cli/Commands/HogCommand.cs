// baton bench hog: one thread that re-takes the lock at once, and victims that ask every few milliseconds.

using System.CommandLine;
using Baton.Cli.Options;
using Baton.Cli.Reports;
using Baton.Measures;
using Baton.Rivals;

namespace Baton.Cli.Commands;

/// <summary><c>baton bench hog</c>.</summary>
internal static class HogCommand
{
    private static readonly Measure HogRate = new("hogThroughputPerSecond", "hog ops/s", Measure.Count, Better.Higher);
    private static readonly Measure Asked = new("victimAcquisitions", "victims' turns", Measure.Count, Better.NoRatio);
    private static readonly Measure VictimP50 = new("victimWaitP50Nanoseconds", "victim p50", Measure.Time, Better.Lower);

    private static readonly Question<HogScenario, HogResult> Starvation = new(
        scenario => $"a hog holding {scenario.Hold}, {scenario.Victims} victim{(scenario.Victims == 1 ? "" : "s")}",
        scenario => scenario.WarmUp + scenario.Duration,
        HogRun.Measure,
        scenario => scenario with { Hold = Nanoseconds.Zero, Duration = TimeSpan.Zero },
        result => $"hog {Measure.Count(result.HogThroughput)} ops/s, victims' median wait {result.VictimWaits.At(50)}",
        Summarize);

    public static Command Create(Terminal terminal)
    {
        var command = new Command("hog", "How long victims wait for a lock that a hog re-takes at once.");
        Option<IReadOnlyList<Nanoseconds>> hold = CommonOptions.Times("--hold", "How long the hog holds the lock.", "100us,1ms,30ms");
        Option<IReadOnlyList<int>> victims = CommonOptions.Counts("--victims", "Numbers of victims.", [1, 8]);
        command.Add(hold);
        command.Add(victims);
        var measuring = new MeasuringCommand(terminal, command, 1, TimeSpan.FromSeconds(3));
        command.SetAction((parsed, cancellationToken) => Task.Run(() =>
        {
            IEnumerable<HogScenario> scenarios =
                from holdTime in parsed.GetRequiredValue(hold)
                from victimCount in parsed.GetRequiredValue(victims)
                select new HogScenario { Hold = holdTime, Victims = victimCount, Duration = measuring.Duration(parsed) };
            return measuring.Compare(parsed, measuring.LocksForThreads(parsed), scenarios, Starvation, cancellationToken);
        }));
        return command;
    }

    private static Comparison Summarize(string scenario, IReadOnlyDictionary<Rival, IReadOnlyList<HogResult>> rounds) => new(
        scenario,
        [HogRate, Asked, VictimP50, Measure.WaitP99, Measure.WaitLongest],
        [.. rounds.Select(entry => new ComparisonRow(
            entry.Key,
            ComparisonRow.Medians(
                entry.Value,
                result => result.HogThroughput,
                result => result.VictimWaits.Count,
                result => result.VictimWaits.At(50).Value,
                result => result.VictimWaits.At(99).Value,
                result => result.VictimWaits.Longest.Value),
            entry.Value.Count,
            entry.Value.Sum(result => result.Violations),
            entry.Value.Max(result => result.Resources.ForeignShare)))]);
}
