using System.Runtime.CompilerServices;

namespace Baton.Platform;

/// <summary>A reference that threads share; see <see cref="AtomicInt64"/> for what the orders mean.</summary>
internal struct AtomicReference<T>
    where T : class?
{
    private T _value;

    /// <inheritdoc cref="AtomicInt64.Load"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly T Load(MemoryOrder order) => Volatile.Read(in _value);

    /// <inheritdoc cref="AtomicInt64.Store"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T value, MemoryOrder order) => Volatile.Write(ref _value, value);

    /// <inheritdoc cref="AtomicInt64.CompareExchange"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T CompareExchange(T expected, T desired, MemoryOrder success, MemoryOrder failure = MemoryOrder.Relaxed) =>
        Interlocked.CompareExchange(ref _value, desired, expected);

    /// <summary>Replaces the reference; returns the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Exchange(T value, MemoryOrder order) => Interlocked.Exchange(ref _value, value);

    /// <summary>
    /// For a reference that is its own lock: busy-waits until it is another than <paramref name="held"/>, replaces that
    /// one by <paramref name="held"/> in the same step, and returns it.
    /// </summary>
    /// <remarks>A named waiting call, as <see cref="SpinUntil"/> is. Who finds it held only reads, so as not to take the
    /// cache line from whoever is about to give it back.</remarks>
    public T Take(T held, MemoryOrder order)
    {
        var spin = new Spinner(SpinLimit.None);
        while (true)
        {
            T seen = Load(MemoryOrder.Relaxed);
            if (ReferenceEquals(seen, held))
            {
                spin.Once();
            }
            else if (ReferenceEquals(CompareExchange(seen, held, order), seen))
            {
                return seen;
            }
        }
    }

    /// <inheritdoc cref="AtomicInt64.SpinUntil"/>
    public readonly bool SpinUntil<TCondition>(TCondition condition, SpinLimit limit, MemoryOrder order)
        where TCondition : struct, ISpinCondition<T>
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
