// Which declared order is to blame: strengthen the orders of one place in the source and see whether the failing
// execution is still one. No re-exploration: the graph stays as it is, only its happens-before is worked out anew.

using Baton.Checker.Exploration;
using Baton.Checker.Model;

namespace Baton.Checker.Reports;

/// <summary>Finds single orders that would forbid an execution.</summary>
internal static class OrderBlame
{
    /// <summary>For each event whose place, made stronger, forbids the execution: the event and the order.</summary>
    public static List<(int Event, MemoryOrder Order)> Find(ExecutionGraph graph, ExecutionFailure failure, SourcePlaces places)
    {
        var found = new List<(int, MemoryOrder)>();
        var tried = new HashSet<(string?, int, MemoryOrder)>();
        for (int number = 0; number < graph.Count; number++)
        {
            ref Event e = ref graph[number];
            (string? file, int line) = places.Of(e.Thread, e.Index);
            foreach (MemoryOrder order in StrongerThan(in e))
            {
                if (tried.Add((file, line, order)) && Forbids(graph, failure, places, number, order))
                {
                    found.Add((number, order));
                }
            }
        }

        return found;
    }

    private static IEnumerable<MemoryOrder> StrongerThan(in Event e)
    {
        bool acquires = e.Is(EventFlags.Acquire);
        bool releases = e.Is(EventFlags.Release);
        return e.Kind switch
        {
            EventKind.Read when !acquires => [MemoryOrder.Acquire],
            EventKind.Write when !releases && !e.Is(EventFlags.Exclusive) => [MemoryOrder.Release],
            EventKind.Update when !acquires && !releases => [MemoryOrder.Acquire, MemoryOrder.Release],
            EventKind.Update when !acquires || !releases => [MemoryOrder.AcquireRelease],
            EventKind.Fence when !e.Is(EventFlags.SequentiallyConsistent) => [MemoryOrder.SequentiallyConsistent],
            _ => [],
        };
    }

    private static bool Forbids(
        ExecutionGraph graph, ExecutionFailure failure, SourcePlaces places, int number, MemoryOrder order)
    {
        var stronger = new ExecutionGraph();
        stronger.RestrictFrom(graph, graph.Count - 1, graph.Count - 1);
        (string? File, int Line) place = places.Of(graph[number].Thread, graph[number].Index);
        for (int other = 0; other < stronger.Count; other++)
        {
            ref Event e = ref stronger[other];
            if (other == number || (place.File is not null && place == places.Of(e.Thread, e.Index)))
            {
                Strengthen(ref e, order);
            }
        }

        HappensBefore.Recompute(stronger);
        if (failure.Kind == FailureKind.DataRace)
        {
            int last = stronger.NumberOf(failure.Thread, stronger.LengthOf(failure.Thread) - 1);
            return stronger.Includes(in stronger[last].Before, failure.Rival);
        }

        return !Axioms.Hold(stronger);
    }

    private static void Strengthen(ref Event e, MemoryOrder order)
    {
        EventFlags flags = MemoryMapping.OfFence(order);
        e.Flags |= e.Kind switch
        {
            EventKind.Read => flags & EventFlags.Acquire,
            EventKind.Write => flags & EventFlags.Release,
            EventKind.Update => flags & (EventFlags.Acquire | EventFlags.Release),
            EventKind.Fence => flags,
            _ => EventFlags.None,
        };
    }
}
