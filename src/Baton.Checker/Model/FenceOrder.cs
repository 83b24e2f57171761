// Sequentially consistent fences are totally ordered, and what that order must respect is RC11's psc relation: fence f
// comes before fence g if f happens before g, or if something after f is, in some location's history, older than
// something before g.
//
// Give every access of a location a level: 2k for the write of rank k, 2k+1 for a read of it. Then "a comes before b in
// the history" (the eco relation) is level(a) < level(b), and f -> g through a location x is
//
//      lowest level on x after f   <   highest level on x before g
//
// A new event that is the newest of its location, or a new fence, cannot close a cycle: nothing is above the one and
// nothing is after the other. So the search is needed only for an event that was put in an older place, and only for
// edges that leave the fences before that event.

namespace Baton.Checker.Model;

/// <summary>Decides whether the sequentially consistent fences of a graph can be put in an order.</summary>
internal class FenceOrder
{
    private int[] _fences = new int[16];
    private bool[] _reached = new bool[16];
    private int[] _open = new int[16];
    private int _count;

    /// <summary>Whether the graph still has a fence order after <paramref name="changed"/> was put in an older place
    /// of its location's history than the newest.</summary>
    public virtual bool Allows(ExecutionGraph graph, int changed)
    {
        if (!Collect(graph, changed))
        {
            return true;
        }

        // Which fences come after those that happen before the changed event, through the changed event alone?
        Array.Clear(_reached, 0, _count);
        int level = LevelOf(graph, changed);
        int location = graph[changed].Location;
        int open = 0;
        for (int i = 0; i < _count; i++)
        {
            if (HighestBefore(graph, _fences[i], location) > level)
            {
                _reached[i] = true;
                _open[open++] = i;
            }
        }

        while (open > 0)
        {
            int from = _open[--open];
            if (graph.Includes(in graph[changed].Before, _fences[from]))
            {
                return false;
            }

            for (int to = 0; to < _count; to++)
            {
                if (!_reached[to] && Precedes(graph, _fences[from], _fences[to]))
                {
                    _reached[to] = true;
                    _open[open++] = to;
                }
            }
        }

        return true;
    }

    /// <summary>Whether the fence is ordered before the other by happens-before or by some location's history.</summary>
    public static bool Precedes(ExecutionGraph graph, int fence, int other)
    {
        if (fence == other)
        {
            return false;
        }

        if (graph.Includes(in graph[other].Before, fence))
        {
            return true;
        }

        for (int number = 0; number < graph.Count; number++)
        {
            ref Event e = ref graph[number];
            if ((e.IsRead || e.Kind == EventKind.Write)
                && graph.Includes(in e.Before, fence)
                && HighestBefore(graph, other, e.Location) > LevelOf(graph, number))
            {
                return true;
            }
        }

        return false;
    }

    private bool Collect(ExecutionGraph graph, int changed)
    {
        _count = 0;
        if (graph.FenceCount == 0)
        {
            return false;
        }

        bool anyBefore = false;
        for (int number = 0; number < graph.Count; number++)
        {
            if (graph[number].Is(EventFlags.SequentiallyConsistent))
            {
                if (_count == _fences.Length)
                {
                    Array.Resize(ref _fences, _count * 2);
                    Array.Resize(ref _reached, _count * 2);
                    Array.Resize(ref _open, _count * 2);
                }

                _fences[_count++] = number;
                anyBefore |= graph.Includes(in graph[changed].Before, number);
            }
        }

        return anyBefore;
    }

    private static int LevelOf(ExecutionGraph graph, int number)
    {
        ref Event e = ref graph[number];
        return e.Kind == EventKind.Write ? 2 * e.Rank : (2 * graph.RankOf(e.ReadsFrom)) + 1;
    }

    private static int HighestBefore(ExecutionGraph graph, int fence, int location)
    {
        ref Event f = ref graph[fence];
        LocationHistory history = graph.HistoryOf(location);
        int highest = 0;
        for (int rank = history.WriteCount; rank > 0; rank--)
        {
            if (graph.Includes(in f.Before, history.WriteAt(rank)))
            {
                highest = 2 * rank;
                break;
            }
        }

        for (int i = 0; i < history.ReadCount; i++)
        {
            int read = history.ReadAt(i);
            int level = (2 * graph.RankOf(graph[read].ReadsFrom)) + 1;
            if (level > highest && graph.Includes(in f.Before, read))
            {
                highest = level;
            }
        }

        return highest;
    }
}
