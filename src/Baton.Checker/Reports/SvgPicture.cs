using System.Globalization;
using System.Net;
using System.Text;

namespace Baton.Checker;

/// <summary>A failing execution as a picture: a column for each thread, arrows from writes to the reads that saw them.</summary>
public static class SvgPicture
{
    private const int ColumnWidth = 320;
    private const int RowHeight = 34;
    private const int Top = 50;

    /// <summary>The picture as an SVG document.</summary>
    public static string Of(Trace trace, string title)
    {
        ArgumentNullException.ThrowIfNull(trace);
        int width = trace.Threads * ColumnWidth;
        int height = Top + ((trace.Steps.Count + 1) * RowHeight);
        var svg = new StringBuilder();
        svg.AppendLine(
            $"""<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="12">""");
        svg.AppendLine("""<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="#2a7f3f"/></marker></defs>""");
        svg.AppendLine("""<rect width="100%" height="100%" fill="white"/>""");
        svg.AppendLine($"""<title>{WebUtility.HtmlEncode(title)}</title>""");
        for (int thread = 0; thread < trace.Threads; thread++)
        {
            int x = thread * ColumnWidth;
            svg.AppendLine($"""<text x="{x + 12}" y="24" font-weight="bold">thread {thread}</text>""");
            svg.AppendLine($"""<line x1="{x + 6}" y1="34" x2="{x + 6}" y2="{height - 10}" stroke="#cccccc"/>""");
        }

        foreach (TraceStep step in trace.Steps)
        {
            AppendStep(svg, trace, step);
        }

        return svg.AppendLine("</svg>").ToString();
    }

    private static void AppendStep(StringBuilder svg, Trace trace, TraceStep step)
    {
        int x = step.Thread * ColumnWidth;
        int y = Top + ((step.Number - 1) * RowHeight);
        string fill = step.Stale is null ? "#f4f6fb" : "#ffe3d6";
        string place = step.File is null
            ? ""
            : $"{Path.GetFileName(step.File)}:{step.Line.ToString(CultureInfo.InvariantCulture)}";
        svg.AppendLine(
            $"""<g><rect x="{x + 12}" y="{y}" width="{ColumnWidth - 40}" height="{RowHeight - 6}" rx="4" fill="{fill}" stroke="#8899bb"/><text x="{x + 18}" y="{y + 12}">{step.Number} {WebUtility.HtmlEncode(step.Text)}</text><text x="{x + 18}" y="{y + 24}" font-size="9" fill="#667">{WebUtility.HtmlEncode(place)}</text>{(step.Stale is null ? "" : $"<title>{WebUtility.HtmlEncode(step.Stale)}</title>")}</g>""");
        if (step.ReadsFrom is > 0 and int source && trace.Steps[source - 1].Thread != step.Thread)
        {
            int fromX = (trace.Steps[source - 1].Thread * ColumnWidth) + (ColumnWidth / 2);
            int fromY = Top + ((source - 1) * RowHeight) + RowHeight - 6;
            int toX = x + (ColumnWidth / 2);
            svg.AppendLine(
                $"""<path d="M{fromX},{fromY} C{fromX},{fromY + 20} {toX},{y - 20} {toX},{y}" fill="none" stroke="#2a7f3f" marker-end="url(#tip)"/>""");
        }
    }
}
