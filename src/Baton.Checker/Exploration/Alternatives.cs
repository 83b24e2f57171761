// What was left for later, done: each makes of the graph under way another one, from which the threads are run on.

using System.Runtime.CompilerServices;
using Baton.Checker.Model;

namespace Baton.Checker.Exploration;

/// <summary>Makes the graph what an item of the worklist says.</summary>
internal sealed class Alternatives(
    GraphWorld world, GraphStack graphs, Worklist worklist, Additions additions, Waits waits, FenceOrder fenceOrder)
{
    private ExecutionGraph Graph => world.Graph;

    /// <summary>Applies the item; false if the memory model has no such execution.</summary>
    public bool Apply(in Item item) => item.Kind switch
    {
        ItemKind.Read => ApplyRead(item),
        ItemKind.Rank => ApplyRank(item),
        ItemKind.Revisit => ApplyRevisit(item),
        _ => ApplyChoice(item),
    };

    private bool ApplyRead(in Item item)
    {
        int read = item.Event;
        Graph.CutTo(read + 1);
        Graph.Reopen(Graph[read].Thread);
        if (Graph[read].Kind == EventKind.Wait)
        {
            Graph.TurnIntoRead(read);
        }

        additions.ReadFrom(read, item.Other);
        return fenceOrder.Allows(Graph, read) && CompleteUpdate(read);
    }

    private bool ApplyRank(in Item item)
    {
        int write = item.Event;
        Graph.CutTo(write + 1);
        Graph.MoveWrite(write, item.Other);
        if (item.Read >= 0)
        {
            Graph.Reopen(Graph[item.Read].Thread);
            return fenceOrder.Allows(Graph, write) && fenceOrder.Allows(Graph, item.Read) && CompleteUpdate(item.Read);
        }

        return fenceOrder.Allows(Graph, write);
    }

    private bool ApplyChoice(in Item item)
    {
        Graph.CutTo(item.Event + 1);
        Graph.Reopen(Graph[item.Event].Thread);
        Graph[item.Event].Value = item.Other;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool ApplyRevisit(in Item item)
    {
        int read = item.Event;
        ExecutionGraph source = Graph;
        source.CutTo(item.Other + 1);
        world.Graph = graphs.Push(worklist.Count);
        int write = Graph.RestrictFrom(source, read, item.Other);
        Graph.Reopen(Graph[read].Thread);
        Graph[write].Flags |= EventFlags.ReadEarly;
        return PlaceRevisiting(read, write);
    }

    // The write takes the newest place that it can, others are left for later, and the read reads it.
    private bool PlaceRevisiting(int read, int write)
    {
        ref Event w = ref Graph[write];
        int location = w.Location;
        int newest = Graph.HistoryOf(location).WriteCount;
        int oldest = Graph.OldestCoherent(Graph.KnownBefore(read), location);
        bool stillWaits = Graph[read].Is(EventFlags.Await) && !waits.Meets(in Graph[read], w.Value);
        if (w.Is(EventFlags.Exclusive))
        {
            if (w.Rank <= oldest || (stillWaits && w.Rank < newest))
            {
                return false;
            }
        }
        else
        {
            Graph.MoveWrite(write, newest);
            if (!stillWaits)
            {
                oldest = Math.Max(oldest, Graph.OldestCoherent(Graph.KnownBefore(write), location));
                for (int rank = oldest + 1; rank < newest; rank++)
                {
                    if (Graph.CanTake(location, rank))
                    {
                        worklist.Push(ItemKind.Rank, write, rank, read);
                    }
                }
            }
        }

        if (stillWaits)
        {
            additions.ReadFrom(read, write);
            Graph[read].Flags |= EventFlags.Unmet;
            return true;
        }

        Graph[read].Flags &= ~EventFlags.Unmet;
        additions.ReadFrom(read, write);
        return fenceOrder.Allows(Graph, write) && fenceOrder.Allows(Graph, read) && CompleteUpdate(read);
    }

    private bool CompleteUpdate(int read)
    {
        if (!Graph[read].Is(EventFlags.Exclusive) || Graph[read].Kind != EventKind.Update)
        {
            return true;
        }

        return additions.AddUpdateWrite(read) && fenceOrder.Allows(Graph, Graph.Count - 1);
    }
}
