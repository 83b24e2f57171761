// What can be got wrong in the stack, each by itself.

using Baton.Checker;

namespace TreiberStack;

/// <param name="Publish">The order of the exchange that pushes.</param>
/// <param name="Find">The order of the read that finds the node to pop.</param>
/// <param name="CountsChanges">Whether the head counts its changes.</param>
internal sealed record StackRules(MemoryOrder Publish, MemoryOrder Find, bool CountsChanges)
{
    public static StackRules Unordered { get; } = new(MemoryOrder.Relaxed, MemoryOrder.Acquire, CountsChanges: true);

    public static StackRules Uncounted { get; } = new(MemoryOrder.Release, MemoryOrder.Acquire, CountsChanges: false);

    public static StackRules Mended { get; } = new(MemoryOrder.Release, MemoryOrder.Acquire, CountsChanges: true);
}
