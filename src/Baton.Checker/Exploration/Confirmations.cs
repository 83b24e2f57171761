// Updates that confirm the read before them: "read, compute, replace".
//
// Such an update reads what the read before it has read, or there is no such execution: the one in which the read turned
// out to be old is the same as the one in which it read the newer value at once. So read and update belong together, as
// the two halves of an update do, and the update has no choices of its own.

using System.Runtime.CompilerServices;
using Baton.Checker.Model;

namespace Baton.Checker.Exploration;

/// <summary>Answers updates that may confirm the read before them.</summary>
internal sealed class Confirmations(GraphWorld world, ThreadRun run)
{
    private ExecutionGraph Graph => world.Graph;

    /// <summary>Whether the next operation, an update of the location, confirms the read before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool IsNext(int location, long seen) =>
        run.IsRecorded ? Graph[run.NextRecorded].Is(EventFlags.Confirms) : run.HasJustRead(location, seen);

    /// <summary>Makes the update. The thread goes no further if there is no such execution.</summary>
    public void Make(in Event update, string? file, int line)
    {
        bool goesOn = run.Confirms();
        if (!run.Extends(file, line))
        {
            return;
        }

        run.AppendWrite();
        bool exists = world.Additions.AddConfirmation(in update, run.Thread)
            && world.Explorer.Allows(Graph.Count - 2)
            && world.Explorer.Allows(Graph.Count - 1);
        if (!exists)
        {
            world.Explorer.Dismiss();
        }

        if (!exists || !goesOn || world.Waits.Wakes(update.Location, run.Thread))
        {
            run.Leave();
        }
    }
}
