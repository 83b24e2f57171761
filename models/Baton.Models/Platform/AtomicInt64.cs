using System.Runtime.CompilerServices;

namespace Baton.Platform;

/// <summary>The checker's half of the seam: a 64-bit word of which every access is explored. Each call hands on the
/// place in the locking code that made it, so that a trace names that one.</summary>
internal readonly struct AtomicInt64(long initial)
{
    private readonly Checker.AtomicInt64 _cell = new(initial);
    private readonly Action<long, long>? _watch;
    private readonly Action<long>? _watchStores;

    /// <summary>All that was ever written, in the order in which the word had these values.</summary>
    public IReadOnlyList<Checker.Modification> History() => _cell.History();

    public void Named(string name) => _cell.Named(name);

    /// <summary>Has every read-modify-write that writes told to <paramref name="watch"/>, by its thread and in the same
    /// step: the value before, and after. And every store to <paramref name="stores"/>, which cannot know the value before.</summary>
    public void Watched(Action<long, long> watch, Action<long> stores)
    {
        Unsafe.AsRef(in _watch) = watch;
        Unsafe.AsRef(in _watchStores) = stores;
    }

    public long Load(MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        _cell.Load(order, file, line);

    public void Store(
        long value, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
    {
        _cell.Store(value, order, file, line);
        _watchStores?.Invoke(value);
    }

    public long CompareExchange(
        long expected,
        long desired,
        MemoryOrder success,
        MemoryOrder failure = MemoryOrder.Relaxed,
        [CallerFilePath] string? file = null,
        [CallerLineNumber] int line = 0)
    {
        long before = _cell.CompareExchange(expected, desired, success, failure, file, line);
        if (before == expected)
        {
            _watch?.Invoke(expected, desired);
        }

        return before;
    }

    public bool TryReplace(
        ref long seen, long desired, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
    {
        if (!(Machine.Current.TriesPlainly
            ? Tries(ref seen, desired, order, file, line)
            : _cell.TryReplace(ref seen, desired, order, file, line)))
        {
            return false;
        }

        _watch?.Invoke(seen, desired);
        return true;
    }

    private bool Tries(ref long seen, long desired, MemoryOrder order, string? file, int line)
    {
        long expected = seen;
        seen = _cell.CompareExchange(expected, desired, order, MemoryOrder.Relaxed, file, line);
        return seen == expected;
    }

    public long Or(
        long bits, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
    {
        long before = _cell.Or(bits, order, file, line);
        _watch?.Invoke(before, before | bits);
        return before;
    }

    public long And(
        long bits, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        _cell.And(bits, order, file, line);

    public long Add(
        long addend, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        _cell.Add(addend, order, file, line);

    public bool SpinUntil<TCondition>(
        TCondition condition,
        SpinLimit limit,
        MemoryOrder order,
        int staysNanoseconds = 0,
        [CallerFilePath] string? file = null,
        [CallerLineNumber] int line = 0)
        where TCondition : struct, ISpinCondition<long>
    {
        if (limit.GiveUpAt.IsNever)
        {
            _cell.Await(condition, order, file, line);
            return true;
        }

        return _cell.TryAwait(condition, order, file, line) || limit.GaveUp();
    }

    /// <summary>One look: what the others do between this and a second one, they may also do after it.</summary>
    public bool StaysFor<TCondition>(
        TCondition condition,
        int nanoseconds,
        MemoryOrder order,
        [CallerFilePath] string? file = null,
        [CallerLineNumber] int line = 0)
        where TCondition : struct, ISpinCondition<long> =>
        condition.IsMet(_cell.Load(order, file, line));
}
