// Which class was held when which was asked for: a directed graph that only grows. While it has no cycle, the program has
// an order of its locks, and cannot deadlock by them, whatever the interleaving. The order that would close a first cycle
// is refused: reported, and remembered apart, so that one mistake is one report and not a hundred.
//
// Most questions are about orders that were seen before. They are answered from a table without a lock; only a new order,
// of which a program has as many as it has ways to nest its locks, takes the lock and searches.

using System.Collections.Concurrent;

namespace Baton.Diagnostics;

/// <summary>The orders in which one validator has seen locks asked for.</summary>
internal sealed class OrderGraph
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<(int Before, int After), ObservedOrder> _seen = [];
    private readonly List<ObservedOrder> _accepted = [];

    /// <summary>Whether this order was seen before, right or wrong.</summary>
    public bool HasSeen(LockClass before, LockClass after) => _seen.ContainsKey((before.Number, after.Number));

    /// <summary>
    /// Learns an order. Returns null if it agrees with all before it; otherwise the orders which, with this one first,
    /// lead round in a circle, the shortest there is.
    /// </summary>
    public IReadOnlyList<ObservedOrder>? Learn(ObservedOrder order)
    {
        lock (_lock)
        {
            if (!_seen.TryAdd((order.Before.Number, order.After.Number), order))
            {
                return null;
            }

            if (FindPathLocked(order.After, order.Before) is { } way)
            {
                return [order, .. way];
            }

            order.Before.Orders.Add(order);
            _accepted.Add(order);
            return null;
        }
    }

    /// <summary>All orders that agree with each other, in the sequence in which they were learned.</summary>
    public IReadOnlyList<ObservedOrder> Accepted()
    {
        lock (_lock)
        {
            return [.. _accepted];
        }
    }

    /// <summary>Breadth first, so that a report shows the shortest circle.</summary>
    private static List<ObservedOrder>? FindPathLocked(LockClass from, LockClass to)
    {
        Dictionary<LockClass, ObservedOrder?> reachedBy = new() { [from] = null };
        Queue<LockClass> frontier = new([from]);
        while (frontier.TryDequeue(out LockClass? here))
        {
            if (ReferenceEquals(here, to))
            {
                List<ObservedOrder> way = [];
                for (ObservedOrder? step = reachedBy[to]; step is not null; step = reachedBy[step.Before])
                {
                    way.Insert(0, step);
                }

                return way;
            }

            foreach (ObservedOrder order in here.Orders)
            {
                if (reachedBy.TryAdd(order.After, order))
                {
                    frontier.Enqueue(order.After);
                }
            }
        }

        return null;
    }
}
