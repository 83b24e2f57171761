// How long the urgent request waited: a table a scenario, the worlds side by side, the same figures as JSON and Markdown.

using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Baton.Measures;
using Baton.Measures.Inversion;
using Spectre.Console;

namespace Baton.Cli.Reports;

/// <summary>Writes what inversion runs showed.</summary>
internal sealed class InversionReport
{
    private static readonly string[] Columns = ["scheduler and lock", "wait p50", "p99", "p99.9", "longest", "asks"];

    private readonly List<(InversionScenario Scenario, IReadOnlyList<InversionResult> Results)> _runs = [];

    public static string Describe(InversionScenario scenario) => string.Create(
        CultureInfo.InvariantCulture,
        $"owner computes {scenario.Section} over {scenario.Steps} awaits ({scenario.Await.ToString().ToLowerInvariant()}), {scenario.Backlog:#,0} items of {scenario.ItemWork} outstanding");

    public void Add(InversionScenario scenario, IReadOnlyList<InversionResult> results) => _runs.Add((scenario, results));

    public void Write(IAnsiConsole console)
    {
        foreach ((InversionScenario scenario, IReadOnlyList<InversionResult> results) in _runs)
        {
            console.WriteLine();
            console.WriteLine("The urgent request waits: " + Describe(scenario));
            var table = new Table().RoundedBorder();
            foreach (string column in Columns)
                table.AddColumn(new TableColumn(column) { Alignment = column == Columns[0] ? Justify.Left : Justify.Right });

            foreach (InversionResult result in results)
                table.AddRow([.. Cells(result).Select(Markup.Escape)]);

            console.Write(table);
        }
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        foreach ((InversionScenario scenario, IReadOnlyList<InversionResult> results) in _runs)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{Describe(scenario)}:\n\n| {string.Join(" | ", Columns)} |\n|---|---:|---:|---:|---:|---:|\n");
            foreach (InversionResult result in results)
                text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", Cells(result))} |\n");
        }

        return text.ToString();
    }

    /// <summary>What proxy execution was worth in the last scenario, in a sentence; null if it was not measured.</summary>
    public string? Sentence
    {
        get
        {
            IReadOnlyList<InversionResult> results = _runs is [.., var last] ? last.Results : [];
            return results.FirstOrDefault(result => result.World.Key == "on") is { } on
                && results.FirstOrDefault(result => result.World.Key == "strict") is { } strict
                ? $"With priorities alone the urgent request waits until the flood is over ({strict.Waits.At(50)}); "
                    + $"with proxy execution the owner of the lock runs in its place, and it waits {on.Waits.At(50)}."
                : null;
        }
    }

    public string ToJson() => JsonReport.Write(new JsonObject { ["inversion"] = ToJsonArray() });

    public JsonArray ToJsonArray() => new([.. _runs.Select(run => new JsonObject
    {
        ["scenario"] = Describe(run.Scenario),
        ["steps"] = run.Scenario.Steps,
        ["backlog"] = run.Scenario.Backlog,
        ["await"] = run.Scenario.Await.ToString().ToLowerInvariant(),
        ["worlds"] = new JsonArray([.. run.Results.Select(result => new JsonObject
        {
            ["world"] = result.World.Key,
            ["name"] = result.World.Name,
            ["asks"] = result.Waits.Count,
            ["waitP50Nanoseconds"] = result.Waits.At(50).Value,
            ["waitP99Nanoseconds"] = result.Waits.At(99).Value,
            ["waitP999Nanoseconds"] = result.Waits.At(99.9).Value,
            ["waitLongestNanoseconds"] = result.Waits.Longest.Value,
            ["floodItems"] = result.Items,
        })]),
    })]);

    private static string[] Cells(InversionResult result) =>
    [
        result.World.Name,
        result.Waits.At(50).ToString(),
        result.Waits.At(99).ToString(),
        result.Waits.At(99.9).ToString(),
        result.Waits.Longest.ToString(),
        result.Waits.Count.ToString(CultureInfo.InvariantCulture),
    ];
}
