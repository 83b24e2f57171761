// Real beside simulated, for people, for a file in a repository, and for programs.

using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Baton.Measures;
using Spectre.Console;

namespace Baton.Cli.Reports;

/// <summary>Writes comparisons of real runs with simulations.</summary>
internal static class RealComparisonReport
{
    private const double Agreement = 0.1;

    private static readonly string[] Titles = ["task", "responses", "figure", "real", "over the rounds", "simulated", "difference"];

    public static void Write(IAnsiConsole console, IReadOnlyList<RealComparison> comparisons)
    {
        foreach (RealComparison comparison in comparisons)
        {
            Table table = new Table().Border(TableBorder.Rounded).Title($"[bold]{Markup.Escape(Title(comparison))}[/]");
            foreach (string title in Titles)
                table.AddColumn(title is "task" or "figure" ? new TableColumn(title).NoWrap() : new TableColumn(title).NoWrap().RightAligned());

            foreach (RealComparisonRow row in comparison.Rows)
            {
                string[] cells = [.. Cells(row).Select(Markup.Escape)];
                cells[^1] = $"[{(Math.Abs(row.Difference) <= Agreement ? "green" : "yellow")}]{cells[^1]}[/]";
                table.AddRow(cells);
            }

            console.Write(table);
            console.WriteLine();
        }
    }

    public static string ToMarkdown(IReadOnlyList<RealComparison> comparisons)
    {
        var text = new StringBuilder();
        text.Append("Measured on ").Append(Machine.Describe()).Append(".\n");
        foreach (RealComparison comparison in comparisons)
        {
            text.Append("\n**").Append(Title(comparison)).Append("**\n\n| ").AppendJoin(" | ", Titles).Append(" |\n|---|---:|---|---:|---:|---:|---:|\n");
            foreach (RealComparisonRow row in comparison.Rows)
                text.Append("| ").AppendJoin(" | ", Cells(row)).Append(" |\n");
        }

        return text.ToString();
    }

    public static string ToJson(IReadOnlyList<RealComparison> comparisons) => JsonReport.Write(new JsonObject
    {
        ["comparisons"] = new JsonArray([.. comparisons.Select(comparison => new JsonObject
        {
            ["real"] = comparison.Real,
            ["simulated"] = comparison.Simulated,
            ["rounds"] = comparison.Rounds,
            ["responseTimes"] = new JsonArray([.. comparison.Rows.Select(row => new JsonObject
            {
                ["task"] = row.Task,
                ["figure"] = row.Figure,
                ["responsesPerRound"] = row.Count,
                ["realNanoseconds"] = row.Real,
                ["realLeastNanoseconds"] = row.RealMin,
                ["realMostNanoseconds"] = row.RealMax,
                ["simulatedNanoseconds"] = row.Simulated,
                ["difference"] = Math.Round(row.Difference, 4),
            })]),
        })]),
    });

    private static string Title(RealComparison comparison) =>
        $"{comparison.Real} / simulated: {comparison.Simulated}; medians of {comparison.Rounds} {(comparison.Rounds == 1 ? "round" : "rounds")}";

    private static string[] Cells(RealComparisonRow row) =>
    [
        row.Task,
        Measure.Count(row.Count),
        row.Figure,
        Time(row.Real),
        $"{Time(row.RealMin)} to {Time(row.RealMax)}",
        Time(row.Simulated),
        row.Difference.ToString("+0.0 %;-0.0 %;0 %", CultureInfo.InvariantCulture),
    ];

    private static string Time(long nanoseconds) => new Nanoseconds(nanoseconds).ToString();
}
