using System.Runtime.CompilerServices;

namespace Baton.Platform;

/// <summary>A reference of which every access is explored; see <see cref="AtomicInt64"/>.</summary>
internal readonly struct AtomicReference<T>
    where T : class?
{
    private readonly Checker.AtomicReference<T> _cell;

    // The running thread has taken this reference: it is a lock, and the next store is its unlock.
    private readonly bool _isTaken;

    // The lock of a mutex's list. What else is taken is a latch of the scheduler, under which a list may be.
    private static bool IsList => typeof(T) == typeof(Locking.Waiter);

    public void Named(string name) => _cell.Named(name);

    public T Load(MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        _cell.Load(order, file, line);

    public void Store(
        T value, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
    {
        if (_isTaken)
        {
            Unsafe.AsRef(in _isTaken) = false;
            if (IsList)
            {
                Machine.Current.PutListBack(value);
            }
            else
            {
                Machine.Current.HoldsLatch = false;
            }
        }

        _cell.Store(value, order, file, line);
    }

    public T CompareExchange(
        T expected,
        T desired,
        MemoryOrder success,
        MemoryOrder failure = MemoryOrder.Relaxed,
        [CallerFilePath] string? file = null,
        [CallerLineNumber] int line = 0) =>
        _cell.CompareExchange(expected, desired, success, failure, file, line);

    public T Exchange(
        T value, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        _cell.Exchange(value, order, file, line);

    public T Take(
        T held, MemoryOrder order, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
    {
        if (IsList)
        {
            Machine.Current.AssertHoldsNoList();
        }

        T before = _cell.AwaitTake(held, order, file, line);
        Unsafe.AsRef(in _isTaken) = true;
        if (IsList)
        {
            Machine.Current.TakeList();
        }
        else
        {
            Machine.Current.HoldsLatch = true;
        }

        return before;
    }

    public bool SpinUntil<TCondition>(
        TCondition condition,
        SpinLimit limit,
        MemoryOrder order,
        [CallerFilePath] string? file = null,
        [CallerLineNumber] int line = 0)
        where TCondition : struct, ISpinCondition<T>
    {
        if (limit.GiveUpAt.IsNever)
        {
            _cell.Await(condition, order, file, line);
            return true;
        }

        return _cell.TryAwait(condition, order, file, line) || limit.GaveUp();
    }
}
