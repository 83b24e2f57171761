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
    public override void Wait(int expected, Deadline limit)
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

    /// <inheritdoc/>
    public override void Wake()
    {
        lock (_gate)
        {
            Monitor.Pulse(_gate);
        }
    }
}
