// Comparisons for a file in a repository: the same tables, with each ratio in parentheses behind its figure.

using System.Text;

namespace Baton.Cli.Reports;

/// <summary>Writes comparisons as Markdown.</summary>
internal static class MarkdownReport
{
    public static string Write(IReadOnlyList<Comparison> comparisons)
    {
        var text = new StringBuilder();
        text.Append("Measured on ").Append(Machine.Describe()).Append(".\n");
        foreach (Comparison comparison in comparisons)
            Append(text, comparison);

        return text.ToString();
    }

    private static void Append(StringBuilder text, Comparison comparison)
    {
        text.Append("\n**").Append(comparison.Scenario).Append("**\n\n| lock |");
        foreach (Measure measure in comparison.Measures)
            text.Append(' ').Append(measure.Title).Append(" |");

        text.Append("\n|---|");
        foreach (Measure _ in comparison.Measures)
            text.Append("---:|");

        foreach (ComparisonRow row in comparison.Rows)
        {
            text.Append("\n| ").Append(row.Rival.Name).Append(" |");
            foreach (Measure measure in comparison.Measures)
            {
                text.Append(' ').Append(measure.Format(comparison.Figure(row, measure)));
                if (measure.Better != Better.NoRatio)
                    text.Append(" (").Append(Measure.Ratio(comparison.Ratio(row, measure))).Append(')');
                text.Append(" |");
            }
        }

        text.Append("\n\n").Append(Footnote.For(comparison)).Append('\n');
        foreach (ComparisonRow broken in comparison.Rows.Where(row => row.Violations > 0))
            text.Append($"**{broken.Rival.Name} let two callers in at once {broken.Violations} times.**\n");
    }
}
