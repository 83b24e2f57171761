using System.Globalization;
using Baton.Cli.Options;
using Baton.Measures;
using Baton.Simulator;
using Baton.Timelines;

namespace Baton.Cli.Reports.Page;

/// <summary>Makes reports of simulations.</summary>
internal static class SimulationReport
{
    /// <summary>The report on one workload's simulations, which differ by variant.</summary>
    public static Report Of(string title, IReadOnlyList<(SimulationVariant Variant, SimulationResult Result, Timeline Timeline)> runs) =>
        new(title, Facts(runs[0].Variant.Options, runs[0].Result), [.. runs.Select(run => Of(run.Variant, run.Result, run.Timeline))]);

    /// <summary>What a simulation's files say about the run, by name.</summary>
    public static IReadOnlyList<(string Name, string Value)> Facts(SimulationOptions options, SimulationResult result)
    {
        MachineCosts costs = options.Costs;
        var facts = new List<(string, string)>
        {
            ("simulated", string.Create(CultureInfo.InvariantCulture, $"{result.Elapsed.TotalSeconds:0.###} s")),
            ("seed", options.Seed.ToString(CultureInfo.InvariantCulture)),
            ("switch", new Nanoseconds(costs.Switch).ToString()),
            ("wake", new Nanoseconds(costs.Wake).ToString()),
            ("migration", new Nanoseconds(costs.Migration).ToString()),
        };
        if (costs.Tick > 0)
            facts.Add(("tick", new Nanoseconds(costs.Tick).ToString()));

        if (costs.InterruptPeriod > 0)
            facts.Add(("interrupts", $"of {new Nanoseconds(costs.InterruptLength)} every {new Nanoseconds(costs.InterruptPeriod)}"));

        if (costs.SpeedPercents.Count > 0)
            facts.Add(("speeds", string.Join(", ", costs.SpeedPercents.Select(each => $"{each} %"))));

        if (!options.Faults.IsNone)
            facts.Add(("faults", "on"));

        return facts;
    }

    private static ReportedRun Of(SimulationVariant variant, SimulationResult result, Timeline timeline) => new()
    {
        Key = variant.Key,
        Name = variant.Name,
        Ending = SimulationTables.Ending(result),
        Timeline = timeline,
        Tasks = [.. result.Tasks.Select(task => new ReportedTask(
            task.Activity, task.ThreadCount, task.InversionNanoseconds, task.ExecutedNanoseconds, task.LentNanoseconds, task.BorrowedNanoseconds,
            new ReportedSeries(task.ResponseSeries.Step, [.. task.ResponseSeries.Points.Select(point => point.Count == 0 ? (long?)null : point.Max)])))],
        Locks = result.Locks,
        Inversions = [.. result.WorstInversions.Select(each => new ReportedInversion(
            each.Time - each.WaitNanoseconds, each.Time, each.Victim, each.InversionNanoseconds, SimulationTables.InPhrases(each)))],
        Deadlocks = result.Deadlocks,
        Notes = result.Warnings,
    };
}
