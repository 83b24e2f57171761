namespace Baton.Locking;

/// <summary>A thread as the mutexes see it: an identity, a place to sleep, and a place to spin.</summary>
/// <remarks>The object lives as long as its thread. Nothing refers to it for longer than a wait, and nothing has to
/// be given back when a thread ends.</remarks>
internal sealed class Caller
{
    // Every async acquisition takes an id. A thread draws them a block at a time, to leave the shared counter alone.
    private const int IdsPerBlock = 1 << 12;

    private long _nextAsyncId;
    private long _endOfBlock;
    private Glance _glance;
    private SpareWaiters? _spareWaiters;

    /// <summary>A new identity, sleeping on <paramref name="word"/>.</summary>
    public Caller(FutexWord word)
        : this(word, Identity.Draw(1))
    {
    }

    /// <summary>As above, by a name that a scheduler has chosen: it finds the thread's fiber by it.</summary>
    public Caller(FutexWord word, long id)
    {
        Id = id;
        Waiter = new ThreadWaiter(id, word);
    }

    /// <summary>The calling thread.</summary>
    public static Caller Current => Identity.Attachment as Caller ?? new Caller(FutexWord.Create()).Attach();

    /// <summary>The calling thread, if it has met a mutex before.</summary>
    public static Caller? Known => Identity.Attachment as Caller;

    /// <summary>The fiber that the thread executes, or null. Set by the scheduler's host, on this thread.</summary>
    public IFiber? Fiber { get; set; }

    /// <summary>What an owner word says when this caller holds the lock.</summary>
    public long Id { get; }

    /// <summary>The caller's place in the queue of whatever mutex it waits for.</summary>
    public ThreadWaiter Waiter { get; }

    /// <summary>The caller's place in the queue of whatever mutex it spins for.</summary>
    public SpinNode SpinNode { get; } = new();

    /// <summary>Async waiters that this thread can use without asking others.</summary>
    public SpareWaiters SpareWaiters => _spareWaiters ??= new SpareWaiters();

    /// <summary>The array of the last set of locks that this thread has disposed, empty, for its next one; or null.</summary>
    public WoundWaitMutex[]? SpareLocks { get; set; }

    /// <summary>The mutex that this caller handed to a waiter when it last had to, until it comes back to it.</summary>
    public MutexCore? GaveWayTo { get; set; }

    /// <summary>Makes this the identity of the calling thread.</summary>
    public Caller Attach()
    {
        Identity.Attach(Id, this);
        return this;
    }

    /// <summary>Whether an unlock by this thread should see whether the first waiter is overdue.</summary>
    public bool ShouldGlance() => _glance.IsDue();

    /// <summary>A new id for one async acquisition; the fiber's, if there is one, so that the scheduler finds the owner.</summary>
    public long NextAsyncId()
    {
        if (Fiber is { } fiber)
        {
            return fiber.NextOwnerId();
        }

        if (_nextAsyncId == _endOfBlock)
        {
            _nextAsyncId = Identity.Draw(IdsPerBlock);
            _endOfBlock = _nextAsyncId + (IdsPerBlock * Identity.Unit);
        }

        long id = _nextAsyncId;
        _nextAsyncId = id + Identity.Unit;
        return id;
    }
}
