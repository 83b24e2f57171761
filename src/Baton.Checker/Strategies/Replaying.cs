using Baton.Checker.Exploration;
using Baton.Checker.Model;
using Baton.Checker.Reports;

namespace Baton.Checker.Strategies;

/// <summary>Runs one execution again, listening to where in the source it goes.</summary>
internal static class Replaying
{
    /// <summary>The program's name, and the failure with its trace if the execution at the end of the path fails.</summary>
    public static (string Name, Failure? Failure, ExplorationCounts Counts) Run(
        Func<CheckedProgram> factory, MemoryOrders orders, int stepsMax, int[] path)
    {
        MemoryMapping mapping = orders == MemoryOrders.DotNet ? MemoryMapping.DotNet : MemoryMapping.Declared;
        var explorer = new Explorer(factory, mapping, stepsMax);
        var places = new SourcePlaces();
        explorer.Memory.Listener = places;
        explorer.Start(path);
        if (explorer.Failure is not { } found)
        {
            return (explorer.Program.Name, null, explorer.Counts);
        }

        var failure = new Failure(
            found.Kind, found.Message, found.Thread, ReplayToken.Encode(orders, path), TraceBuilder.Build(explorer, places));
        return (explorer.Program.Name, failure, explorer.Counts);
    }
}
