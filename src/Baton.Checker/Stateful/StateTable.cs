namespace Baton.Checker.Stateful;

/// <summary>The states met so far, each a row of words, found again by a 128-bit hash.</summary>
/// <remarks>Two states with one hash would be taken for one: with ten million states the odds are one in 10²⁴.</remarks>
internal sealed class StateTable(int width)
{
    private const int RowsPerBlock = 1 << 14;

    private readonly Dictionary<UInt128, int> _rows = [];
    private readonly List<long[]> _blocks = [];

    /// <summary>How many states there are.</summary>
    public int Count { get; private set; }

    /// <summary>The state's words.</summary>
    public Span<long> this[int row] => _blocks[row / RowsPerBlock].AsSpan(row % RowsPerBlock * width, width);

    /// <summary>Adds the state if it is new; returns its row, and whether it was.</summary>
    public bool TryAdd(ReadOnlySpan<long> state, out int row)
    {
        UInt128 hash = Hash(state);
        if (_rows.TryGetValue(hash, out row))
        {
            return false;
        }

        row = Count++;
        _rows.Add(hash, row);
        if (row / RowsPerBlock == _blocks.Count)
        {
            _blocks.Add(new long[RowsPerBlock * width]);
        }

        state.CopyTo(this[row]);
        return true;
    }

    private static UInt128 Hash(ReadOnlySpan<long> state)
    {
        ulong a = 0x9E3779B97F4A7C15;
        ulong b = 0xC2B2AE3D27D4EB4F;
        for (int i = 0; i < state.Length; i++)
        {
            // Most words are zero, and a word that is not says where it stands.
            if (state[i] != 0)
            {
                a = Mix(a ^ (ulong)state[i] ^ ((ulong)i << 56));
                b = Mix(b + (((ulong)state[i] + ((ulong)i << 48)) * 0xD6E8FEB86659FD93));
            }
        }

        return new UInt128(a, b);
    }

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
