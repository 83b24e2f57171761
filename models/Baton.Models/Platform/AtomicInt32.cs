using System.Runtime.CompilerServices;

namespace Baton.Platform;

/// <summary>A 32-bit word of which every access is explored; see <see cref="AtomicInt64"/>.</summary>
internal readonly struct AtomicInt32(int initial)
{
    private readonly Checker.AtomicInt32 _cell = new(initial);

    public void Named(string name) => _cell.Named(name);

    public int Load(MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        _cell.Load(order, file, line);

    public void Store(
        int value, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        _cell.Store(value, order, file, line);

    public int CompareExchange(
        int expected,
        int desired,
        MemoryOrder success,
        MemoryOrder failure = MemoryOrder.Relaxed,
        [CallerFilePath] string? file = null,
        [CallerLineNumber] int line = 0) =>
        _cell.CompareExchange(expected, desired, success, failure, file, line);

    public bool SpinUntil<TCondition>(
        TCondition condition,
        SpinLimit limit,
        MemoryOrder order,
        [CallerFilePath] string? file = null,
        [CallerLineNumber] int line = 0)
        where TCondition : struct, ISpinCondition<int>
    {
        if (limit.GiveUpAt.IsNever)
        {
            _cell.Await(new Widened<TCondition>(condition), order, file, line);
            return true;
        }

        return _cell.TryAwait(new Widened<TCondition>(condition), order, file, line) || limit.GaveUp();
    }

    /// <summary>Cells hold 64 bits.</summary>
    private readonly struct Widened<TCondition>(TCondition condition) : Checker.IWaitCondition<long>
        where TCondition : struct, ISpinCondition<int>
    {
        public bool IsMet(long value) => condition.IsMet((int)value);
    }
}
