using System.Runtime.CompilerServices;

namespace Baton.Checker.Model;

/// <summary>Data races on ordinary fields.</summary>
internal static class Races
{
    /// <summary>An access that conflicts with <paramref name="number"/>, the newest event, and does not happen before
    /// it; -1 if there is none. The event itself is not in the location's history yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int FindUnordered(ExecutionGraph graph, int number)
    {
        ref Event e = ref graph[number];
        LocationHistory history = graph.HistoryOf(e.Location);
        for (int rank = history.WriteCount; rank > 0; rank--)
        {
            if (!graph.Includes(in e.Before, history.WriteAt(rank)))
            {
                return history.WriteAt(rank);
            }
        }

        if (e.Kind == EventKind.PlainWrite)
        {
            for (int i = 0; i < history.ReadCount; i++)
            {
                if (!graph.Includes(in e.Before, history.ReadAt(i)))
                {
                    return history.ReadAt(i);
                }
            }
        }

        return -1;
    }
}
