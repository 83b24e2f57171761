// Each step has a row of its own, so beside a box its row is empty. An arrow uses that: it leaves the writer's box by the
// side, keeps to the writer's row until it is in the gap beside the reader's column, goes up or down in that gap, and
// enters the reader's box by the side. So it crosses other arrows at times, and never a box. Arrows that share a gap have
// lanes of their own.

using System.Globalization;
using System.Net;
using System.Text;

namespace Baton.Checker;

/// <summary>A failing execution as a picture: a column for each thread, arrows from writes to the reads that saw them.</summary>
public static class SvgPicture
{
    private const int ColumnWidthMin = 200;
    private const int CharacterWidth = 8;
    private const int RowHeight = 38;
    private const int BoxHeight = RowHeight - 8;
    private const int Top = 76;
    private const int Gap = 56;
    private const int BoxAt = 12;
    private const int LineAt = 6;
    private const int FirstLane = 10;
    private const int LaneWidth = 6;
    private const int Lanes = 5;
    private const int Bend = 5;

    /// <summary>The picture as an SVG document.</summary>
    public static string Of(Trace trace, string title)
    {
        ArgumentNullException.ThrowIfNull(trace);
        int column = trace.Steps.Select(step => (Math.Max(TextOf(step).Length, PlaceOf(step).Length) * CharacterWidth) + Gap + 20)
            .Append(ColumnWidthMin).Max();
        int width = Math.Max(trace.Threads * column, (title.Length * CharacterWidth) + 20);
        int height = Top + ((trace.Steps.Count + 1) * RowHeight);
        var svg = new StringBuilder();
        svg.AppendLine(
            $"""<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="12">""");
        svg.AppendLine("""<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="#2a7f3f"/></marker></defs>""");
        svg.AppendLine("""<rect width="100%" height="100%" fill="white"/>""");
        svg.AppendLine($"""<title>{WebUtility.HtmlEncode(title)}</title>""");
        svg.AppendLine($"""<text x="12" y="24" font-weight="bold">{WebUtility.HtmlEncode(title)}</text>""");
        for (int thread = 0; thread < trace.Threads; thread++)
        {
            int x = thread * column;
            svg.AppendLine($"""<text x="{x + BoxAt}" y="{Top - 20}" font-weight="bold">thread {thread}</text>""");
            svg.AppendLine($"""<line x1="{x + LineAt}" y1="{Top - 10}" x2="{x + LineAt}" y2="{height - 10}" stroke="#cccccc"/>""");
        }

        foreach (TraceStep step in trace.Steps)
        {
            AppendBox(svg, step, column);
        }

        int[] arrowsInGap = new int[trace.Threads + 1];
        foreach (TraceStep step in trace.Steps)
        {
            if (step.ReadsFrom is > 0 and int source && trace.Steps[source - 1].Thread != step.Thread)
            {
                AppendArrow(svg, trace.Steps[source - 1], step, column, arrowsInGap);
            }
        }

        return svg.AppendLine("</svg>").ToString();
    }

    private static void AppendBox(StringBuilder svg, TraceStep step, int column)
    {
        int x = step.Thread * column;
        int y = Top + ((step.Number - 1) * RowHeight);
        string fill = step.Stale is null ? "#f4f6fb" : "#ffe3d6";
        svg.AppendLine(
            $"""<g><rect x="{x + BoxAt}" y="{y}" width="{column - Gap}" height="{BoxHeight}" rx="4" fill="{fill}" stroke="#8899bb"/><text x="{x + 18}" y="{y + 12}">{WebUtility.HtmlEncode(TextOf(step))}</text><text x="{x + 18}" y="{y + 25}" font-size="10" fill="#556">{WebUtility.HtmlEncode(PlaceOf(step))}</text>{(step.Stale is null ? "" : $"<title>{WebUtility.HtmlEncode(step.Stale)}</title>")}</g>""");
    }

    private static void AppendArrow(StringBuilder svg, TraceStep from, TraceStep to, int column, int[] arrowsInGap)
    {
        bool rightwards = to.Thread > from.Thread;
        int gap = rightwards ? to.Thread : to.Thread + 1;
        int lane = ((gap - 1) * column) + BoxAt + column - Gap + FirstLane + (arrowsInGap[gap]++ % Lanes * LaneWidth);
        int fromX = (from.Thread * column) + BoxAt + (rightwards ? column - Gap : 0);
        int toX = (to.Thread * column) + BoxAt + (rightwards ? 0 : column - Gap);
        int fromY = MiddleOf(from);
        int toY = MiddleOf(to);
        int across = rightwards ? Bend : -Bend;
        int down = toY > fromY ? Bend : -Bend;
        svg.AppendLine(
            $"""<path d="M{fromX},{fromY} H{lane - across} Q{lane},{fromY} {lane},{fromY + down} V{toY - down} Q{lane},{toY} {lane + across},{toY} H{toX}" fill="none" stroke="#2a7f3f" marker-end="url(#tip)"/>""");
    }

    private static int MiddleOf(TraceStep step) => Top + ((step.Number - 1) * RowHeight) + (BoxHeight / 2);

    private static string TextOf(TraceStep step) => $"{step.Number} {(step.Stale is null ? "" : "stale: ")}{step.Text}";

    private static string PlaceOf(TraceStep step) =>
        step.File is null ? "" : $"{Path.GetFileName(step.File)}:{step.Line.ToString(CultureInfo.InvariantCulture)}";
}
