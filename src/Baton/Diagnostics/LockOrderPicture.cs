// A report as a picture: the locks in a row, an arrow from each held lock to the one that was asked for, and one that leads
// back. The arrow that was found out is red.

using System.Globalization;
using System.Net;
using System.Text;

namespace Baton.Diagnostics;

/// <summary>Draws reports.</summary>
internal static class LockOrderPicture
{
    private const int Margin = 24;
    private const int BoxHeight = 40;
    private const int Gap = 100;
    private const int CharacterWidth = 8;
    private const int LegendLine = 22;

    /// <summary>A circle in characters, for a console; null for a report with one lock.</summary>
    public static string? InCharacters(LockOrderReport report)
    {
        if (!IsCircle(report))
        {
            return null;
        }

        StringBuilder row = new("──▶ ");
        for (int i = 0; i < report.Steps.Count; i++)
        {
            row.Append(report.Steps[i].Held).Append(CultureInfo.InvariantCulture, $" ──[{i + 1}]──");
            row.Append(i + 1 < report.Steps.Count ? "▶ " : "");
        }

        return $"    ┌{row}┐{Environment.NewLine}    └{new string('─', row.Length)}┘";
    }

    /// <summary>The report as an SVG document.</summary>
    public static string Of(LockOrderReport report)
    {
        IReadOnlyList<string> locks = report.Locks;
        int[] lefts = new int[locks.Count];
        int right = Margin;
        for (int i = 0; i < locks.Count; i++)
        {
            lefts[i] = right;
            right += WidthOf(locks[i]) + Gap;
        }

        int boxTop = 100;
        int legendTop = boxTop + BoxHeight + 110;
        string[] legend = [.. report.Steps.Select((step, i) => Legend(report, step, i))];
        int width = Math.Max(right - Gap, legend.Max(line => line.Length) * CharacterWidth) + (2 * Margin);
        int height = legendTop + (legend.Length * LegendLine) + Margin;
        StringBuilder svg = new();
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="13">""");
        svg.AppendLine($"<defs>{Tip(isFound: true)}{Tip(isFound: false)}</defs>");
        svg.AppendLine("""<rect width="100%" height="100%" fill="white"/>""");
        svg.AppendLine($"<title>{Text(report.Message)}</title>");
        svg.AppendLine($"""<text x="{Margin}" y="34" font-size="16" font-weight="bold">{report.Finding}</text>""");
        for (int i = 0; i < report.Steps.Count; i++)
        {
            LockOrderStep step = report.Steps[i];
            int from = IndexOf(locks, step.Held ?? step.Asked);
            int to = IndexOf(locks, step.Asked);
            AppendArrow(svg, i + 1, lefts[from], WidthOf(locks[from]), lefts[to], WidthOf(locks[to]), boxTop, isFound: i == 0);
        }

        for (int i = 0; i < locks.Count; i++)
        {
            int middle = lefts[i] + (WidthOf(locks[i]) / 2);
            svg.AppendLine($"""<rect x="{lefts[i]}" y="{boxTop}" width="{WidthOf(locks[i])}" height="{BoxHeight}" rx="6" fill="#f4f6fb" stroke="#667799"/>""");
            svg.AppendLine($"""<text x="{middle}" y="{boxTop + 25}" text-anchor="middle">{Text(locks[i])}</text>""");
        }

        for (int i = 0; i < legend.Length; i++)
        {
            svg.AppendLine($"""<text x="{Margin}" y="{legendTop + (i * LegendLine)}" fill="{Colour(i == 0)}">{Text(legend[i])}</text>""");
        }

        return svg.AppendLine("</svg>").ToString();
    }

    /// <summary>Orders as a graph in the language of Mermaid, which code hosts draw.</summary>
    public static string Mermaid(IReadOnlyList<ObservedOrder> orders)
    {
        StringBuilder text = new StringBuilder().AppendLine("graph LR");
        foreach (LockClass lockClass in orders.SelectMany(order => new[] { order.Before, order.After }).Distinct())
        {
            string name = lockClass.Name.Replace("\"", "#quot;", StringComparison.Ordinal);
            text.AppendLine(CultureInfo.InvariantCulture, $"  L{lockClass.Number}[\"{name}\"]");
        }

        foreach (ObservedOrder order in orders)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  L{order.Before.Number} --> L{order.After.Number}");
        }

        return text.ToString();
    }

    private static bool IsCircle(LockOrderReport report) =>
        report.Finding is LockOrderFinding.WrongOrder or LockOrderFinding.Deadlock && report.Steps[0].Held is not null;

    private static void AppendArrow(
        StringBuilder svg, int number, int fromLeft, int fromWidth, int toLeft, int toWidth, int top, bool isFound)
    {
        // Rightwards the arrow is straight; back, and to itself, it goes round below.
        bool forward = toLeft > fromLeft;
        int startX = forward ? fromLeft + fromWidth : fromLeft + (fromWidth / 2) + (fromLeft == toLeft ? 14 : 0);
        int endX = forward ? toLeft : toLeft + (toWidth / 2) - (fromLeft == toLeft ? 14 : 0);
        int y = forward ? top + (BoxHeight / 2) : top + BoxHeight;
        int bend = forward ? 0 : 70;
        string colour = Colour(isFound);
        svg.AppendLine($"""<path d="M{startX},{y} C{startX + (forward ? 20 : 0)},{y + bend} {endX - (forward ? 20 : 0)},{y + bend} {endX},{y}" fill="none" stroke="{colour}" stroke-width="2" marker-end="url(#{TipName(isFound)})"/>""");
        svg.AppendLine($"""<text x="{(startX + endX) / 2}" y="{y + (forward ? -8 : 68)}" text-anchor="middle" fill="{colour}">{number}</text>""");
    }

    private static string Legend(LockOrderReport report, LockOrderStep step, int index)
    {
        string held = step.Held is null || step.Held == step.Asked ? "" : $"holds {step.Held}, ";
        string place = CallStack.Abbreviate(step.AskedAt.Split('\n', 2)[0]);
        return string.Create(CultureInfo.InvariantCulture, $"[{index + 1}] {step.Caller} {held}{report.Verb(step)}: {place}");
    }

    private static int WidthOf(string name) => Math.Max(90, (name.Length * CharacterWidth) + 24);

    private static int IndexOf(IReadOnlyList<string> locks, string name)
    {
        int index = 0;
        while (locks[index] != name)
        {
            index++;
        }

        return index;
    }

    private static string Tip(bool isFound) =>
        $"""<marker id="{TipName(isFound)}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="5" markerHeight="5" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="{Colour(isFound)}"/></marker>""";

    private static string TipName(bool isFound) => isFound ? "found" : "known";

    private static string Colour(bool isFound) => isFound ? "#c0392b" : "#34495e";

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
