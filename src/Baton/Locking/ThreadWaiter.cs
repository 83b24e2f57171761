namespace Baton.Locking;

/// <summary>A blocked thread's place in a queue. A thread waits for one mutex at a time, so it has one of these.</summary>
internal sealed class ThreadWaiter(long id, FutexWord word) : Waiter
{
    private const int NotCanceled = 0;
    private const int Canceled = 1;

    private readonly Parker _parker = new(word);
    private AtomicInt32 _canceled;

    /// <inheritdoc/>
    public override long Id => id;

    /// <inheritdoc/>
    public override bool IsAsync => false;

    /// <summary>Whether the wait that is under way was told to end.</summary>
    public bool IsCanceled => _canceled.Load(MemoryOrder.Relaxed) == Canceled;

    /// <summary>
    /// Sleeps until woken, cancelled, or <paramref name="limit"/>; returns false in the last case. What sleeps is the
    /// fiber, if the thread runs one: its worker goes on with others.
    /// </summary>
    public bool Park(Deadline limit) => Fiber is { } fiber ? fiber.Park(limit) : _parker.Park(limit);

    /// <inheritdoc/>
    public override void Wake()
    {
        if (Fiber is { } fiber)
        {
            fiber.Unpark();
        }
        else
        {
            _parker.Unpark();
        }
    }

    /// <summary>
    /// Tells the waiting thread to give up. It does so only after one more attempt to acquire under the list lock,
    /// so a lock that was already handed to it is taken, not leaked (M13).
    /// </summary>
    public void Cancel()
    {
        _canceled.Store(Canceled, MemoryOrder.Relaxed);
        Wake();
    }

    /// <summary>A new wait begins. Only between waits, when no cancellation is registered.</summary>
    public void Reset() => _canceled.Store(NotCanceled, MemoryOrder.Relaxed);
}
