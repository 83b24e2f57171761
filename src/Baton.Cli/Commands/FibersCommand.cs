// baton bench fibers: what the scheduler costs beside the thread pool, in the same run and in turns: a hop, a start and
// finish, and the memory of a flow that waits.

using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Baton.Cli.Options;
using Baton.Cli.Reports;
using Baton.Measures;
using Spectre.Console;

namespace Baton.Cli.Commands;

/// <summary><c>baton bench fibers</c>.</summary>
internal static class FibersCommand
{
    private static readonly Contestant<FiberContestant>[] Contestants =
    [
        new(FiberContestant.ThreadPool, "pool", "thread pool"),
        new(FiberContestant.Fibers, "fibers", "fibers"),
        new(FiberContestant.FibersWithoutProxy, "fibers-off", "fibers, proxy execution off"),
    ];

    public static Command Create(Terminal terminal)
    {
        var command = new Command("fibers", "What a hop, a start and a waiting flow cost on Baton's scheduler and on the thread pool.");
        Option<IReadOnlyList<int>> flows = CommonOptions.Counts("--flows", "How many flows hop at a time.", [1, 64, 10_000]);
        Option<int> hops = CommonOptions.Count("--hops", "How many hops in all.", 2_000_000, 10_000, 1_000_000_000);
        Option<int> starts = CommonOptions.Count("--starts", "How many fibers, or tasks, start and finish.", 1_000_000, 1_000, 100_000_000);
        Option<int> idle = CommonOptions.Count("--idle", "How many fibers, or tasks, wait.", 100_000, 1_000, 10_000_000);
        Option<int> rounds = CommonOptions.Rounds(5);
        Option<bool> json = CommonOptions.Json();
        Option<bool> markdown = CommonOptions.Markdown();
        foreach (Option option in (Option[])[flows, hops, starts, idle, rounds, json, markdown])
            command.Add(option);

        command.SetAction((parsed, cancellationToken) => Task.Run(() =>
        {
            var tables = new List<CostTable>();
            int roundCount = parsed.GetValue(rounds);
            foreach (int count in parsed.GetRequiredValue(flows))
            {
                int total = parsed.GetValue(hops) / count * count;
                tables.Add(Compare(
                    terminal,
                    string.Create(CultureInfo.InvariantCulture, $"hop, {count:#,0} flow{(count == 1 ? "" : "s")}"),
                    roundCount,
                    contestant => FiberRun.MeasureHops(contestant, count, total),
                    cancellationToken));
            }

            tables.Add(Compare(
                terminal,
                string.Create(CultureInfo.InvariantCulture, $"start and finish, {parsed.GetValue(starts):#,0}"),
                roundCount,
                contestant => FiberRun.MeasureStarts(contestant, parsed.GetValue(starts)),
                cancellationToken));
            (string Name, double Bytes)[] waiting = [.. Contestants
                .TakeWhile(_ => !cancellationToken.IsCancellationRequested)
                .Select(entry => (entry.Name, FiberRun.MeasureIdleBytes(entry.Kind, parsed.GetValue(idle))))];
            tables.RemoveAll(table => table.Rows.Count == 0);

            if (parsed.GetValue(json))
                terminal.WriteRaw(JsonReport.Write(ToJson(tables, waiting)));
            else if (parsed.GetValue(markdown))
                terminal.WriteRaw(ToMarkdown(tables, waiting));
            else
                Write(terminal.Out, tables, waiting);

            return cancellationToken.IsCancellationRequested ? Tool.Interrupted : Tool.Success;
        }));
        return command;
    }

    private static CostTable Compare(
        Terminal terminal, string title, int rounds, Func<FiberContestant, FiberResult> measure, CancellationToken cancellationToken) => new(
            title,
            [.. Contest.Run(terminal, title, Contestants, rounds, (kind, _) => measure(kind), result => result.Time.ToString(), cancellationToken)
                .Select(entry => CostRow.Of(entry.Contestant.Key, entry.Contestant.Name, entry.Rounds))]);

    private static void Write(IAnsiConsole console, List<CostTable> tables, (string Name, double Bytes)[] waiting)
    {
        foreach (CostTable table in tables)
            table.ToFigures().Write(console);

        foreach ((string name, double bytes) in waiting)
            console.WriteLine(WaitingText(name, bytes));
    }

    private static string ToMarkdown(List<CostTable> tables, (string Name, double Bytes)[] waiting)
    {
        var text = new StringBuilder();
        text.Append("Measured on ").Append(Machine.Describe()).Append(". Medians; ratios to the thread pool.\n");
        foreach (CostTable table in tables)
            table.ToFigures().AppendMarkdown(text);

        text.Append('\n');
        foreach ((string name, double bytes) in waiting)
            text.Append("- ").Append(WaitingText(name, bytes)).Append('\n');

        return text.ToString();
    }

    private static JsonObject ToJson(List<CostTable> tables, (string Name, double Bytes)[] waiting) => new()
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
                ["nanosecondsPerOperation"] = row.Time,
                ["ratioToBaseline"] = row.Time / table.Rows[0].Time,
                ["processorNanosecondsPerOperation"] = row.ProcessorTime,
                ["bytesPerOperation"] = row.Bytes,
                ["foreignShareOfMachine"] = row.ForeignShare,
            })]),
        })]),
        ["waitingFlows"] = new JsonArray([.. waiting.Select(entry => new JsonObject
        {
            ["name"] = entry.Name,
            ["bytesPerFlow"] = entry.Bytes,
        })]),
    };

    private static string WaitingText(string name, double bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}: {bytes:0} bytes for each flow that waits, its state machine included");

    private sealed record CostTable(string Title, IReadOnlyList<CostRow> Rows)
    {
        public FigureTable ToFigures() => new(Title, ["", "time/op", "ratio", "CPU/op", "ratio", "B/op"], [.. Rows.Select(Cells)])
        {
            ForeignShare = Rows.Max(row => row.ForeignShare),
        };

        private string[] Cells(CostRow row) =>
        [
            row.Name,
            Measure.Time(row.Time),
            Measure.Ratio(row.Time / Rows[0].Time),
            Measure.Time(row.ProcessorTime),
            Measure.Ratio(row.ProcessorTime / Rows[0].ProcessorTime),
            row.Bytes.ToString("0.#", CultureInfo.InvariantCulture),
        ];
    }

    private sealed record CostRow(
        string Key, string Name, int Rounds, double Time, double ProcessorTime, double Bytes, double ForeignShare)
    {
        public static CostRow Of(string key, string name, IReadOnlyList<FiberResult> rounds) => new(
            key,
            name,
            rounds.Count,
            Statistics.Median(rounds.Select(round => round.Time.Value)),
            Statistics.Median(rounds.Select(round => round.ProcessorTime.Value)),
            Statistics.Median(rounds.Select(round => round.BytesPerOperation)),
            rounds.Max(round => round.ForeignShare ?? 0));
    }
}
