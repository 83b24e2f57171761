namespace Baton.Scheduling;

/// <summary>
/// The scheduler's own small lock: held for a few dozen instructions, never while waking, calling out or sleeping; who
/// finds it held busy-waits.
/// </summary>
/// <remarks>A reference and not a number, because to wait for another value and to take it is then one step of the seam,
/// which is what makes it cheap to check.</remarks>
internal struct Latch
{
    private static readonly object Held = new();

    private AtomicReference<object?> _word;

    /// <summary>Takes the lock.</summary>
    public void Take() => _word.Take(Held, MemoryOrder.Acquire);

    /// <summary>Gives the lock back.</summary>
    public void Release() => _word.Store(null, MemoryOrder.Release);
}
