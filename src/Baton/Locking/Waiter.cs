namespace Baton.Locking;

/// <summary>
/// One place in the queue of a mutex: a blocked thread (<see cref="ThreadWaiter"/>) or an async caller
/// (<see cref="AsyncWaiter"/>). The mutex treats both alike but for one thing: a thread that is woken competes
/// for the lock by itself, and an async caller, which has no thread, has it acquired on its behalf.
/// </summary>
internal abstract class Waiter
{
    private Plain<Waiter?> _next;
    private Plain<Waiter?> _previous;
    private Plain<bool> _isAwake;
    private AtomicInt64 _patienceEnds;
    private AtomicReference<IFiber?> _fiber;
    private Plain<AcquireContext?> _context;

    /// <summary>Who will own the lock: never 0, never used by anybody else.</summary>
    public abstract long Id { get; }

    /// <summary>Whether whoever wakes this waiter must acquire on its behalf.</summary>
    public abstract bool IsAsync { get; }

    /// <summary>The waiter behind this one in the ring; null when not queued. List lock held.</summary>
    public Waiter? Next
    {
        get => _next.Value;
        set => _next.Value = value;
    }

    /// <summary>The waiter before this one in the ring; null when not queued. List lock held.</summary>
    public Waiter? Previous
    {
        get => _previous.Value;
        set => _previous.Value = value;
    }

    /// <summary>
    /// Whether it is awake, or somebody has promised to wake it; flag A of the owner word says the same of the first
    /// waiter. Always false for an async caller. List lock held.
    /// </summary>
    public bool IsAwake
    {
        get => _isAwake.Value;
        set => _isAwake.Value = value;
    }

    /// <summary>
    /// Until when the first waiter lets others take the lock before it asks for a handoff. Written under the list
    /// lock by whoever makes this waiter the first; an owner that unlocks reads it, as a hint, to see whether the
    /// waiter is overdue.
    /// </summary>
    public Deadline PatienceEnds
    {
        get => new(_patienceEnds.Load(MemoryOrder.Relaxed));
        set => _patienceEnds.Store(value.Ticks, MemoryOrder.Relaxed);
    }

    /// <summary>
    /// The fiber that waits, if it is one. Set before the waiter is queued. A thread's waiter is used again, so whoever
    /// wakes it late may find its next fiber here; to wake that for no reason is harmless.
    /// </summary>
    public IFiber? Fiber
    {
        get => _fiber.Load(MemoryOrder.Acquire);
        set => _fiber.Store(value, MemoryOrder.Release);
    }

    /// <summary>
    /// On whose behalf it waits for a <see cref="WoundWaitMutex"/>; null at other mutexes. Written by its own caller
    /// while not queued; read by others under the list lock.
    /// </summary>
    public AcquireContext? Context
    {
        get => _context.Value;
        set => _context.Value = value;
    }

    /// <summary>
    /// Tells the waiter that its turn has come: wakes the thread, or schedules the async caller, which owns the
    /// lock by now. Never called with the list lock held (I8).
    /// </summary>
    public abstract void Wake();
}
