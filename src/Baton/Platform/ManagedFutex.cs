namespace Baton.Platform;

/// <summary>Everywhere else: the same contract on <see cref="Monitor"/>.</summary>
/// <remarks>The monitor is held for the check of the value and for the pulse, which makes "check and sleep" one
/// step with respect to <see cref="Wake"/>.</remarks>
internal sealed class ManagedFutex : FutexWord
{
    private readonly object _gate = new();
    private int _value;

    /// <inheritdoc/>
    public override int CompareExchange(
        int expected, int desired, MemoryOrder success, MemoryOrder failure = MemoryOrder.Relaxed) =>
        Interlocked.CompareExchange(ref _value, desired, expected);

    /// <inheritdoc/>
    public override int Exchange(int value, MemoryOrder order) => Interlocked.Exchange(ref _value, value);

    /// <inheritdoc/>
    public override void Wait(int expected, Deadline limit) => Uninterrupted(() => WaitOnce(expected, limit));

    /// <inheritdoc/>
    public override void Wake() => Uninterrupted(WakeOnce);

    // Thread.Interrupt ends any wait of the runtime, that for the gate included, and those who sleep here are in the
    // middle of something that must not be left. So the wait goes on, and the interrupt is kept for whatever wait of
    // the thread's own comes next. A pulse that got lost meanwhile does not matter: the value has changed before it.
    private static void Uninterrupted(Action operation)
    {
        bool wasInterrupted = false;
        while (true)
        {
            try
            {
                operation();
                break;
            }
            catch (ThreadInterruptedException)
            {
                wasInterrupted = true;
            }
        }

        if (wasInterrupted)
        {
            Thread.CurrentThread.Interrupt();
        }
    }

    private void WaitOnce(int expected, Deadline limit)
    {
        lock (_gate)
        {
            if (Volatile.Read(ref _value) != expected)
            {
                return;
            }

            if (limit.IsNever)
            {
                Monitor.Wait(_gate);
            }
            else
            {
                Monitor.Wait(_gate, (int)Math.Min(Math.Ceiling(limit.Remaining.TotalMilliseconds), int.MaxValue));
            }
        }
    }

    private void WakeOnce()
    {
        lock (_gate)
        {
            Monitor.Pulse(_gate);
        }
    }
}
