using System.Globalization;
using System.Text;
using Spectre.Console;

namespace Baton.Cli.Reports;

/// <summary>A table of figures, a row for each contestant: on the terminal, and as Markdown for committing.</summary>
/// <param name="Title">What was measured, in words.</param>
/// <param name="Columns">What the figures are; the first column says whose they are.</param>
/// <param name="Rows">The cells.</param>
internal sealed record FigureTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<string[]> Rows)
{
    /// <summary>Which part of the machine others used in the most disturbed round, where it is known.</summary>
    public double? ForeignShare { get; init; }

    /// <summary>Draws it.</summary>
    public void Write(IAnsiConsole console)
    {
        Table table = new Table().Border(TableBorder.Rounded).Title($"[bold]{Markup.Escape(Title)}[/]").AddColumns([.. Columns]);
        foreach (string[] row in Rows)
            table.AddRow([.. row.Select(Markup.Escape)]);

        console.Write(table);
    }

    /// <summary>Appends it with an empty line before it.</summary>
    public void AppendMarkdown(StringBuilder text)
    {
        text.Append("\n**").Append(Title).Append("**\n\n| ").AppendJoin(" | ", Columns).Append(" |\n|---|")
            .Insert(text.Length, "---:|", Columns.Count - 1);
        foreach (string[] row in Rows)
            text.Append("\n| ").AppendJoin(" | ", row).Append(" |");

        text.Append('\n');
        if (ForeignShare is { } share)
            text.Append(CultureInfo.InvariantCulture, $"\nUp to {share * 100:0} % of the machine was used by others.\n");
    }
}
