// The memory model once more, written as far from the engine as possible: enumerate every assignment of a write to each
// read and every order of the writes of each location, build the relations as bit matrices, and ask the axioms as they
// stand in the paper. Slow, small, and obviously right.

using System.Numerics;
using System.Text;

namespace Baton.Checker.Tests.Oracle;

/// <summary>All executions of a random program, by enumeration.</summary>
internal sealed class BruteForce
{
    private readonly RandomProgram _program;
    private readonly List<Node> _nodes = [];
    private int[] _readsFrom = [];
    private bool[] _exists = [];
    private long[] _values = [];

    private BruteForce(RandomProgram program) => _program = program;

    private sealed record Node(int Thread, int Index, Operation Operation, bool Reads, bool Writes, int Partner);

    /// <summary>The complete executions.</summary>
    public HashSet<string> Complete { get; } = [];

    /// <summary>The executions in which some threads wait, each for what the newest write does not give.</summary>
    public HashSet<string> Deadlocks { get; } = [];

    /// <summary>Enumerates them.</summary>
    public static BruteForce Of(RandomProgram program)
    {
        var all = new BruteForce(program);
        int[] lengths = new int[program.Threads.Length];
        all.ChooseLengths(lengths, 0);
        return all;
    }

    // Each thread runs to its end or stops before one of its awaits.
    private void ChooseLengths(int[] lengths, int thread)
    {
        if (thread == lengths.Length)
        {
            Enumerate(lengths);
            return;
        }

        Operation[] operations = _program.Threads[thread];
        for (int length = 0; length <= operations.Length; length++)
        {
            if (length == operations.Length || operations[length].Action is Action.Await or Action.AwaitExchange)
            {
                lengths[thread] = length;
                ChooseLengths(lengths, thread + 1);
            }
        }
    }

    private void Enumerate(int[] lengths)
    {
        _nodes.Clear();
        for (int thread = 0; thread < lengths.Length; thread++)
        {
            int index = 0;
            for (int i = 0; i < lengths[thread]; i++)
            {
                Operation o = _program.Threads[thread][i];
                bool updates = o.Action is Action.CompareExchange or Action.Add or Action.AwaitExchange;
                bool reads = updates || o.Action is Action.Load or Action.Await;
                bool writes = o.Action == Action.Store;
                _nodes.Add(new Node(thread, index++, o, reads, writes, updates ? _nodes.Count + 1 : -1));
                if (updates)
                {
                    _nodes.Add(new Node(thread, index++, o, false, true, _nodes.Count - 1));
                }
            }
        }

        _readsFrom = new int[_nodes.Count];
        _exists = new bool[_nodes.Count];
        _values = new long[_nodes.Count];
        ChooseSources(0, lengths);
    }

    private void ChooseSources(int node, int[] lengths)
    {
        if (node == _nodes.Count)
        {
            if (Evaluate())
            {
                ChooseOrders(lengths);
            }

            return;
        }

        if (!_nodes[node].Reads)
        {
            ChooseSources(node + 1, lengths);
            return;
        }

        for (int write = -1; write < _nodes.Count; write++)
        {
            if (write == -1 || (_nodes[write].Writes && _nodes[write].Operation.Location == _nodes[node].Operation.Location))
            {
                _readsFrom[node] = write;
                ChooseSources(node + 1, lengths);
            }
        }
    }

    // Works out values and which updates write, in an order of program order and reads-from; false if there is none.
    private bool Evaluate()
    {
        int count = _nodes.Count;
        var known = new bool[count];
        for (int done = 0; done < count;)
        {
            int before = done;
            for (int n = 0; n < count; n++)
            {
                Node node = _nodes[n];
                bool ready = !known[n]
                    && (node.Index == 0 || known[n - 1])
                    && (!node.Reads || _readsFrom[n] < 0 || known[_readsFrom[n]]);
                if (!ready)
                {
                    continue;
                }

                known[n] = true;
                done++;
                if (node.Reads)
                {
                    if (_readsFrom[n] >= 0 && !_exists[_readsFrom[n]])
                    {
                        return false;
                    }

                    _values[n] = _readsFrom[n] < 0 ? 0 : _values[_readsFrom[n]];
                    _exists[n] = true;
                    if (node.Operation.Action is Action.Await or Action.AwaitExchange && _values[n] != node.Operation.Expected)
                    {
                        return false;
                    }
                }
                else if (node.Writes && node.Partner >= 0)
                {
                    long seen = _values[node.Partner];
                    _exists[n] = node.Operation.Action != Action.CompareExchange || seen == node.Operation.Expected;
                    _values[n] = node.Operation.Action == Action.Add ? seen + node.Operation.Value : node.Operation.Value;
                }
                else
                {
                    _exists[n] = true;
                    _values[n] = node.Operation.Value;
                }
            }

            if (done == before)
            {
                return false;
            }
        }

        return true;
    }

    private void ChooseOrders(int[] lengths)
    {
        var orders = new int[RandomProgram.Locations][];
        ChooseOrder(0);

        void ChooseOrder(int location)
        {
            if (location == orders.Length)
            {
                if (IsConsistent(orders))
                {
                    Record(orders, lengths);
                }

                return;
            }

            int[] writes =
                [.. Enumerable.Range(0, _nodes.Count).Where(n => _nodes[n].Writes && _exists[n] && _nodes[n].Operation.Location == location)];
            foreach (int[] order in Permutations(writes, 0))
            {
                orders[location] = order;
                ChooseOrder(location + 1);
            }
        }
    }

    private static IEnumerable<int[]> Permutations(int[] items, int from)
    {
        if (from >= items.Length)
        {
            yield return (int[])items.Clone();
            yield break;
        }

        for (int i = from; i < items.Length; i++)
        {
            (items[from], items[i]) = (items[i], items[from]);
            foreach (int[] permutation in Permutations(items, from + 1))
            {
                yield return permutation;
            }

            (items[from], items[i]) = (items[i], items[from]);
        }
    }

    private bool IsConsistent(int[][] orders)
    {
        int count = _nodes.Count;
        var happensBefore = new Relation(count);
        var eco = new Relation(count);
        for (int a = 0; a < count; a++)
        {
            for (int b = 0; b < count; b++)
            {
                if (_exists[a] && _exists[b] && _nodes[a].Thread == _nodes[b].Thread && a < b)
                {
                    happensBefore.Add(a, b);
                }
            }
        }

        int Rank(int write) => write < 0 ? -1 : Array.IndexOf(orders[_nodes[write].Operation.Location], write);

        for (int r = 0; r < count; r++)
        {
            if (!_nodes[r].Reads)
            {
                continue;
            }

            int source = _readsFrom[r];
            int[] order = orders[_nodes[r].Operation.Location];
            if (source >= 0)
            {
                eco.Add(source, r);
                AddSynchronization(happensBefore, r);
            }

            for (int rank = Rank(source) + 1; rank < order.Length; rank++)
            {
                // The update's own write comes after what it read.
                eco.Add(r, order[rank]);
            }

            if (_nodes[r].Partner >= 0 && _exists[_nodes[r].Partner] && Rank(_nodes[r].Partner) != Rank(source) + 1)
            {
                return false;
            }
        }

        foreach (int[] order in orders)
        {
            for (int i = 0; i < order.Length; i++)
            {
                for (int j = i + 1; j < order.Length; j++)
                {
                    eco.Add(order[i], order[j]);
                }
            }
        }

        happensBefore.Close();
        eco.Close();
        if (!happensBefore.IsIrreflexive || !happensBefore.Then(eco).IsIrreflexive)
        {
            return false;
        }

        Relation between = happensBefore.Union(happensBefore.Then(eco).Then(happensBefore));
        Relation fences = new(count);
        for (int a = 0; a < count; a++)
        {
            for (int b = 0; b < count; b++)
            {
                if (IsFullFence(a) && IsFullFence(b) && between.Has(a, b))
                {
                    fences.Add(a, b);
                }
            }
        }

        fences.Close();
        return fences.IsIrreflexive;
    }

    private bool IsFullFence(int n) =>
        _nodes[n].Operation is { Action: Action.Fence, Order: MemoryOrder.SequentiallyConsistent };

    // [release] ; ([F];po)? ; rs ; rf ; (po;[F])? ; [acquire]
    private void AddSynchronization(Relation happensBefore, int read)
    {
        int write = _readsFrom[read];
        while (write >= 0)
        {
            foreach (int from in Releases(write))
            {
                foreach (int to in Acquires(read))
                {
                    happensBefore.Add(from, to);
                }
            }

            // The release sequence goes back through updates.
            write = _nodes[write].Partner >= 0 ? _readsFrom[_nodes[write].Partner] : -1;
        }
    }

    private IEnumerable<int> Releases(int write)
    {
        if (_nodes[write].Operation.Order is MemoryOrder.Release or MemoryOrder.AcquireRelease)
        {
            yield return write;
        }

        for (int n = 0; n < write; n++)
        {
            if (_nodes[n].Thread == _nodes[write].Thread
                && _nodes[n].Operation is { Action: Action.Fence, Order: not MemoryOrder.Acquire })
            {
                yield return n;
            }
        }
    }

    private IEnumerable<int> Acquires(int read)
    {
        Operation o = _nodes[read].Operation;
        bool failed = o.Action == Action.CompareExchange && !_exists[_nodes[read].Partner];
        if ((failed ? o.Failure : o.Order) is MemoryOrder.Acquire or MemoryOrder.AcquireRelease)
        {
            yield return read;
        }

        for (int n = read + 1; n < _nodes.Count; n++)
        {
            if (_nodes[n].Thread == _nodes[read].Thread
                && _nodes[n].Operation is { Action: Action.Fence, Order: not MemoryOrder.Release })
            {
                yield return n;
            }
        }
    }

    private void Record(int[][] orders, int[] lengths)
    {
        bool complete = true;
        for (int thread = 0; thread < lengths.Length; thread++)
        {
            if (lengths[thread] < _program.Threads[thread].Length)
            {
                complete = false;
                Operation wait = _program.Threads[thread][lengths[thread]];
                int[] order = orders[wait.Location];
                long newest = order.Length == 0 ? 0 : _values[order[^1]];
                if (newest == wait.Expected)
                {
                    return;
                }
            }
        }

        string text = Describe(orders);
        (complete ? Complete : Deadlocks).Add(text);
    }

    private string Describe(int[][] orders)
    {
        var text = new StringBuilder();
        for (int n = 0; n < _nodes.Count; n++)
        {
            if (_nodes[n].Reads)
            {
                text.Append($"{Place(n)}<{Place(_readsFrom[n])} ");
            }
        }

        List<string> written = [.. orders.Where(o => o.Length > 0).Select(o => string.Join('>', o.Select(Place)))];
        written.Sort(StringComparer.Ordinal);
        return text.AppendJoin(' ', written).ToString();
    }

    private string Place(int n)
    {
        if (n < 0)
        {
            return "i";
        }

        int missing = Enumerable.Range(0, n).Count(m => _nodes[m].Thread == _nodes[n].Thread && !_exists[m]);
        return $"{_nodes[n].Thread}.{_nodes[n].Index - missing}";
    }

    private sealed class Relation(int size)
    {
        private readonly ulong[] _rows = new ulong[size];

        public bool IsIrreflexive => !Enumerable.Range(0, size).Any(i => Has(i, i));

        public void Add(int a, int b) => _rows[a] |= 1UL << b;

        public bool Has(int a, int b) => (_rows[a] >> b & 1) != 0;

        public void Close()
        {
            for (int k = 0; k < size; k++)
            {
                for (int i = 0; i < size; i++)
                {
                    _rows[i] |= Has(i, k) ? _rows[k] : 0;
                }
            }
        }

        public Relation Then(Relation next)
        {
            var result = new Relation(size);
            for (int i = 0; i < size; i++)
            {
                for (ulong row = _rows[i]; row != 0; row &= row - 1)
                {
                    result._rows[i] |= next._rows[BitOperations.TrailingZeroCount(row)];
                }
            }

            return result;
        }

        public Relation Union(Relation other)
        {
            var result = new Relation(size);
            for (int i = 0; i < size; i++)
            {
                result._rows[i] = _rows[i] | other._rows[i];
            }

            return result;
        }
    }
}
