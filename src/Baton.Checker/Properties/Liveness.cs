using System.Text;
using Baton.Checker.Exploration;
using Baton.Checker.Model;

namespace Baton.Checker.Properties;

/// <summary>Decides whether threads that cannot go on will never go on.</summary>
internal static class Liveness
{
    /// <summary>The failure, if every thread that has not ended waits for something that no write will ever give it.</summary>
    public static ExecutionFailure? FindDeadlock(ExecutionGraph graph, GraphWorld world, int threads)
    {
        int first = -1;
        var waits = new List<string>();
        for (int thread = 0; thread < threads; thread++)
        {
            if (graph.IsDone(thread))
            {
                continue;
            }

            if (!WaitsForEver(graph, world, thread, out int location))
            {
                return null;
            }

            first = first < 0 ? thread : first;
            waits.Add($"thread {thread} waits{(location < 0 ? "" : $" on {world.NameOf(location)}")}");
        }

        var message = new StringBuilder("Deadlock or lost wake-up: ").AppendJoin(", ", waits).Append("; nobody is left to end it.");
        return new ExecutionFailure(FailureKind.Deadlock, first, message.ToString());
    }

    private static bool WaitsForEver(ExecutionGraph graph, GraphWorld world, int thread, out int location)
    {
        location = -1;
        if (graph.EndsUnmet(thread) || graph.EndsWith(thread, EventKind.Wait))
        {
            ref Event last = ref graph[graph.NumberOf(thread, graph.LengthOf(thread) - 1)];
            location = last.Location;
            return !last.Is(EventFlags.Bounded) && IsNotMetByNewest(graph, world, in last);
        }

        if (!graph.EndsWith(thread, EventKind.Stuck))
        {
            return false;
        }

        // A condition over several locations: it was evaluated on the newest values, so it will not change.
        ref Event stuck = ref graph[graph.NumberOf(thread, graph.LengthOf(thread) - 1)];
        if ((StuckReason)stuck.Value != StuckReason.Condition)
        {
            return false;
        }

        for (int index = stuck.Rank; index < stuck.Index; index++)
        {
            ref Event e = ref graph[graph.NumberOf(thread, index)];
            if (e.IsRead && graph.RankOf(e.ReadsFrom) < graph.HistoryOf(e.Location).WriteCount)
            {
                return false;
            }
        }

        return true;
    }

    // What a revisit made the thread read is not the newest: then another revisit would have let it go on.
    private static bool IsNotMetByNewest(ExecutionGraph graph, GraphWorld world, in Event last)
    {
        LocationHistory history = graph.HistoryOf(last.Location);
        return last.Is(EventFlags.Unmet)
            ? graph.RankOf(last.ReadsFrom) == history.WriteCount
            : !world.Waits.Meets(in last, world.Additions.ValueOf(history.WriteAt(history.WriteCount), last.Location));
    }
}
