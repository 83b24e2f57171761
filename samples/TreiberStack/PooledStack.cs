// Treiber's stack, of numbered nodes that are used again: a free list.
//
// Push and pop swing the head with a compare-exchange. Two things are easily got wrong:
//
//   Order. What a node holds, its successor included, is written before it is pushed and read by another thread that finds
//   it at the head. The exchange that pushes must release, and the read that finds must acquire.
//
//   ABA. Between a popper's read of the head and its exchange the node may be popped, and pushed again, on top of something
//   else. The head is the same as before, so the exchange succeeds, and installs a successor that is long gone. So the head
//   carries a count of its changes.

using Baton.Checker;

namespace TreiberStack;

internal sealed class PooledStack
{
    /// <summary>What <see cref="Pop"/> returns if there is nothing. Nodes have the numbers from 1.</summary>
    public const int Nothing = 0;

    // The head is the node plus the count of changes in thousands, so that traces can be read; else one would shift.
    private const int CountUnit = 1000;

    private readonly StackRules _rules;
    private readonly AtomicInt64 _head = new(Nothing, "head");
    private readonly AtomicInt32[] _next;

    public PooledStack(int nodes, StackRules rules)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(nodes, CountUnit);
        _rules = rules;
        _next = [.. Enumerable.Range(0, nodes + 1).Select(static node => new AtomicInt32(Nothing, $"next[{node}]"))];
    }

    public void Push(int node)
    {
        while (true)
        {
            long head = _head.Load(MemoryOrder.Relaxed);
            _next[node].Store(NodeOf(head), MemoryOrder.Relaxed);
            if (_head.CompareExchange(head, Changed(head, node), _rules.Publish) == head)
            {
                return;
            }
        }
    }

    public int Pop()
    {
        while (true)
        {
            long head = _head.Load(_rules.Find);
            int node = NodeOf(head);
            if (node == Nothing)
            {
                return Nothing;
            }

            int next = _next[node].Load(MemoryOrder.Relaxed);
            if (_head.CompareExchange(head, Changed(head, next), MemoryOrder.Relaxed) == head)
            {
                return node;
            }
        }
    }

    /// <summary>The nodes from the top: to look at when nobody pushes or pops.</summary>
    public IEnumerable<int> Nodes()
    {
        // Bounded, because a broken stack may go in a circle.
        int node = NodeOf(_head.Load(MemoryOrder.Relaxed));
        for (int i = 1; i < _next.Length && node != Nothing; i++)
        {
            yield return node;
            node = _next[node].Load(MemoryOrder.Relaxed);
        }
    }

    private static int NodeOf(long head) => (int)(head % CountUnit);

    private long Changed(long head, int node) =>
        _rules.CountsChanges ? head - NodeOf(head) + CountUnit + node : node;
}
