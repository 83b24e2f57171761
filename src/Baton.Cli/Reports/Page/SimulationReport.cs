using System.Globalization;
using Baton.Cli.Options;
using Baton.Measures;
using Baton.Simulator;
using Baton.Timelines;

namespace Baton.Cli.Reports.Page;

/// <summary>Makes reports of simulations.</summary>
internal static class SimulationReport
{
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

        if (costs.Interruptions.Count > 0)
            facts.Add(("interruptions", "as measured"));

        if (costs.SpeedPercents.Count > 0)
            facts.Add(("speeds", string.Join(", ", costs.SpeedPercents.Select(each => $"{each} %"))));

        if (!options.Faults.IsNone)
            facts.Add(("faults", "on"));

        return facts;
    }

    /// <summary>The report on one simulation, under a name that distinguishes it from the others of the page.</summary>
    public static ReportedRun Of(string key, SimulationVariant variant, SimulationResult result, Timeline timeline) => new()
    {
        Key = key,
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
