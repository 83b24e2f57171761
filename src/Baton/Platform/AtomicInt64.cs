using System.Runtime.CompilerServices;

namespace Baton.Platform;

/// <summary>
/// A 64-bit word that threads share. The hardware world's half of the seam: the checker has a type of the same
/// name and face, and compiles the locking source against that one.
/// </summary>
/// <remarks>
/// <para>Each call states its memory order; the product ignores the argument, which is a constant that the JIT
/// drops after inlining, and uses the instruction below. Every product operation is at least as strong as the
/// declared one, so what the checker proves for the declared orders holds for the product.</para>
/// <code>
/// Load(any)               Volatile.Read                 never a plain read: the JIT may cache those
/// Store(any)              Volatile.Write
/// CompareExchange, Or…    Interlocked.*                 acquire and release, on failure too
/// </code>
/// <para>A failed compare-exchange is declared <see cref="MemoryOrder.Relaxed"/> unless the caller says
/// otherwise. Today's runtimes give more; arm64's <c>casal</c> need not.</para>
/// </remarks>
internal struct AtomicInt64(long initial)
{
    private long _value = initial;

    /// <summary>Reads the word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long Load(MemoryOrder order) => Volatile.Read(in _value);

    /// <summary>Writes the word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(long value, MemoryOrder order) => Volatile.Write(ref _value, value);

    /// <summary>Replaces <paramref name="expected"/> by <paramref name="desired"/>; returns the value seen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long CompareExchange(long expected, long desired, MemoryOrder success, MemoryOrder failure = MemoryOrder.Relaxed) =>
        Interlocked.CompareExchange(ref _value, desired, expected);

    /// <summary>
    /// One round of "read, compute, replace": replaces what was just read, if the word still holds it. If not,
    /// <paramref name="seen"/> becomes what it holds.
    /// </summary>
    /// <remarks>The caller then goes on as if it had just read that; the checker relies on it.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReplace(ref long seen, long desired, MemoryOrder order)
    {
        long expected = seen;
        seen = Interlocked.CompareExchange(ref _value, desired, expected);
        return seen == expected;
    }

    /// <summary>Sets bits; returns the value before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Or(long bits, MemoryOrder order) => Interlocked.Or(ref _value, bits);

    /// <summary>Keeps only the given bits; returns the value before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long And(long bits, MemoryOrder order) => Interlocked.And(ref _value, bits);

    /// <summary>Adds; returns the value before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Add(long addend, MemoryOrder order) => Interlocked.Add(ref _value, addend) - addend;

    /// <summary>
    /// Busy-waits until the word meets <paramref name="condition"/> or <paramref name="limit"/> says stop;
    /// returns whether the condition was met, and for <paramref name="staysNanoseconds"/>.
    /// </summary>
    /// <remarks>A named waiting call: the checker answers it without looping, "met" or "gave up".</remarks>
    public readonly bool SpinUntil<TCondition>(
        TCondition condition, SpinLimit limit, MemoryOrder order, int staysNanoseconds = 0)
        where TCondition : struct, ISpinCondition<long>
    {
        var spin = new Spinner(limit);
        while (!StaysFor(condition, staysNanoseconds, order))
        {
            if (!spin.Once())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Whether the word meets <paramref name="condition"/> now and for so long, as far as can be seen by looking at it
    /// all the time.
    /// </summary>
    /// <remarks>Looking at a line that nobody writes is free, so this disturbs others only when there is something to
    /// see. The checker looks once: what happens meanwhile may also happen after.</remarks>
    public readonly bool StaysFor<TCondition>(TCondition condition, int nanoseconds, MemoryOrder order)
        where TCondition : struct, ISpinCondition<long>
    {
        const int NanosecondsPerLook = 25;
        for (int passed = 0; condition.IsMet(Load(order)); passed += NanosecondsPerLook)
        {
            if (passed >= nanoseconds)
            {
                return true;
            }

            Processor.Pause(NanosecondsPerLook);
        }

        return false;
    }
}
