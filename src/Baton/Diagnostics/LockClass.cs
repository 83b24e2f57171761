namespace Baton.Diagnostics;

/// <summary>
/// Locks that play one part in a program, and of which one order holds: those of one name, or made at one place, at one
/// nesting level. What is learned about one of them counts for all, so a program with a million locks has a few dozen.
/// </summary>
internal sealed class LockClass(string name, int number, bool isSpin)
{
    /// <summary>What reports call it.</summary>
    public string Name => name;

    /// <summary>Its place in the graph, counted from 0.</summary>
    public int Number => number;

    /// <summary>Whether who waits for such a lock keeps its processor, and must therefore not wait long.</summary>
    public bool IsSpin => isSpin;

    /// <summary>The orders seen with this class first. Guarded by the graph's lock.</summary>
    public List<ObservedOrder> Orders { get; } = [];

    /// <inheritdoc/>
    public override string ToString() => name;
}
