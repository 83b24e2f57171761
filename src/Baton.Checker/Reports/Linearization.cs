// An order in which to tell an execution graph.
//
// If program order, reads-from, modification order and "read before overwritten" have no cycle together, any order that
// respects them is a plain interleaving: every read sees what was written last. If they have one, no interleaving gives
// this execution; then the order respects the first two and as much of the others as it can, and the reads that see
// something already overwritten are stale. Of the many orders, one with few switches between threads is taken.

using Baton.Checker.Model;

namespace Baton.Checker.Reports;

/// <summary>A graph's events in an order to tell them in.</summary>
internal sealed class Linearization
{
    private readonly ExecutionGraph _graph;
    private readonly List<int>[] _mustFollow;
    private readonly List<int>[] _shouldFollow;
    private readonly bool[] _told;

    private Linearization(ExecutionGraph graph)
    {
        _graph = graph;
        _mustFollow = [.. Enumerable.Range(0, graph.Count).Select(_ => new List<int>())];
        _shouldFollow = [.. Enumerable.Range(0, graph.Count).Select(_ => new List<int>())];
        _told = new bool[graph.Count];
    }

    /// <summary>The events' numbers in order.</summary>
    public List<int> Order { get; } = [];

    /// <summary>How often the order goes on with another thread.</summary>
    public int Switches { get; private set; }

    /// <summary>How many constraints of memory order it breaks; none means a plain interleaving.</summary>
    public int Broken { get; private set; }

    /// <summary>Finds an order.</summary>
    public static Linearization Of(ExecutionGraph graph)
    {
        var result = new Linearization(graph);
        result.Constrain();
        result.Tell();
        return result;
    }

    private void Constrain()
    {
        for (int number = 0; number < _graph.Count; number++)
        {
            ref Event e = ref _graph[number];
            if (e.Index > 0)
            {
                _mustFollow[number].Add(_graph.NumberOf(e.Thread, e.Index - 1));
            }

            if (e.IsRead || e.Kind == EventKind.PlainRead)
            {
                LocationHistory history = _graph.HistoryOf(e.Location);
                if (e.ReadsFrom != Event.Initial)
                {
                    _mustFollow[number].Add(e.ReadsFrom);
                }

                int next = _graph.RankOf(e.ReadsFrom) + 1;
                if (next <= history.WriteCount && history.WriteAt(next) is int overwriting && overwriting != number)
                {
                    _shouldFollow[overwriting].Add(number);
                }
            }
            else if (e.Kind is EventKind.Write or EventKind.PlainWrite && e.Rank > 1)
            {
                _shouldFollow[number].Add(_graph.HistoryOf(e.Location).WriteAt(e.Rank - 1));
            }
        }
    }

    private void Tell()
    {
        int current = -1;
        while (Order.Count < _graph.Count)
        {
            int next = -1;
            for (int offset = 0; offset < Clock.ThreadsMax && next < 0; offset++)
            {
                int thread = (Math.Max(current, 0) + offset) % Clock.ThreadsMax;
                int candidate = NextOf(thread);
                next = candidate >= 0 && CanTell(candidate) ? candidate : -1;
            }

            // No interleaving: tell what breaks the fewest constraints.
            if (next < 0)
            {
                next = Enumerable.Range(0, Clock.ThreadsMax).Select(NextOf)
                    .Where(n => n >= 0 && _mustFollow[n].TrueForAll(m => _told[m]))
                    .MinBy(n => _shouldFollow[n].Count(m => !_told[m]));
                Broken += _shouldFollow[next].Count(m => !_told[m]);
            }

            if (current >= 0 && _graph[next].Thread != current)
            {
                Switches++;
            }

            current = _graph[next].Thread;
            _told[next] = true;
            Order.Add(next);
        }
    }

    private int NextOf(int thread)
    {
        for (int index = 0; index < _graph.LengthOf(thread); index++)
        {
            int number = _graph.NumberOf(thread, index);
            if (!_told[number])
            {
                return number;
            }
        }

        return -1;
    }

    // An update's read is told only if its write can be told right after it.
    private bool CanTell(int number)
    {
        if (!_mustFollow[number].TrueForAll(m => _told[m]) || !_shouldFollow[number].TrueForAll(m => _told[m]))
        {
            return false;
        }

        ref Event e = ref _graph[number];
        if (e.Kind != EventKind.Update || !e.Is(EventFlags.Exclusive) || e.Index + 1 >= _graph.LengthOf(e.Thread))
        {
            return true;
        }

        int write = _graph.NumberOf(e.Thread, e.Index + 1);
        return _shouldFollow[write].TrueForAll(m => _told[m] || m == number);
    }
}
