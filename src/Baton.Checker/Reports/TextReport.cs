using System.Text;

namespace Baton.Checker;

/// <summary>A result as text: a column for each thread, one step a row.</summary>
public static class TextReport
{
    private const int ColumnWidthMin = 12;

    /// <summary>The report.</summary>
    /// <param name="result">What to tell.</param>
    /// <param name="width">How many characters a row may have.</param>
    /// <param name="replayCommand">A command that replays the failure; {0} stands for the token. Null to print the token alone.</param>
    public static string Of(CheckResult result, int width = 140, string? replayCommand = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        var text = new StringBuilder();
        text.AppendLine(result.ToString());
        if (result.Failure is { } failure)
        {
            if (failure.Trace is { } trace)
            {
                text.AppendLine();
                AppendSteps(text, trace, width);
                AppendExplanation(text, trace, failure);
            }

            if (failure.HoldsOnDotNet is { } holds)
            {
                text.AppendLine(
                    holds
                        ? "Under the orders that .NET gives today this program holds: a declared order is too weak, not the product broken."
                        : "It also fails under the orders that .NET gives today.");
            }

            text.Append("Replay: ").AppendLine(
                replayCommand is null ? failure.ReplayToken : string.Format(null, replayCommand, failure.ReplayToken));
        }

        return text.ToString();
    }

    private static void AppendSteps(StringBuilder text, Trace trace, int width)
    {
        int placeWidth = trace.Steps.Select(s => Place(s.File, s.Line).Length).DefaultIfEmpty(0).Max();
        int column = Math.Max(ColumnWidthMin, ((width - placeWidth - 6) / trace.Threads) - 1);
        int needed = trace.Steps.Select(s => s.Text.Length + 2).DefaultIfEmpty(ColumnWidthMin).Max();
        column = Math.Min(column, needed);
        text.Append("     ");
        for (int thread = 0; thread < trace.Threads; thread++)
        {
            text.Append(' ').Append($"thread {thread}".PadRight(column));
        }

        text.AppendLine();
        foreach (TraceStep step in trace.Steps)
        {
            string shown = (step.Stale is null ? "" : "* ") + step.Text;
            shown = shown.Length > column ? shown[..(column - 1)] + "…" : shown;
            text.Append($"{step.Number,4} ");
            for (int thread = 0; thread < trace.Threads; thread++)
            {
                text.Append(' ').Append((thread == step.Thread ? shown : "").PadRight(column));
            }

            text.Append(' ').AppendLine(Place(step.File, step.Line));
        }

        text.AppendLine();
    }

    private static void AppendExplanation(StringBuilder text, Trace trace, Failure failure)
    {
        if (trace.EndFile is not null)
        {
            text.AppendLine($"Found by thread {failure.Thread} at {Place(trace.EndFile, trace.EndLine)}.");
        }

        text.AppendLine(
            trace.IsInterleaving && failure.Kind == FailureKind.DataRace
                ? "These steps can be taken one after the other; but nothing orders the last one and the access that it races with."
                : trace.IsInterleaving
                ? "A plain interleaving: taking these steps one after the other gives it, no reordering is involved."
                : "No interleaving gives this: it needs the reorderings that the declared orders allow.");
        foreach (TraceStep step in trace.Steps.Where(s => s.Stale is not null))
        {
            text.AppendLine($"  * step {step.Number} is stale: {step.Stale}.");
        }

        foreach (OrderFix fix in trace.Fixes)
        {
            text.AppendLine($"  {fix.Order} for \"{fix.Text}\" at {Place(fix.File, fix.Line)} alone would forbid it.");
        }

        if (trace.Fixes.Count == 0 && failure.Kind == FailureKind.DataRace)
        {
            text.AppendLine("  No single stronger order forbids it; a release where it is handed over and an acquire where it is taken may.");
        }
        else if (!trace.IsInterleaving && trace.Fixes.Count == 0)
        {
            text.AppendLine("  No single stronger order forbids it; two, or full fences between stores and loads, may.");
        }
    }

    private static string Place(string? file, int line) => file is null ? "" : $"{Path.GetFileName(file)}:{line}";
}
