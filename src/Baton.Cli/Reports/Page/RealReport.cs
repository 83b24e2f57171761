using System.Globalization;
using Baton.Cli.Options;
using Baton.Timelines;
using Baton.Workloads.Execution.Measures;

namespace Baton.Cli.Reports.Page;

/// <summary>Makes reports of real runs.</summary>
internal static class RealReport
{
    // As many as a simulation keeps.
    private const int InversionsMax = 20;

    /// <summary>The report on one run, under a name that distinguishes it from the others of the page.</summary>
    public static ReportedRun Of(string key, RunVariant variant, WorkloadResult result) => new()
    {
        Key = key,
        Name = variant.Name,
        Ending = string.Create(CultureInfo.InvariantCulture, $"{result.Elapsed.TotalSeconds:0.00} s, until {WorkloadReport.Ending(result)}."),
        Timeline = result.Timeline,
        Tasks = [.. result.TaskTotals.Select(task => new ReportedTask(
            task,
            result.Tasks.Count(thread => thread.Task == task.Task),
            Inverted: result.InversionTotals?.Where(total => total.Victim == task.Task).Sum(total => total.Nanoseconds),
            Ran: task.Lending?.ExecutedNanoseconds,
            Lent: task.Lending?.LentNanoseconds,
            Borrowed: task.Lending?.BorrowedNanoseconds))],
        Locks = result.Locks,
        Inversions = Worst(result) is { } worst
            ? [.. worst.Select(each => new ReportedInversion(
                each.Time - each.WaitNanoseconds, each.Time, each.Victim, each.InversionNanoseconds, SimulationTables.InPhrases(each)))]
            : null,
        Notes = result.Warnings,
    };

    /// <summary>The waits that inversion prolonged most, the worst first; null if inversion was not measured.</summary>
    public static IReadOnlyList<Inversion>? Worst(WorkloadResult result) => result.Inversions is { } inversions
        ? [.. inversions.OrderByDescending(each => each.InversionNanoseconds).ThenBy(each => each.Time).Take(InversionsMax)]
        : null;
}
