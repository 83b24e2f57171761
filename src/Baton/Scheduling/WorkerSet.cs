using System.Collections.Immutable;

namespace Baton;

/// <summary>A set of workers, by index: where a fiber may run. Immutable.</summary>
public sealed class WorkerSet : IEquatable<WorkerSet>
{
    private readonly ImmutableArray<ulong> _bits;

    private WorkerSet(ImmutableArray<ulong> bits) => _bits = bits;

    /// <summary>Every worker there is.</summary>
    public static WorkerSet All { get; } = new(default);

    /// <summary>These workers only.</summary>
    /// <param name="indices">At least one; each from 0 to 4,095.</param>
    /// <exception cref="ArgumentException">No index is given.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is out of range.</exception>
    public static WorkerSet Of(params ReadOnlySpan<int> indices)
    {
        if (indices.IsEmpty)
        {
            throw new ArgumentException("A fiber needs at least one worker to run on.", nameof(indices));
        }

        int max = 0;
        foreach (int index in indices)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index, nameof(indices));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(index, 4095, nameof(indices));
            max = Math.Max(max, index);
        }

        ulong[] bits = new ulong[(max / 64) + 1];
        foreach (int index in indices)
        {
            bits[index / 64] |= 1UL << (index % 64);
        }

        return new(ImmutableArray.Create(bits));
    }

    /// <summary>Whether the worker with this index is in the set.</summary>
    public bool Contains(int index) =>
        _bits.IsDefault || (index / 64 < _bits.Length && (_bits[index / 64] & (1UL << (index % 64))) != 0);

    /// <inheritdoc/>
    public bool Equals(WorkerSet? other) =>
        other is not null
        && (_bits.IsDefault ? other._bits.IsDefault : !other._bits.IsDefault && _bits.AsSpan().SequenceEqual(other._bits.AsSpan()));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as WorkerSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (ulong word in _bits.IsDefault ? [] : _bits)
        {
            hash.Add(word);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        if (_bits.IsDefault)
        {
            return "all";
        }

        var indices = new List<int>();
        for (int index = 0; index < _bits.Length * 64; index++)
        {
            if (Contains(index))
            {
                indices.Add(index);
            }
        }

        return string.Join(",", indices);
    }
}
