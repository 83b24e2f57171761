// What a simulation showed, as tables: how the tasks fared, what happened at each mutex, who kept whom waiting, and how
// busy the processors were. With several variants, the figures that matter side by side.

using System.Globalization;
using Baton.Cli.Reports.Page;
using Baton.Measures;
using Baton.Simulator;
using Baton.Timelines;
using Baton.Workloads.Execution.Measures;
using Spectre.Console;

namespace Baton.Cli.Reports;

/// <summary>Draws the results of simulations.</summary>
internal static class SimulationTables
{
    private const int InversionsShown = 5;
    private const int InversionsShownEach = 2;
    private const int ProcessorsShown = 8;

    public static void Write(IAnsiConsole console, string title, SimulationResult result)
    {
        console.Write(new Rule($"[bold]{Markup.Escape(title)}[/]").LeftJustified());
        console.Write(Tasks(result));
        if (result.Locks.Any(mutex => mutex.AcquisitionCount > 0))
            console.Write(Locks(result));

        foreach (Inversion inversion in result.WorstInversions.Take(InversionsShown))
            console.MarkupLine($"[yellow]•[/] {Markup.Escape(InWords(inversion))}");

        console.MarkupLine($"[grey]{Ending(result)}[/]");
        foreach (string deadlock in result.Deadlocks)
            console.MarkupLine($"[red bold]{Markup.Escape(deadlock)}[/]");

        console.WriteLine();
    }

    /// <summary>The variants side by side, and beside each its real run: for each task what its users notice.</summary>
    public static void WriteComparison(IAnsiConsole console, string file, IReadOnlyList<ShownSimulation> variants)
    {
        Table table = NewTable(1, ["task", .. variants.SelectMany(each => each.Real is null ? (string[])[each.Key] : [each.Key, each.RealKey])])
            .Title($"[bold]{Markup.Escape(file)}[/]: response p50 / p99 / longest, missed deadlines, inversion");
        foreach (string task in variants[0].Result.Tasks.Select(task => task.Activity.Task))
            table.AddRow([Markup.Escape(task), .. variants.SelectMany(each => Summaries(each, task))]);

        console.Write(table);
        foreach (ShownSimulation shown in variants)
        {
            foreach (Inversion inversion in shown.Result.WorstInversions.Take(InversionsShownEach))
                console.MarkupLine($"[yellow]{Markup.Escape(shown.Key)}[/]: {Markup.Escape(InWords(inversion))}");

            foreach (string deadlock in shown.Result.Deadlocks)
                console.MarkupLine($"[red bold]{Markup.Escape(shown.Key)}: {Markup.Escape(deadlock)}[/]");

            foreach (Inversion inversion in (shown.Real is null ? null : RealReport.Worst(shown.Real))?.Take(InversionsShownEach) ?? [])
                console.MarkupLine($"[yellow]{Markup.Escape(shown.RealKey)}[/]: {Markup.Escape(InWords(inversion))}");
        }

        console.WriteLine();
    }

    /// <summary>How a simulation ended, and what its processors did until then, as a sentence.</summary>
    public static string Ending(SimulationResult result)
    {
        string ending = result.Ending switch
        {
            SimulationEnding.Completed => "all tasks ended",
            SimulationEnding.DurationElapsed => "its duration was over",
            SimulationEnding.Stuck => "nothing could happen any more",
            _ => "it was interrupted",
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Elapsed.TotalSeconds:0.00} s of virtual time, until {ending}; {result.EventCount:N0} scheduling events; busy: {Busy(result)}.");
    }

    /// <summary>An inversion as a sentence.</summary>
    public static string InWords(Inversion inversion) => string.Concat(InPhrases(inversion).Select(phrase => phrase.Text));

    /// <summary>The same, with the names set off.</summary>
    public static IReadOnlyList<Phrase> InPhrases(Inversion inversion) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"At {inversion.Time / 1e6:0.0} ms "),
        Phrase.Name(inversion.Victim),
        $" had waited {new Nanoseconds(inversion.WaitNanoseconds)} for ",
        Phrase.Name(inversion.Mutex),
        ", held by ",
        Phrase.Name(inversion.Owner),
        $", kept off CPU {inversion.Processor} by ",
        Phrase.Name(inversion.Culprit),
        $" for {new Nanoseconds(inversion.CulpritNanoseconds)}.",
    ];

    private static IEnumerable<string> Summaries(ShownSimulation shown, string task)
    {
        SimulatedTaskMeasure simulated = shown.Result.Tasks.Single(each => each.Activity.Task == task);
        yield return Summary(simulated.Activity, simulated.InversionNanoseconds);
        if (shown.Real is { } real)
        {
            yield return real.TaskTotals.FirstOrDefault(each => each.Task == task) is { } measured
                ? Summary(measured, real.InversionTotals?.Where(total => total.Victim == task).Sum(total => total.Nanoseconds) ?? 0)
                : "";
        }
    }

    private static string Summary(TaskMeasure task, long inversion)
    {
        Distribution response = task.ResponseTime;
        if (response.Count == 0)
            return "";

        string missed = task.Slack.MissedCount == 0 ? "" : $"\n[red]{task.Slack.MissedCount} missed[/]";
        string inverted = inversion == 0 ? "" : $"\n[yellow]{new Nanoseconds(inversion)} inverted[/]";
        return $"{Time(response.P50, 1)} / {Time(response.P99, 1)} / {Time(response.Max, 1)}{missed}{inverted}";
    }

    private static Table Tasks(SimulationResult result)
    {
        Table table = NewTable(2, "task", "policy", "rounds", "response p50", "p99", "longest", "deadlines", "missed", "least slack", "inversion", "ran", "lent", "borrowed");
        foreach (SimulatedTaskMeasure task in result.Tasks)
        {
            TaskMeasure activity = task.Activity;
            table.AddRow(
                Markup.Escape(activity.Task) + (task.ThreadCount == 1 ? "" : $" ×{task.ThreadCount}"),
                Markup.Escape(activity.Policy),
                Measure.Count(activity.LoopCount),
                Time(activity.ResponseTime.P50, activity.ResponseTime.Count),
                Time(activity.ResponseTime.P99, activity.ResponseTime.Count),
                Time(activity.ResponseTime.Max, activity.ResponseTime.Count),
                activity.Slack.Count == 0 ? "" : Measure.Count(activity.Slack.Count),
                activity.Slack.Count == 0 ? "" : activity.Slack.MissedCount == 0 ? "0" : $"[red]{Measure.Count(activity.Slack.MissedCount)}[/]",
                Signed(activity.Slack.Min, activity.Slack.Count),
                task.InversionNanoseconds == 0 ? "" : $"[yellow]{new Nanoseconds(task.InversionNanoseconds)}[/]",
                Time(task.ExecutedNanoseconds, 1),
                Time(task.LentNanoseconds, task.LentNanoseconds),
                Time(task.BorrowedNanoseconds, task.BorrowedNanoseconds));
        }

        return table;
    }

    private static Table Locks(SimulationResult result)
    {
        Table table = NewTable(2, "mutex", "task", "acquired", "wait p50", "p99", "p99.9", "longest", "held p50", "longest");
        foreach (LockMeasure mutex in result.Locks)
        {
            AddRow(table, $"[bold]{Markup.Escape(mutex.Name)}[/]", "all", mutex.WaitTime, mutex.HoldTime);
            foreach (TaskLockMeasure task in mutex.Tasks)
                AddRow(table, "", Markup.Escape(task.Task), task.WaitTime, task.HoldTime);
        }

        return table;
    }

    private static void AddRow(Table table, string mutex, string task, Distribution wait, Distribution hold) =>
        table.AddRow(
            mutex,
            task,
            Measure.Count(wait.Count),
            Time(wait.P50, wait.Count),
            Time(wait.P99, wait.Count),
            Time(wait.P999, wait.Count),
            Time(wait.Max, wait.Count),
            Time(hold.P50, hold.Count),
            Time(hold.Max, hold.Count));

    private static string Busy(SimulationResult result)
    {
        double total = Math.Max(1, result.Elapsed.TotalNanoseconds);
        if (result.Processors.Count > ProcessorsShown)
            return Percent(result.Processors.Sum(each => each.BusyNanoseconds) / total / result.Processors.Count) + " of all processors";

        return string.Join(", ", result.Processors.Select(each => $"CPU {each.Processor} {Percent(each.BusyNanoseconds / total)}"));
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %");

    private static Table NewTable(int leftAligned, params string[] titles)
    {
        Table table = new Table().Border(TableBorder.Rounded);
        for (int i = 0; i < titles.Length; i++)
        {
            var column = new TableColumn(titles[i]).NoWrap();
            table.AddColumn(i < leftAligned ? column : column.RightAligned());
        }

        return table;
    }

    private static string Time(long nanoseconds, long count) => count == 0 ? "" : new Nanoseconds(nanoseconds).ToString();

    private static string Signed(long nanoseconds, long count) =>
        count == 0 ? "" : nanoseconds < 0 ? $"[red]-{new Nanoseconds(-nanoseconds)}[/]" : new Nanoseconds(nanoseconds).ToString();
}
