namespace Baton.Checker.Model;

/// <summary>What the declared orders are taken to mean.</summary>
internal sealed class MemoryMapping
{
    private readonly bool _strong;

    private MemoryMapping(bool strong) => _strong = strong;

    /// <summary>Every access means what it says and no more: the portable claim.</summary>
    public static MemoryMapping Declared { get; } = new(false);

    /// <summary>Every access means what .NET makes of it today: loads acquire, stores release, read-modify-writes
    /// both, also when they fail.</summary>
    public static MemoryMapping DotNet { get; } = new(true);

    public EventFlags OfLoad(MemoryOrder order) =>
        _strong || order is MemoryOrder.Acquire or MemoryOrder.AcquireRelease ? EventFlags.Acquire : EventFlags.None;

    public EventFlags OfStore(MemoryOrder order) =>
        _strong || order is MemoryOrder.Release or MemoryOrder.AcquireRelease ? EventFlags.Release : EventFlags.None;

    public EventFlags OfUpdate(MemoryOrder order) => OfLoad(order) | OfStore(order);

    public MemoryOrder OfFailure(MemoryOrder order) => _strong ? MemoryOrder.Acquire : order;

    public static EventFlags OfFence(MemoryOrder order) => order switch
    {
        MemoryOrder.Acquire => EventFlags.Acquire,
        MemoryOrder.Release => EventFlags.Release,
        MemoryOrder.AcquireRelease => EventFlags.Acquire | EventFlags.Release,
        MemoryOrder.SequentiallyConsistent =>
            EventFlags.Acquire | EventFlags.Release | EventFlags.SequentiallyConsistent,
        _ => EventFlags.None,
    };
}
