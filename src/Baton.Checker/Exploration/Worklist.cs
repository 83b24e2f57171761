namespace Baton.Checker.Exploration;

/// <summary>What is left to try.</summary>
internal enum ItemKind : byte
{
    /// <summary>Another worker took it.</summary>
    Taken,

    /// <summary>Let a read read from another write that was there when it was added.</summary>
    Read,

    /// <summary>Give a write another rank.</summary>
    Rank,

    /// <summary>Let an old read read from a newer write, and forget what came in between.</summary>
    Revisit,

    /// <summary>Let the environment choose otherwise.</summary>
    Choice,
}

/// <summary>One thing left to try, and where the exploration stood when it was found.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Event">The read, write or choice it is about.</param>
/// <param name="Other">The write to read from, the rank, or the choice.</param>
/// <param name="Read">Rank: the read that a revisit made read from this write, or -1.</param>
/// <param name="Depth">How many items were tried, one inside the other, to get there.</param>
/// <param name="Ordinal">Its place among the items found there.</param>
internal readonly record struct Item(ItemKind Kind, int Event, int Other, int Read, int Depth, int Ordinal);

/// <summary>The choices left, last in first out, and the path of choices that led here.</summary>
/// <remarks>
/// The path names a point of the exploration independently of who explores: "of the items found at the root, the
/// third; of those found there, the first; …". That is how work moves to another worker and how a failure is
/// replayed: by following the path from the root, at the price of one execution a step.
/// </remarks>
internal sealed class Worklist
{
    private Item[] _items = new Item[256];
    private int[] _path = new int[64];
    private int _found;
    private int _bottom;

    /// <summary>How many items there are, taken ones included.</summary>
    public int Count { get; private set; }

    /// <summary>How many steps the path has.</summary>
    public int Depth { get; private set; }

    /// <summary>The path.</summary>
    public ReadOnlySpan<int> Path => _path.AsSpan(0, Depth);

    /// <summary>Adds an item.</summary>
    public void Push(ItemKind kind, int number, int other, int read = -1)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Count * 2);
        }

        _items[Count++] = new Item(kind, number, other, read, Depth, _found++);
    }

    /// <summary>Removes the newest item and makes it the end of the path.</summary>
    public Item Pop()
    {
        Item item = _items[--Count];
        _bottom = Math.Min(_bottom, Count);
        if (item.Kind != ItemKind.Taken)
        {
            Enter(item.Depth, item.Ordinal);
        }

        return item;
    }

    /// <summary>Keeps, of the items found last, only the one in that place: the replay of a path.</summary>
    public bool KeepOnly(int ordinal)
    {
        for (int i = Count - 1; i >= 0 && _items[i].Depth == Depth; i--)
        {
            if (_items[i].Ordinal == ordinal)
            {
                _items[0] = _items[i];
                Count = 1;
                return true;
            }
        }

        return false;
    }

    /// <summary>Keeps one of the items found last; false if there is none.</summary>
    public bool KeepOnly(Random random)
    {
        int found = 0;
        while (found < Count && _items[Count - 1 - found].Depth == Depth)
        {
            found++;
        }

        if (found == 0)
        {
            return false;
        }

        _items[0] = _items[Count - 1 - random.Next(found)];
        Count = 1;
        return true;
    }

    /// <summary>Gives the oldest item away: the path to it, or null if there is none to spare.</summary>
    public int[]? GiveOldest()
    {
        while (_bottom < Count && _items[_bottom].Kind == ItemKind.Taken)
        {
            _bottom++;
        }

        // The newest is this worker's own next step.
        if (_bottom >= Count - 1)
        {
            return null;
        }

        Item item = _items[_bottom];
        _items[_bottom] = item with { Kind = ItemKind.Taken };
        return [.. _path.AsSpan(0, item.Depth), item.Ordinal];
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Count = 0;
        Depth = 0;
        _found = 0;
        _bottom = 0;
    }

    private void Enter(int depth, int ordinal)
    {
        if (depth == _path.Length)
        {
            Array.Resize(ref _path, depth * 2);
        }

        _path[depth] = ordinal;
        Depth = depth + 1;
        _found = 0;
    }
}
