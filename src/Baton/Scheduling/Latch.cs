namespace Baton.Scheduling;

/// <summary>
/// The scheduler's own small lock: held for a few dozen instructions, never while waking, calling out or sleeping; who
/// finds it held busy-waits. One word.
/// </summary>
internal struct Latch
{
    private const int Free = 0;
    private const int Held = 1;

    private AtomicInt32 _word;

    /// <summary>Takes the lock.</summary>
    public void Take()
    {
        while (_word.CompareExchange(Free, Held, MemoryOrder.Acquire) != Free)
        {
            _word.SpinUntil(new IsFree(), SpinLimit.None, MemoryOrder.Relaxed);
        }
    }

    /// <summary>Gives the lock back.</summary>
    public void Release() => _word.Store(Free, MemoryOrder.Release);

    private readonly struct IsFree : ISpinCondition<int>
    {
        public bool IsMet(int value) => value == Free;
    }
}
