using System.Text;
using Baton.Checker.Exploration;
using Baton.Checker.Model;

namespace Baton.Checker.Properties;

/// <summary>Decides whether threads that cannot go on will never go on.</summary>
internal static class Liveness
{
    /// <summary>The failure, if every thread that has not ended waits for something that no write will ever give it.</summary>
    public static ExecutionFailure? FindDeadlock(ExecutionGraph graph, GraphWorld world, Revisits revisits, int threads)
    {
        int first = -1;
        var waits = new List<string>();
        for (int thread = 0; thread < threads; thread++)
        {
            if (graph.IsDone(thread))
            {
                continue;
            }

            if (!WaitsForEver(graph, world, revisits, thread, out int location))
            {
                return null;
            }

            first = first < 0 ? thread : first;
            waits.Add($"thread {thread} waits{(location < 0 ? "" : $" on {NameOf(world, location)}")}");
        }

        var message = new StringBuilder("Deadlock or lost wake-up: ").AppendJoin(", ", waits).Append("; nobody is left to end it.");
        return new ExecutionFailure(FailureKind.Deadlock, first, message.ToString());
    }

    private static bool WaitsForEver(ExecutionGraph graph, GraphWorld world, Revisits revisits, int thread, out int location)
    {
        location = -1;
        if (graph.EndsWith(thread, EventKind.Wait))
        {
            int number = graph.NumberOf(thread, graph.LengthOf(thread) - 1);
            ref Event wait = ref graph[number];
            location = wait.Location;
            LocationHistory history = graph.HistoryOf(location);
            int newest = history.WriteAt(history.WriteCount);
            long value = newest == Event.Initial ? world.Locations[location].Initial : graph[newest].Value;
            bool met = wait.Is(EventFlags.UpdatesWhenMet)
                ? wait.TryUpdate(value, out _)
                : world.Conditions.IsMet(wait.Condition, value, wait.Operand, wait.Desired);
            return !met && !wait.Is(EventFlags.Bounded) && revisits.CanEndWith(graph, number, newest);
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

    private static string NameOf(GraphWorld world, int location) =>
        world.Locations[location].Name ?? $"location {location}";
}
