namespace Baton.Checker.Model;

/// <summary>Asks a whole graph whether it is an execution, given its happens-before.</summary>
/// <remarks>The exploration never needs this: it adds only what keeps a graph consistent.</remarks>
internal static class Axioms
{
    /// <summary>Whether coherence holds and the full fences have an order.</summary>
    public static bool Hold(ExecutionGraph graph)
    {
        for (int number = 0; number < graph.Count; number++)
        {
            ref Event e = ref graph[number];
            if ((e.IsRead || e.Kind == EventKind.Write) && !IsCoherent(graph, number))
            {
                return false;
            }
        }

        return FencesHaveAnOrder(graph);
    }

    private static bool IsCoherent(ExecutionGraph graph, int number)
    {
        ref Event e = ref graph[number];
        LocationHistory history = graph.HistoryOf(e.Location);
        int rank = e.IsRead ? graph.RankOf(e.ReadsFrom) : e.Rank;
        for (int newer = rank + 1; newer <= history.WriteCount; newer++)
        {
            if (graph.Includes(in e.Before, history.WriteAt(newer)))
            {
                return false;
            }
        }

        for (int i = 0; i < history.ReadCount; i++)
        {
            int read = history.ReadAt(i);
            int seen = graph.RankOf(graph[read].ReadsFrom);
            bool tooNew = e.IsRead ? seen > rank : seen >= rank;
            if (read != number && tooNew && graph.Includes(in e.Before, read))
            {
                return false;
            }
        }

        return true;
    }

    private static bool FencesHaveAnOrder(ExecutionGraph graph)
    {
        var fences = new List<int>();
        for (int number = 0; number < graph.Count; number++)
        {
            if (graph[number].Is(EventFlags.SequentiallyConsistent))
            {
                fences.Add(number);
            }
        }

        // Take away fences that nothing comes before, until none is left.
        while (fences.Count > 0)
        {
            int first = fences.FindIndex(f => fences.TrueForAll(g => !FenceOrder.Precedes(graph, g, f)));
            if (first < 0)
            {
                return false;
            }

            fences.RemoveAt(first);
        }

        return true;
    }
}
