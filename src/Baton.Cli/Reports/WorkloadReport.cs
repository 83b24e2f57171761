// What a workload's run showed, as two tables: how the tasks fared, and what happened at each mutex.

using System.Globalization;
using Baton.Cli.Reports.Page;
using Baton.Measures;
using Baton.Timelines;
using Baton.Workloads.Execution.Measures;
using Spectre.Console;

namespace Baton.Cli.Reports;

/// <summary>Draws the result of a workload's run.</summary>
internal static class WorkloadReport
{
    private const int InversionsShown = 5;

    public static void Write(IAnsiConsole console, string title, WorkloadResult result)
    {
        console.Write(new Rule($"[bold]{Markup.Escape(title)}[/]").LeftJustified());
        console.Write(Tasks(result));
        if (result.Locks.Count > 0)
            console.Write(Locks(result));

        foreach (Inversion inversion in RealReport.Worst(result)?.Take(InversionsShown) ?? [])
            console.MarkupLine($"[yellow]•[/] {Markup.Escape(SimulationTables.InWords(inversion))}");

        console.MarkupLine($"[grey]{result.Elapsed.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture)} s, until {Ending(result)}.[/]");
        foreach (TaskMeasure stuck in result.Tasks.Where(task => task.StuckAt is not null))
            console.MarkupLine($"[red bold]{Markup.Escape(stuck.Name)} still waited for {Markup.Escape(stuck.StuckAt!)} when all was over.[/]");

        console.WriteLine();
    }

    /// <summary>Why a run ended, in words.</summary>
    public static string Ending(WorkloadResult result) => result.Ending switch
    {
        WorkloadEnding.Completed => "all tasks ended",
        WorkloadEnding.DurationElapsed => "its duration was over",
        _ => "it was interrupted",
    };

    private static Table Tasks(WorkloadResult result)
    {
        string[] titles = ["thread", "policy", "rounds", "response p50", "p99", "longest", "wake-up p99", "deadlines", "missed", "least slack"];
        bool lends = result.Tasks.Any(task => task.Lending is not null);
        Table table = NewTable(lends ? [.. titles, "inversion", "ran", "lent", "borrowed"] : titles);
        foreach (TaskMeasure task in result.Tasks)
        {
            string[] row =
            [
                Markup.Escape(task.Name),
                Markup.Escape(task.Policy),
                Measure.Count(task.LoopCount),
                Time(task.ResponseTime.P50, task.ResponseTime.Count),
                Time(task.ResponseTime.P99, task.ResponseTime.Count),
                Time(task.ResponseTime.Max, task.ResponseTime.Count),
                Time(task.WakeUpLatency.P99, task.WakeUpLatency.Count),
                task.Slack.Count == 0 ? "" : Measure.Count(task.Slack.Count),
                task.Slack.Count == 0 ? "" : task.Slack.MissedCount == 0 ? "0" : $"[red]{Measure.Count(task.Slack.MissedCount)}[/]",
                Signed(task.Slack.Min, task.Slack.Count),
            ];
            table.AddRow(lends ? [.. row, Inverted(result, task.Name), .. Lending(task.Lending)] : row);
        }

        return table;
    }

    private static string Inverted(WorkloadResult result, string thread) =>
        result.Inversions?.Where(each => each.Victim == thread).Sum(each => each.InversionNanoseconds) is > 0 and var sum
            ? $"[yellow]{new Nanoseconds(sum)}[/]"
            : "";

    /// <summary>Nothing is said of what did not happen.</summary>
    private static string[] Lending(LendingMeasure? lending) => lending is null
        ? ["", "", ""]
        : [Time(lending.ExecutedNanoseconds, 1), Time(lending.LentNanoseconds, lending.LentNanoseconds), Time(lending.BorrowedNanoseconds, lending.BorrowedNanoseconds)];

    private static Table Locks(WorkloadResult result)
    {
        Table table = NewTable("mutex", "task", "acquired", "wait p50", "p99", "p99.9", "longest", "held p50", "longest");
        foreach (LockMeasure mutex in result.Locks)
        {
            AddRow(table, $"[bold]{Markup.Escape(mutex.Name)}[/]", "all", mutex.AcquisitionCount, mutex.WaitTime, mutex.HoldTime);
            foreach (TaskLockMeasure task in mutex.Tasks)
                AddRow(table, "", Markup.Escape(task.Task), task.WaitTime.Count, task.WaitTime, task.HoldTime);
        }

        return table;
    }

    private static void AddRow(Table table, string mutex, string task, long count, Distribution wait, Distribution hold) =>
        table.AddRow(
            mutex,
            task,
            Measure.Count(count),
            Time(wait.P50, wait.Count),
            Time(wait.P99, wait.Count),
            Time(wait.P999, wait.Count),
            Time(wait.Max, wait.Count),
            Time(hold.P50, hold.Count),
            Time(hold.Max, hold.Count));

    private static Table NewTable(params string[] titles)
    {
        Table table = new Table().Border(TableBorder.Rounded);
        for (int i = 0; i < titles.Length; i++)
        {
            var column = new TableColumn(titles[i]).NoWrap();
            table.AddColumn(i < 2 ? column : column.RightAligned());
        }

        return table;
    }

    private static string Time(long nanoseconds, long count) => count == 0 ? "" : new Nanoseconds(nanoseconds).ToString();

    private static string Signed(long nanoseconds, long count) =>
        count == 0 ? "" : nanoseconds < 0 ? $"[red]-{new Nanoseconds(-nanoseconds)}[/]" : new Nanoseconds(nanoseconds).ToString();
}
