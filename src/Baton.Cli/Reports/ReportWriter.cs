// The end of every measuring command: the comparisons in the form that was asked for.

using Spectre.Console;

namespace Baton.Cli.Reports;

/// <summary>The form of a report.</summary>
internal enum ReportForm
{
    /// <summary>Tables for a terminal.</summary>
    Tables,

    /// <summary>Tables for a file in a repository.</summary>
    Markdown,

    /// <summary>One document for a program.</summary>
    Json,
}

/// <summary>Writes comparisons to standard output.</summary>
internal static class ReportWriter
{
    public static void Write(Terminal terminal, ReportForm form, IReadOnlyList<Comparison> comparisons)
    {
        switch (form)
        {
            case ReportForm.Json:
                terminal.WriteRaw(JsonReport.Write(comparisons));
                break;
            case ReportForm.Markdown:
                terminal.WriteRaw(MarkdownReport.Write(comparisons));
                break;
            default:
                foreach (Comparison comparison in comparisons)
                {
                    ConsoleTable.Write(terminal.Out, comparison);
                    terminal.Out.WriteLine();
                }

                break;
        }
    }
}
