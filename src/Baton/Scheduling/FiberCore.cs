// A fiber as the scheduler sees it: Linux's task_struct, as far as scheduling and proxy execution need it.
//
// Two questions that an ordinary scheduler need not tell apart are separate here:
//
//   is it asleep?      State, and IsBlocked: it has given up its worker of its own will, and nobody has woken it yet
//   is it queued?      Queueing: it stands in a run queue and can be picked
//
// A fiber that waits for a mutex is asleep and queued at the same time. It is then a donor: when it is picked, the
// worker runs the owner of the mutex in its place (Walk.cs). The combinations:
//
//      State      IsBlocked  Queueing            what it is
//      Running    no         Queued              runs, or waits for its worker
//      Sleeping   no         Queued              on its way into Schedule; nobody may take it for a donor yet (M49)
//      Sleeping   yes        Queued              a donor
//      Sleeping   yes        None                asleep; or a donor at rest, whose owner sleeps (SleepingOwner is set)
//      Sleeping   yes        Delayed             asleep, and paying off its lead in the fair class
//      Running    yes        -                   never: a runnable fiber would be taken for a donor and lost (I14, M72)
//
// Who may touch what is said at each field. Locks, outermost first (LockOrder.cs):
// wake lock of the fiber -> run-queue lock -> list lock of a mutex, or the lock of a sleeping owner's lenders.

using System.ComponentModel;
using Baton.Locking;
using Baton.Scheduling;
using Baton.Scheduling.Classes;

namespace Baton;

/// <summary>What the scheduler knows of a fiber. Not for use by itself: see <c>Fiber</c>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class FiberCore : SynchronizationContext, IFiber
{
    private AtomicInt32 _queueing;
    private AtomicReference<Worker?> _worker;
    private AtomicReference<MutexCore?> _blockedOn;
    private Plain<Waiter?> _blockedWaiter;
    private Plain<bool> _isAsleep;
    private Plain<bool> _isBlocked;
    private Plain<IFiber?> _blockedDonor;
    private Plain<Worker?> _home;
    private Plain<FiberCore?> _nextLender;
    private Plain<FiberCore?> _previousLender;
    private FiberIds _ids;

    private protected FiberCore(SchedulerCore scheduler, SchedulingEntity entity, WorkerSet allowed)
    {
        Scheduler = scheduler;
        Entity = entity;
        Allowed = allowed;
    }

    /// <summary>Who runs this fiber.</summary>
    internal SchedulerCore Scheduler { get; }

    /// <summary>Serialises wakes with falling asleep. Guards <see cref="IsAsleep"/>.</summary>
    internal Latch WakeLock;

    /// <summary>Guards <see cref="Lenders"/>, the fibers that wait for this one to wake up.</summary>
    internal Latch LendersLock;

    /// <summary>Its standing in its class. Guarded by the lock of its run queue.</summary>
    internal SchedulingEntity Entity { get; set; }

    /// <summary>Where it may run. Written under the wake lock and the run-queue lock.</summary>
    internal WorkerSet Allowed { get; set; }

    /// <summary>
    /// Whether it has nothing to run until it is woken. Guarded by the wake lock; cleared by who wakes it.
    /// </summary>
    internal bool IsAsleep
    {
        get => _isAsleep.Value;
        set => _isAsleep.Value = value;
    }

    /// <summary>Whether it has gone to sleep in <see cref="Worker.Schedule"/> and not been woken. Guarded by the lock
    /// of its run queue.</summary>
    internal bool IsBlocked
    {
        get => _isBlocked.Value;
        set => _isBlocked.Value = value;
    }

    /// <summary>Where it stands. Written under the lock of its run queue; read by other workers' walks, which look again
    /// under a lock that settles it.</summary>
    internal Queueing Queueing
    {
        get => (Queueing)_queueing.Load(MemoryOrder.Acquire);
        set => _queueing.Store((int)value, MemoryOrder.Release);
    }

    /// <summary>The worker in whose run queue it stands, or stood last.</summary>
    internal Worker? Worker
    {
        get => _worker.Load(MemoryOrder.Acquire);
        set => _worker.Store(value, MemoryOrder.Release);
    }

    /// <summary>The worker where it last ran itself, to which it returns when it has been moved as a donor. Guarded by
    /// the lock of its run queue, and by the wake lock while it is in none.</summary>
    internal Worker? Home
    {
        get => _home.Value;
        set => _home.Value = value;
    }

    /// <summary>The fibers that lend to this one when it wakes. Guarded by <see cref="LendersLock"/>.</summary>
    internal LenderList Lenders;

    /// <summary>The sleeping fiber in whose list of lenders this one is, or null. Guarded by that fiber's
    /// <see cref="LendersLock"/>; read without it to find out which.</summary>
    internal AtomicReference<FiberCore?> SleepingOwner;

    /// <summary>The next in the list of lenders that this fiber is in.</summary>
    internal FiberCore? NextLender
    {
        get => _nextLender.Value;
        set => _nextLender.Value = value;
    }

    /// <summary>The one before in the list of lenders that this fiber is in.</summary>
    internal FiberCore? PreviousLender
    {
        get => _previousLender.Value;
        set => _previousLender.Value = value;
    }

    /// <summary>What it has run and lent. Guarded by the lock of the run queue that charges.</summary>
    internal FiberTimes Times;

    /// <summary>The number of the last walk that met it. Guarded by the lock of its run queue.</summary>
    internal long LastWalk { get; set; }

    /// <inheritdoc/>
    MutexCore? IFiber.BlockedOn => BlockedOn;

    /// <inheritdoc cref="IFiber.BlockedOn"/>
    internal MutexCore? BlockedOn => _blockedOn.Load(MemoryOrder.Acquire);

    /// <inheritdoc/>
    Waiter? IFiber.BlockedWaiter => BlockedWaiter;

    /// <inheritdoc cref="IFiber.BlockedWaiter"/>
    internal Waiter? BlockedWaiter => _blockedWaiter.Value;

    /// <inheritdoc/>
    IFiber? IFiber.BlockedDonor => _blockedDonor.Value;

    /// <inheritdoc cref="IFiber.BlockedDonor"/>
    internal FiberCore? BlockedDonor
    {
        get => (FiberCore?)_blockedDonor.Value;
        set => _blockedDonor.Value = value;
    }

    /// <summary>What people call it.</summary>
    internal abstract string DisplayName { get; }

    /// <summary>Whether there is something to run: a continuation that was posted, or a thread to resume. Wake lock held.</summary>
    internal abstract bool HasWork { get; }

    /// <inheritdoc/>
    void IFiber.BlockOn(MutexCore mutex, Waiter waiter)
    {
        _blockedWaiter.Value = waiter;
        _blockedOn.Store(mutex, MemoryOrder.Release);
    }

    /// <inheritdoc/>
    void IFiber.Unblock()
    {
        _blockedOn.Store(null, MemoryOrder.Release);
        _blockedWaiter.Value = null;
    }

    /// <inheritdoc/>
    void IFiber.ReconsiderDonor() => Worker!.ReconsiderDonor(this);

    /// <inheritdoc/>
    void IFiber.OnHandedToDonor(MutexCore mutex)
    {
        Scheduler.OnHandedToDonor(this, BlockedDonor!, mutex);
        BlockedDonor = null;
    }

    /// <inheritdoc/>
    bool IFiber.MayBeRunning(long ownerId) =>
        Scheduler.Fibers.Find(ownerId) is not { } owner || ReferenceEquals(owner.Worker?.Current, owner);

    /// <inheritdoc/>
    bool IFiber.Park(Deadline limit) => Park(limit);

    /// <inheritdoc cref="IFiber.Park"/>
    internal abstract bool Park(Deadline limit);

    /// <inheritdoc/>
    void IFiber.Unpark() => Unpark();

    /// <inheritdoc cref="IFiber.Unpark"/>
    internal abstract void Unpark();

    /// <inheritdoc/>
    void IFiber.BeginBlocking() => BeginBlocking();

    /// <inheritdoc cref="IFiber.BeginBlocking"/>
    internal virtual void BeginBlocking()
    {
    }

    /// <inheritdoc/>
    void IFiber.EndBlocking() => EndBlocking();

    /// <inheritdoc cref="IFiber.EndBlocking"/>
    internal virtual void EndBlocking()
    {
    }

    /// <inheritdoc/>
    long IFiber.NextOwnerId() => _ids.Next(Scheduler.Fibers, this);

    /// <summary>Whether <paramref name="ownerId"/> was drawn by this fiber.</summary>
    internal bool Owns(long ownerId) => _ids.Include(ownerId);

    /// <summary>Gives back what the table holds for this fiber; its body has ended.</summary>
    private protected void ReleaseIds() => _ids.Release(Scheduler.Fibers);

    /// <inheritdoc/>
    public override string ToString() => DisplayName;
}
