// baton bench locksets: sets of locks out of many, in any order with LockAll beside a kept order with System.Threading.Lock.

using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Baton.Cli.Options;
using Baton.Cli.Reports;
using Baton.Measures;

namespace Baton.Cli.Commands;

/// <summary><c>baton bench locksets</c>.</summary>
internal static class LockSetsCommand
{
    private static readonly Contestant<LockSetContestant>[] Contestants =
    [
        new(LockSetContestant.SortedLocks, "sorted", "Lock, sorted"),
        new(LockSetContestant.WoundWait, "wound-wait", "LockAll, wound/wait"),
        new(LockSetContestant.WaitDie, "wait-die", "LockAll, wait/die"),
    ];

    public static Command Create(Terminal terminal)
    {
        var command = new Command("locksets", "What it costs to enter many locks at once, in any order, beside locks that are sorted first.");
        Option<IReadOnlyList<int>> threads = CommonOptions.Counts("--threads", "Numbers of threads.", [2, 4, 8, 16]);
        Option<IReadOnlyList<int>> among = CommonOptions.Counts("--among", "Out of how many locks the sets are drawn.", [100_000]);
        Option<int> size = CommonOptions.Count("--size", "How many locks a set has.", 16, 1, 1_000);
        Option<TimeSpan> duration = CommonOptions.Duration(TimeSpan.FromSeconds(2));
        Option<int> rounds = CommonOptions.Rounds(3);
        Option<bool> json = CommonOptions.Json();
        Option<bool> markdown = CommonOptions.Markdown();
        foreach (Option option in (Option[])[threads, among, size, duration, rounds, json, markdown])
            command.Add(option);

        command.Validators.Add(result =>
        {
            if (result.GetValue(among)?.Any(count => count < result.GetValue(size)) == true)
                result.AddError("--among: a set cannot have more locks than there are; lower --size or raise --among.");
        });
        command.SetAction((parsed, cancellationToken) => Task.Run(() =>
        {
            List<LockSetTable> tables =
            [
                .. from count in parsed.GetRequiredValue(among)
                   from threadCount in parsed.GetRequiredValue(threads)
                   let scenario = new LockSetScenario(threadCount, parsed.GetValue(size), count, parsed.GetValue(duration))
                   select Compare(terminal, scenario, parsed.GetValue(rounds), cancellationToken),
            ];
            tables.RemoveAll(table => table.Rows.Count == 0);
            if (parsed.GetValue(json))
                terminal.WriteRaw(JsonReport.Write(ToJson(tables)));
            else if (parsed.GetValue(markdown))
                terminal.WriteRaw(ToMarkdown(tables));
            else
                tables.ForEach(table => table.ToFigures().Write(terminal.Out));

            return tables.Any(table => table.Rows.Any(row => row.Violations != 0)) ? Tool.Failure
                : cancellationToken.IsCancellationRequested ? Tool.Interrupted
                : Tool.Success;
        }));
        return command;
    }

    private static LockSetTable Compare(Terminal terminal, LockSetScenario scenario, int rounds, CancellationToken cancellationToken)
    {
        string title = string.Create(CultureInfo.InvariantCulture, $"{scenario.Threads} threads, {scenario.Size} locks of {scenario.Among:#,0}");
        return new LockSetTable(title, [.. Contest
            .Run(terminal, title, Contestants, rounds, MeasureOnce, result => $"{Measure.Count(result.SetsPerSecond)} sets/s", cancellationToken)
            .Select(entry => LockSetRow.Of(entry.Contestant.Key, entry.Contestant.Name, entry.Rounds))]);

        LockSetResult MeasureOnce(LockSetContestant contestant, bool warmsUp) => LockSetRun.Measure(
            contestant, warmsUp ? scenario with { Duration = scenario.Duration / 5 } : scenario, cancellationToken);
    }

    private static string ToMarkdown(List<LockSetTable> tables)
    {
        var text = new StringBuilder();
        text.Append("Measured on ").Append(Machine.Describe()).Append(". Medians, and the longest of all; ratios to the sorted locks.\n");
        foreach (LockSetTable table in tables)
            table.ToFigures().AppendMarkdown(text);

        return text.ToString();
    }

    private static JsonObject ToJson(List<LockSetTable> tables) => new()
    {
        ["comparisons"] = new JsonArray([.. tables.Select(table => new JsonObject
        {
            ["scenario"] = table.Title,
            ["baseline"] = table.Rows[0].Key,
            ["rows"] = new JsonArray([.. table.Rows.Select(row => new JsonObject
            {
                ["key"] = row.Key,
                ["name"] = row.Name,
                ["rounds"] = row.Rounds,
                ["setsPerSecond"] = row.SetsPerSecond,
                ["ratioToBaseline"] = row.SetsPerSecond / table.Rows[0].SetsPerSecond,
                ["backOffsPerThousand"] = row.BackOffs,
                ["longestNanoseconds"] = row.Longest,
                ["violations"] = row.Violations,
                ["foreignShareOfMachine"] = row.ForeignShare,
            })]),
        })]),
    };

    private sealed record LockSetTable(string Title, IReadOnlyList<LockSetRow> Rows)
    {
        public FigureTable ToFigures() => new(Title, ["", "sets/s", "ratio", "back-offs per 1,000", "longest"], [.. Rows.Select(Cells)])
        {
            ForeignShare = Rows.Max(row => row.ForeignShare),
        };

        private string[] Cells(LockSetRow row) =>
        [
            row.Name,
            Measure.Count(row.SetsPerSecond),
            Measure.Ratio(row.SetsPerSecond / Rows[0].SetsPerSecond),
            row.BackOffs.ToString("0.###", CultureInfo.InvariantCulture),
            Measure.Time(row.Longest),
        ];
    }

    private sealed record LockSetRow(
        string Key, string Name, int Rounds, double SetsPerSecond, double BackOffs, double Longest, double ForeignShare, long Violations)
    {
        public static LockSetRow Of(string key, string name, IReadOnlyList<LockSetResult> rounds) => new(
            key,
            name,
            rounds.Count,
            Statistics.Median(rounds.Select(round => round.SetsPerSecond)),
            Statistics.Median(rounds.Select(round => round.BackOffs)),
            rounds.Max(round => round.LongestNanoseconds),
            rounds.Max(round => round.ForeignShare ?? 0),
            rounds.Sum(round => round.Violations));
    }
}
