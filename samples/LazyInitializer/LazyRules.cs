// What can be got wrong in a lazy initialiser, each by itself.

using Baton.Checker;

namespace LazyInitializer;

/// <param name="Look">The order of the read without the lock.</param>
/// <param name="Publish">The order of the write that everybody sees.</param>
/// <param name="ChecksAgain">Whether who has got the lock looks again.</param>
internal sealed record LazyRules(MemoryOrder Look, MemoryOrder Publish, bool ChecksAgain = true)
{
    public static LazyRules Broken { get; } = new(MemoryOrder.Relaxed, MemoryOrder.Relaxed);

    public static LazyRules ReleasedOnly { get; } = new(MemoryOrder.Relaxed, MemoryOrder.Release);

    public static LazyRules AcquiredOnly { get; } = new(MemoryOrder.Acquire, MemoryOrder.Relaxed);

    public static LazyRules CheckedOnce { get; } = new(MemoryOrder.Acquire, MemoryOrder.Release, ChecksAgain: false);

    public static LazyRules Mended { get; } = new(MemoryOrder.Acquire, MemoryOrder.Release);
}
