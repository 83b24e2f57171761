using System.Runtime.CompilerServices;
using Baton.Checker.Model;

namespace Baton.Checker;

/// <summary>A 32-bit word that threads share; see <see cref="AtomicInt64"/> for the rules.</summary>
/// <param name="initial">The value before all writes.</param>
/// <param name="name">What traces call it.</param>
public struct AtomicInt32(int initial, string? name = null)
{
    // Every location holds 64 bits; only an addition can tell.
    private readonly AtomicInt64 _word = new(initial, name);

    /// <inheritdoc cref="AtomicInt64.Named"/>
    public readonly void Named(string name) => _word.Named(name);

    /// <inheritdoc cref="AtomicInt64.Load"/>
    public readonly int Load(MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        (int)_word.Load(order, file, line);

    /// <inheritdoc cref="AtomicInt64.Store"/>
    public readonly void Store(
        int value, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        _word.Store(value, order, file, line);

    /// <inheritdoc cref="AtomicInt64.CompareExchange"/>
    public readonly int CompareExchange(
        int expected,
        int desired,
        MemoryOrder success,
        MemoryOrder failure = MemoryOrder.Relaxed,
        [CallerFilePath] string? file = null,
        [CallerLineNumber] int line = 0) =>
        (int)_word.CompareExchange(expected, desired, success, failure, file, line);

    /// <inheritdoc cref="AtomicInt64.TryReplace"/>
    public readonly bool TryReplace(
        ref int seen,
        int desired,
        MemoryOrder order,
        [CallerFilePath] string? file = null,
        [CallerLineNumber] int line = 0)
    {
        long word = seen;
        bool replaced = _word.TryReplace(ref word, desired, order, file, line);
        seen = (int)word;
        return replaced;
    }

    /// <inheritdoc cref="AtomicInt64.Exchange"/>
    public readonly int Exchange(
        int value, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        (int)_word.Exchange(value, order, file, line);

    /// <inheritdoc cref="AtomicInt64.Add"/>
    public readonly int Add(
        int addend, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        (int)_word.Update(UpdateKind.Add32, addend, order, file, line);

    /// <inheritdoc cref="AtomicInt64.Or"/>
    public readonly int Or(
        int bits, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        (int)_word.Or(bits, order, file, line);

    /// <inheritdoc cref="AtomicInt64.And"/>
    public readonly int And(
        int bits, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        (int)_word.And(bits, order, file, line);

    /// <inheritdoc cref="AtomicInt64.Await"/>
    public readonly int Await<TCondition>(
        TCondition condition, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
        where TCondition : struct, IWaitCondition<long> =>
        (int)_word.Await(condition, order, file, line);

    /// <inheritdoc cref="AtomicInt64.TryAwait"/>
    public readonly bool TryAwait<TCondition>(
        TCondition condition, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
        where TCondition : struct, IWaitCondition<long> =>
        _word.TryAwait(condition, order, file, line);

    /// <inheritdoc cref="AtomicInt64.AwaitExchange"/>
    public readonly void AwaitExchange(
        int expected, int desired, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        _word.AwaitExchange(expected, desired, order, file, line);

    /// <inheritdoc cref="AtomicInt64.TryAwaitExchange"/>
    public readonly bool TryAwaitExchange(
        int expected, int desired, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        _word.TryAwaitExchange(expected, desired, order, file, line);

    /// <inheritdoc cref="AtomicInt64.History"/>
    public readonly IReadOnlyList<Modification> History() => _word.History();
}
