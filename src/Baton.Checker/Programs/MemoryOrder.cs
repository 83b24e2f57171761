namespace Baton.Checker;

/// <summary>What an atomic access or a fence promises about the accesses around it; the orders of C11.</summary>
/// <remarks>There are no sequentially consistent accesses, because .NET has none:
/// <see cref="SequentiallyConsistent"/> is for fences.</remarks>
public enum MemoryOrder : byte
{
    /// <summary>Atomic and coherent with other accesses to the same location; orders nothing else.</summary>
    Relaxed,

    /// <summary>A load: later accesses stay after it, and it sees what was released into the value it reads.</summary>
    Acquire,

    /// <summary>A store: earlier accesses stay before it.</summary>
    Release,

    /// <summary>A read-modify-write that is both <see cref="Acquire"/> and <see cref="Release"/>.</summary>
    AcquireRelease,

    /// <summary>A fence that no access crosses in either direction, store to load included.</summary>
    SequentiallyConsistent,
}
