// Comparisons for programs. Every figure is a number in the unit that its name ends with, and stands beside its ratio to
// the baseline where the tables show one.

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Cli.Reports;

/// <summary>Writes comparisons as one JSON document.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(JsonObject document) => document.ToJsonString(Readable) + "\n";

    public static JsonObject ToJson(IReadOnlyList<Comparison> comparisons) => new()
    {
        ["machine"] = new JsonObject
        {
            ["runtime"] = Machine.Runtime,
            ["system"] = Machine.System,
            ["architecture"] = Machine.Architecture,
            ["processors"] = Machine.Processors,
        },
        ["comparisons"] = new JsonArray([.. comparisons.Select(ToJson)]),
    };

    private static JsonObject ToJson(Comparison comparison) => new JsonObject
    {
        ["scenario"] = comparison.Scenario,
        ["baseline"] = comparison.Baseline.Rival.Key,
        ["locks"] = new JsonArray([.. comparison.Rows.Select(row => ToJson(comparison, row))]),
    };

    private static JsonObject ToJson(Comparison comparison, ComparisonRow row)
    {
        var figures = new JsonObject();
        var ratios = new JsonObject();
        foreach (Measure measure in comparison.Measures)
        {
            figures[measure.Key] = Number(comparison.Figure(row, measure));
            if (measure.Better != Better.NoRatio)
                ratios[measure.Key] = Number(comparison.Ratio(row, measure));
        }

        return new JsonObject
        {
            ["lock"] = row.Rival.Key,
            ["name"] = row.Rival.Name,
            ["rounds"] = row.Rounds,
            ["violations"] = row.Violations,
            ["foreignShareOfMachine"] = row.ForeignShare is { } share ? Number(share) : null,
            ["figures"] = figures,
            ["ratiosToBaseline"] = ratios,
        };
    }

    // JSON has no infinity; a ratio to a baseline of zero is unknown.
    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(Math.Round(value, 4)) : null;
}
