// A comparison as a table for people: one line a lock, and beside the figures that are compared their ratio to the baseline.

using Spectre.Console;

namespace Baton.Cli.Reports;

/// <summary>Draws comparisons on a terminal.</summary>
internal static class ConsoleTable
{
    public static void Write(IAnsiConsole console, Comparison comparison)
    {
        Table table = new Table().Border(TableBorder.Rounded).Title($"[bold]{Markup.Escape(comparison.Scenario)}[/]");
        table.AddColumn(new TableColumn("lock").NoWrap());
        foreach (Measure measure in comparison.Measures)
        {
            table.AddColumn(new TableColumn(measure.Title).RightAligned().NoWrap());
            if (measure.Better != Better.NoRatio)
                table.AddColumn(new TableColumn("[grey]ratio[/]").RightAligned().NoWrap());
        }

        foreach (ComparisonRow row in comparison.Rows)
            table.AddRow([.. Cells(comparison, row)]);

        console.Write(table);
        console.MarkupLine($"[grey]{Markup.Escape(Footnote.For(comparison))}[/]");
        foreach (ComparisonRow broken in comparison.Rows.Where(row => row.Violations > 0))
        {
            console.MarkupLine(
                $"[red bold]{Markup.Escape(broken.Rival.Name)} let two callers in at once {broken.Violations} times.[/]");
        }
    }

    private static IEnumerable<string> Cells(Comparison comparison, ComparisonRow row)
    {
        yield return Markup.Escape(row.Rival.Name);
        foreach (Measure measure in comparison.Measures)
        {
            yield return measure.Format(comparison.Figure(row, measure));
            if (measure.Better != Better.NoRatio)
                yield return Coloured(comparison.Ratio(row, measure), measure.Better, row == comparison.Baseline);
        }
    }

    // Differences within a tenth are noise to the eye and stay grey.
    private static string Coloured(double ratio, Better better, bool isBaseline)
    {
        double goodness = better == Better.Higher ? ratio : 1 / ratio;
        string colour = goodness switch
        {
            _ when isBaseline => "grey",
            >= 1.1 => "green",
            <= 0.9 => "red",
            _ => "grey",
        };
        return $"[{colour}]{Measure.Ratio(ratio)}[/]";
    }
}
