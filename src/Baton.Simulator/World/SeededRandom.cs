namespace Baton.Simulator.World;

/// <summary>
/// Random numbers that are the same for a seed on every machine and under every runtime: SplitMix64 (Steele, Lea and
/// Flood, 2014). <see cref="Random"/> promises that for no version but the present one.
/// </summary>
internal sealed class SeededRandom(long seed)
{
    private ulong _state = (ulong)seed;

    /// <summary>From 0 to <paramref name="bound"/> − 1.</summary>
    public int Below(int bound) => (int)(((UInt128)Next() * (ulong)bound) >> 64);

    /// <summary>From <paramref name="min"/> to <paramref name="max"/>, both included.</summary>
    public long Between(long min, long max) => min + (long)(((UInt128)Next() * ((ulong)(max - min) + 1)) >> 64);

    /// <summary>True in so many of a hundred cases.</summary>
    public bool Percent(int chance) => Below(100) < chance;

    /// <summary>One of the items.</summary>
    public T Of<T>(params ReadOnlySpan<T> items) => items[Below(items.Length)];

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
