// baton bench chains: what a handoff costs when many fibers lend at once, to one owner or along a chain of mutexes. The
// first should not depend on their number, the second on the length of the chain in proportion, and neither on the stack.

using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Baton.Cli.Options;
using Baton.Cli.Reports;
using Baton.Measures;
using Spectre.Console;

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
                Write(terminal.Out, series);

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
        var costs = sizes.Select(_ => new List<double>()).ToArray();

        // Round 0 warms up and is forgotten. All sizes have a turn in each round, so that a slow minute meets all of them.
        for (int round = 0; round <= rounds; round++)
        {
            for (int i = 0; i < sizes.Count && !cancellationToken.IsCancellationRequested; i++)
            {
                Nanoseconds cost = measure(sizes[i]);
                if (round > 0)
                    costs[i].Add(cost.Value);

                terminal.Say(string.Create(
                    CultureInfo.InvariantCulture, $"[{(round * sizes.Count) + i + 1}/{(rounds + 1) * sizes.Count}] {sizes[i]:#,0} {title}: {cost}"));
            }
        }

        return new CostSeries(key, title, [.. sizes
            .Zip(costs)
            .Where(entry => entry.Second.Count > 0)
            .Select(entry => new Cost(entry.First, Statistics.Median(entry.Second)))]);
    }

    private static void Write(IAnsiConsole console, CostSeries[] series)
    {
        foreach (CostSeries entry in series)
        {
            Table table = new Table().Border(TableBorder.Rounded);
            foreach (string column in entry.Columns)
                table.AddColumn(column);

            foreach (Cost cost in entry.Costs)
                table.AddRow(cost.Cells);

            console.Write(table);
        }
    }

    private static string ToMarkdown(CostSeries[] series)
    {
        var text = new StringBuilder();
        text.Append("Measured on ").Append(Machine.Describe()).Append(". Medians; one worker.\n");
        foreach (CostSeries entry in series)
        {
            text.Append("\n| ").AppendJoin(" | ", entry.Columns).Append(" |\n|---:|---:|---:|");
            foreach (Cost cost in entry.Costs)
                text.Append("\n| ").AppendJoin(" | ", cost.Cells).Append(" |");

            text.Append('\n');
        }

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
        public string[] Columns => [Title, "time/handoff", "time/handoff/size"];
    }

    private sealed record Cost(int Size, double Time)
    {
        public string[] Cells => [Size.ToString("#,0", CultureInfo.InvariantCulture), Measure.Time(Time), Measure.Time(Time / Size)];
    }
}
