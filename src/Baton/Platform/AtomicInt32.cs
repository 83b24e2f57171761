using System.Runtime.CompilerServices;

namespace Baton.Platform;

/// <summary>A 32-bit word that threads share; see <see cref="AtomicInt64"/> for what the orders mean.</summary>
internal struct AtomicInt32(int initial)
{
    private int _value = initial;

    /// <inheritdoc cref="AtomicInt64.Load"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Load(MemoryOrder order) => Volatile.Read(in _value);

    /// <inheritdoc cref="AtomicInt64.Store"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(int value, MemoryOrder order) => Volatile.Write(ref _value, value);

    /// <inheritdoc cref="AtomicInt64.CompareExchange"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int CompareExchange(int expected, int desired, MemoryOrder success, MemoryOrder failure = MemoryOrder.Relaxed) =>
        Interlocked.CompareExchange(ref _value, desired, expected);

    /// <inheritdoc cref="AtomicInt64.SpinUntil"/>
    public readonly bool SpinUntil<TCondition>(TCondition condition, SpinLimit limit, MemoryOrder order)
        where TCondition : struct, ISpinCondition<int>
    {
        var spin = new Spinner(limit);
        while (!condition.IsMet(Load(order)))
        {
            if (!spin.Once())
            {
                return false;
            }
        }

        return true;
    }
}
