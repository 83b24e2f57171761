// A comparison as a table for people: one line a lock, and beside the figures that are compared their ratio to the
// baseline. Where the terminal is too narrow the table gives up its minor columns, then the ratios; it never breaks a
// figure in two.

using Spectre.Console;

namespace Baton.Cli.Reports;

/// <summary>Draws comparisons on a terminal.</summary>
internal static class ConsoleTable
{
    private const int BorderWidthPerColumn = 3;

    public static void Write(IAnsiConsole console, Comparison comparison)
    {
        List<Column> columns = Fit(Columns(comparison), console.Profile.Width);
        Table table = new Table().Border(TableBorder.Rounded).Title($"[bold]{Markup.Escape(comparison.Scenario)}[/]");
        foreach (Column column in columns)
        {
            var header = new TableColumn(column.IsRatio ? $"[grey]{column.Title}[/]" : column.Title).NoWrap();
            table.AddColumn(column == columns[0] ? header : header.RightAligned());
        }

        for (int row = 0; row < comparison.Rows.Count; row++)
            table.AddRow([.. columns.Select(column => column.Cells[row].Marked)]);

        console.Write(table);
        console.MarkupLine($"[grey]{Markup.Escape(Footnote.For(comparison))}[/]");
        foreach (ComparisonRow broken in comparison.Rows.Where(row => row.Violations > 0))
        {
            console.MarkupLine(
                $"[red bold]{Markup.Escape(broken.Rival.Name)} let two callers in at once {broken.Violations} times.[/]");
        }

        console.WriteLine();
    }

    private static List<Column> Columns(Comparison comparison)
    {
        var columns = new List<Column>
        {
            new("lock", [.. comparison.Rows.Select(row => Cell.Plain(row.Rival.Name))], IsMinor: false, IsRatio: false),
        };
        foreach (Measure measure in comparison.Measures)
        {
            columns.Add(new Column(
                measure.Title,
                [.. comparison.Rows.Select(row => Cell.Plain(measure.Format(comparison.Figure(row, measure))))],
                measure.IsMinor,
                IsRatio: false));
            if (measure.Better != Better.NoRatio)
            {
                columns.Add(new Column(
                    "ratio",
                    [.. comparison.Rows.Select(row => Ratio(comparison, row, measure))],
                    measure.IsMinor,
                    IsRatio: true));
            }
        }

        return columns;
    }

    private static List<Column> Fit(List<Column> columns, int width)
    {
        if (Width(columns) > width)
            columns = [.. columns.Where(column => !column.IsMinor)];

        if (Width(columns) > width)
            columns = [.. columns.Where(column => !column.IsRatio)];

        return columns;
    }

    private static int Width(List<Column> columns) =>
        1 + columns.Sum(column => BorderWidthPerColumn + Math.Max(column.Title.Length, column.Cells.Max(cell => cell.Text.Length)));

    // Differences within a tenth are noise to the eye and stay grey.
    private static Cell Ratio(Comparison comparison, ComparisonRow row, Measure measure)
    {
        double ratio = comparison.Ratio(row, measure);
        double goodness = measure.Better == Better.Higher ? ratio : 1 / ratio;
        string colour = goodness switch
        {
            _ when row == comparison.Baseline => "grey",
            >= 1.1 => "green",
            <= 0.9 => "red",
            _ => "grey",
        };
        return new Cell(Measure.Ratio(ratio), $"[{colour}]{Measure.Ratio(ratio)}[/]");
    }

    private sealed record Column(string Title, IReadOnlyList<Cell> Cells, bool IsMinor, bool IsRatio);

    private readonly record struct Cell(string Text, string Marked)
    {
        public static Cell Plain(string text) => new(text, Markup.Escape(text));
    }
}
