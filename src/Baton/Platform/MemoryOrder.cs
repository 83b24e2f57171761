namespace Baton.Platform;

/// <summary>
/// What an atomic access promises about the accesses around it.
/// </summary>
/// <remarks>
/// <para>The orders are those of C11, less sequentially consistent accesses: .NET has none, and where the
/// algorithm needs store-load order it either uses two read-modify-writes of one word or says
/// <see cref="Fence.Full"/>.</para>
/// <para>The product maps every order to something at least as strong (see <see cref="AtomicInt64"/>), so the
/// orders written in the code are a portable claim, not a description of today's machine code. The checker
/// takes them at their word: what is right on x86 only by luck is reported.</para>
/// </remarks>
internal enum MemoryOrder
{
    /// <summary>Atomic, and coherent with other accesses to the same location; orders nothing else.</summary>
    Relaxed,

    /// <summary>A load: later accesses stay after it; it sees what was released into the value it reads.</summary>
    Acquire,

    /// <summary>A store: earlier accesses stay before it.</summary>
    Release,

    /// <summary>A read-modify-write that is both <see cref="Acquire"/> and <see cref="Release"/>.</summary>
    AcquireRelease,
}
