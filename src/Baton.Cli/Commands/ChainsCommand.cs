// baton bench chains: what a handoff costs when many fibers lend at once, to one owner or along a chain of mutexes. The
// first should not depend on their number, the second on the length of the chain in proportion, and neither on the stack.

using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Baton.Cli.Options;
using Baton.Cli.Reports;
using Baton.Measures;

namespace Baton.Cli.Commands;

/// <summary><c>baton bench chains</c>.</summary>
internal static class ChainsCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("chains", "What a handoff costs when thousands of fibers lend at once.");
        Option<IReadOnlyList<int>> donors = CommonOptions.Counts("--donors", "How many fibers lend to the owner of one mutex.", [10, 100, 1_000, 10_000]);
        Option<IReadOnlyList<int>> locks = CommonOptions.Counts("--locks", "How many mutexes the chain has.", [1, 10, 100, 1_000]);
        Option<int> rounds = CommonOptions.Rounds(5);
        Option<bool> json = CommonOptions.Json();
        Option<bool> markdown = CommonOptions.Markdown();
        foreach (Option option in (Option[])[donors, locks, rounds, json, markdown])
            command.Add(option);

        command.SetAction((parsed, cancellationToken) => Task.Run(() =>
        {
            int roundCount = parsed.GetValue(rounds);
            CostSeries[] series =
            [
                MeasureAll(terminal, "donors", "fibers that lend to one owner", parsed.GetRequiredValue(donors), roundCount, ChainRun.MeasureDonors, cancellationToken),
                MeasureAll(terminal, "chain", "mutexes in a chain", parsed.GetRequiredValue(locks), roundCount, ChainRun.MeasureChain, cancellationToken),
            ];

            if (parsed.GetValue(json))
                terminal.WriteRaw(JsonReport.Write(ToJson(series)));
            else if (parsed.GetValue(markdown))
                terminal.WriteRaw(ToMarkdown(series));
            else
                Array.ForEach(series, entry => entry.ToFigures().Write(terminal.Out));

            return cancellationToken.IsCancellationRequested ? Tool.Interrupted : Tool.Success;
        }));
        return command;
    }

    private static CostSeries MeasureAll(
        Terminal terminal,
        string key,
        string title,
        IReadOnlyList<int> sizes,
        int rounds,
        Func<int, Nanoseconds> measure,
        CancellationToken cancellationToken)
    {
        Contestant<int>[] contestants = [.. sizes.Distinct().Select(size =>
            new Contestant<int>(size, size.ToString(CultureInfo.InvariantCulture), size.ToString("#,0", CultureInfo.InvariantCulture)))];
        return new CostSeries(key, title, [.. Contest
            .Run(terminal, title, contestants, rounds, (size, _) => measure(size), cost => cost.ToString(), cancellationToken)
            .Select(entry => new Cost(entry.Contestant.Kind, Statistics.Median(entry.Rounds.Select(cost => cost.Value))))]);
    }

    private static string ToMarkdown(CostSeries[] series)
    {
        var text = new StringBuilder();
        text.Append("Measured on ").Append(Machine.Describe()).Append(". Medians; one worker.\n");
        foreach (CostSeries entry in series)
            entry.ToFigures().AppendMarkdown(text);

        return text.ToString();
    }

    private static JsonObject ToJson(CostSeries[] series) => new(series.Select(entry => KeyValuePair.Create(
        entry.Key,
        (JsonNode?)new JsonArray([.. entry.Costs.Select(cost => new JsonObject
        {
            ["size"] = cost.Size,
            ["nanosecondsPerHandoff"] = cost.Time,
        })]))));

    private sealed record CostSeries(string Key, string Title, IReadOnlyList<Cost> Costs)
    {
        public FigureTable ToFigures() => new(Title, ["how many", "time/handoff", "time/handoff/size"], [.. Costs.Select(cost => cost.Cells)]);
    }

    private sealed record Cost(int Size, double Time)
    {
        public string[] Cells => [Size.ToString("#,0", CultureInfo.InvariantCulture), Measure.Time(Time), Measure.Time(Time / Size)];
    }
}
