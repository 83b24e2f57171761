// What the workers of a scheduler share, and what happens to a fiber from outside: it is started, woken, or changed.
//
// To wake is the delicate one. A fiber that sleeps may be in a run queue, as a donor, even in one where it may not run;
// or in the list of a sleeping owner; or nowhere. Whoever wakes it takes its wake lock and then its run queue's, sees
// which it is, and
//
//      a donor at home               becomes runnable where it stands
//      a donor that was moved        is taken out, and goes home like any other sleeper (M51, M52)
//      delayed                       its sleep is over, it stands where it stood (M66)
//      waiting beside its owner      leaves that list first (M61)
//      nowhere                       is placed
//
// and then, in every case, brings back those who waited for it to wake (M60): it may own what they wait for.

using Baton.Locking;
using Baton.Scheduling.Classes;

namespace Baton.Scheduling;

/// <summary>Starting, waking and changing fibers.</summary>
internal sealed class SchedulerCore
{
    private readonly Worker[] _workers;
    private readonly SchedulingTrace? _trace;

    public SchedulerCore(int number, int workerCount, bool proxyExecution, IWorkerHost host, SchedulingTrace? trace)
    {
        Host = host;
        ProxyExecution = proxyExecution;
        Fibers = new FiberTable(number);
        Balance = new Balance(this, trace);
        _trace = trace;
        _workers = new Worker[workerCount];
        for (int i = 0; i < workerCount; i++)
        {
            _workers[i] = new Worker(this, i, trace);
        }
    }

    /// <summary>What executes the fibers.</summary>
    public IWorkerHost Host { get; }

    /// <summary>Whether a fiber that waits for a mutex lends its place in the run queue to the owner.</summary>
    public bool ProxyExecution { get; }

    /// <summary>From owner words to fibers.</summary>
    public FiberTable Fibers { get; }

    /// <summary>Who runs where.</summary>
    public Balance Balance { get; }

    /// <summary>The workers, by index.</summary>
    public ReadOnlySpan<Worker> Workers => _workers;

    /// <summary>Makes a fiber that has work runnable for the first time.</summary>
    /// <exception cref="InvalidOperationException">It may run on none of the workers.</exception>
    public void Start(FiberCore fiber)
    {
        Worker to = Balance.PlaceFor(fiber);
        to.Queue.Lock.Take();
        fiber.Worker = to;
        bool preempts = Balance.AddLocked(fiber, to, EnqueueReason.Started);
        to.Queue.Lock.Release();
        Balance.Announce(to, preempts);
    }

    /// <summary>Wakes a fiber that has been given work, if it is asleep.</summary>
    public void Wake(FiberCore fiber)
    {
        fiber.WakeLock.Take();
        if (fiber.IsAsleep)
        {
            WakeLocked(fiber);
        }
        else
        {
            fiber.WakeLock.Release();
        }
    }

    /// <summary>Wakes a fiber that is asleep and has been given work, with its wake lock held; releases that.</summary>
    public void WakeLocked(FiberCore fiber)
    {
        fiber.IsAsleep = false;
        Worker at = LockQueueOf(fiber);
        long now = Host.Now;
        bool preempts = false;
        bool isQueued = false;

        // It may stand between the donor and whoever runs on its behalf; then that one has no claim to the worker any more,
        // though the woken fiber by itself deserves less than the donor. Seldom, and to choose anew is always right.
        Worker? mayBeCut = fiber.Queueing == Queueing.Queued && at.Queue.IsProxying ? at : null;
        switch (fiber.Queueing)
        {
            case Queueing.Queued when ReferenceEquals(at, fiber.Home) && fiber.Allowed.Contains(at.Index):
                isQueued = true;
                fiber.IsBlocked = false;
                _trace?.On(new(now, SchedulingEventKind.Woken, at.Index, fiber));
                preempts = at.Queue.Preempts(fiber, now);
                break;

            case Queueing.Queued:
                Recall(fiber, at, now);
                break;

            case Queueing.Delayed when fiber.Allowed.Contains(at.Index):
                isQueued = true;
                fiber.IsBlocked = false;
                preempts = Balance.AddLocked(fiber, at, EnqueueReason.Woken);
                break;

            case Queueing.Delayed:
                at.Queue.Remove(fiber, DequeueReason.Deactivated, now);
                break;
        }

        if (preempts || mayBeCut is not null)
        {
            at.RequestReschedule();
        }

        at.Queue.Publish();
        at.Queue.Lock.Release();
        if (!isQueued)
        {
            // Our wake lock keeps it where it is: in no run queue.
            LeaveSleepingOwner(fiber);
            at = Balance.PlaceFor(fiber);
            at.Queue.Lock.Take();
            fiber.Worker = at;
            fiber.Home = at;
            fiber.IsBlocked = false;
            preempts = Balance.AddLocked(fiber, at, EnqueueReason.Woken);
            at.Queue.Lock.Release();
        }

        fiber.WakeLock.Release();
        if (mayBeCut is not null)
        {
            Host.Kick(mayBeCut);
        }

        Balance.Announce(at, preempts);
        ActivateLenders(fiber);
    }

    /// <summary>Gives a fiber another policy, whatever it is doing.</summary>
    public void ChangePolicy(FiberCore fiber, SchedulingPolicy policy)
    {
        fiber.WakeLock.Take();
        Worker at = LockQueueOf(fiber);
        long now = Host.Now;
        bool isQueued = fiber.Queueing == Queueing.Queued;
        bool wasDonor = ReferenceEquals(fiber, at.Queue.Donor);
        if (fiber.Queueing != Queueing.None)
        {
            // Out of the old class for good (M73); a sleeper that is paying off its lead has no more to pay.
            at.Queue.Remove(fiber, DequeueReason.Changed, now);
        }

        fiber.Entity = fiber.Entity.With(policy);
        if (isQueued)
        {
            at.Queue.Add(fiber, EnqueueReason.Changed, now);
            if (wasDonor)
            {
                at.Queue.SetDonor(fiber, now);
            }

            at.RequestReschedule();
        }

        _trace?.On(new(now, SchedulingEventKind.PolicyChanged, at.Index, fiber));
        at.Queue.Publish();
        at.Queue.Lock.Release();
        fiber.WakeLock.Release();
        if (isQueued)
        {
            Host.Kick(at);
            Balance.OfferWaiting(at);
        }
    }

    /// <summary>Says where a fiber may run from now on. If it runs elsewhere, it moves when it next stops.</summary>
    /// <remarks>A donor stays where it lends: it does not run there. It goes where it may when it is woken.</remarks>
    /// <exception cref="ArgumentException">None of the workers is in the set.</exception>
    public void ChangeAffinity(FiberCore fiber, WorkerSet allowed)
    {
        ThrowIfNowhere(allowed);
        fiber.WakeLock.Take();
        Worker at = LockQueueOf(fiber);
        long now = Host.Now;
        fiber.Allowed = allowed;
        _trace?.On(new(now, SchedulingEventKind.AffinityChanged, at.Index, fiber));
        bool mustLeave = fiber is { Queueing: Queueing.Queued, IsBlocked: false } && !allowed.Contains(at.Index);
        if (mustLeave && ReferenceEquals(fiber, at.Queue.Current))
        {
            at.RequestReschedule();
            at.Queue.Lock.Release();
            fiber.WakeLock.Release();
            Host.Kick(at);
            return;
        }

        if (mustLeave)
        {
            // Expel comes back with the lock.
            Balance.Expel(fiber, at, now);
        }

        at.Queue.Publish();
        at.Queue.Lock.Release();
        fiber.WakeLock.Release();
    }

    /// <summary>A fiber has unlocked a mutex and given it to the fiber that it ran for. List lock held.</summary>
    public void OnHandedToDonor(FiberCore fiber, FiberCore donor, MutexCore mutex) =>
        _trace?.On(new(Host.Now, SchedulingEventKind.HandedToDonor, fiber.Worker!.Index, fiber, donor, mutex));

    /// <summary>Throws if a fiber with this affinity could never run.</summary>
    /// <exception cref="ArgumentException">None of the workers is in the set.</exception>
    public void ThrowIfNowhere(WorkerSet allowed)
    {
        foreach (Worker worker in _workers)
        {
            if (allowed.Contains(worker.Index))
            {
                return;
            }
        }

        throw new ArgumentException(
            $"There are {_workers.Length} workers, 0 to {_workers.Length - 1}, and none of them is in the set {allowed}.", nameof(allowed));
    }

    /// <summary>Locks the run queue that the fiber is in, or was in last; wake lock of the fiber held.</summary>
    private static Worker LockQueueOf(FiberCore fiber)
    {
        while (true)
        {
            Worker worker = fiber.Worker!;
            worker.Queue.Lock.Take();
            if (ReferenceEquals(worker, fiber.Worker) && fiber.Queueing != Queueing.Migrating)
            {
                return worker;
            }

            // It is on its way: whoever moves it needs neither of our locks for long.
            worker.Queue.Lock.Release();
            Await.Until(new HasArrived(fiber));
        }
    }

    /// <summary>Takes a donor out of the run queue that it was moved to, so that it can be woken where it may run.</summary>
    private void Recall(FiberCore fiber, Worker at, long now)
    {
        _trace?.On(new(now, SchedulingEventKind.Returned, at.Index, fiber));
        bool wasDonor = ReferenceEquals(fiber, at.Queue.Donor);
        at.Queue.Remove(fiber, DequeueReason.Deactivated, now);
        if (wasDonor && at.Queue.Current is { } current)
        {
            // What ran on its behalf goes on at its own cost until the worker has chosen anew (M74).
            at.Queue.SetDonor(current, now);
            at.RequestReschedule();
        }
    }

    /// <summary>Takes a fiber out of the list beside its sleeping owner, if it is in one. Wake lock held.</summary>
    private static void LeaveSleepingOwner(FiberCore fiber)
    {
        while (fiber.SleepingOwner.Load(MemoryOrder.Acquire) is { } owner)
        {
            owner.LendersLock.Take();
            bool isThere = ReferenceEquals(fiber.SleepingOwner.Load(MemoryOrder.Relaxed), owner);
            if (isThere)
            {
                owner.Lenders.Remove(fiber);
            }

            owner.LendersLock.Release();
            if (isThere)
            {
                return;
            }
        }
    }

    /// <summary>
    /// The fiber has woken up: brings those who waited for that back into its run queue, and those who waited for them.
    /// </summary>
    /// <remarks>Lenders of lenders form a tree of any depth: it is walked with a list, not by recursion.</remarks>
    private void ActivateLenders(FiberCore woken)
    {
        if (!ProxyExecution)
        {
            return;
        }

        Queue<FiberCore>? others = null;
        FiberCore owner = woken;
        while (true)
        {
            while (TakeLender(owner) is { } lender)
            {
                if (TryActivate(lender, owner))
                {
                    (others ??= []).Enqueue(lender);
                }
            }

            if (others is null || !others.TryDequeue(out FiberCore? next))
            {
                return;
            }

            owner = next;
        }
    }

    private static FiberCore? TakeLender(FiberCore owner)
    {
        owner.LendersLock.Take();
        FiberCore? lender = owner.Lenders.TakeFirst();
        owner.LendersLock.Release();
        return lender;
    }

    /// <summary>
    /// Makes a fiber a donor again, at the worker of the owner that woke up. It may have been woken itself since it was
    /// taken from the list, and then it is nobody's donor any more (M59).
    /// </summary>
    private bool TryActivate(FiberCore lender, FiberCore owner)
    {
        lender.WakeLock.Take();
        Worker at = LockQueueOf(lender);
        bool lends = lender is { IsBlocked: true, IsAsleep: true, Queueing: Queueing.None };
        at.Queue.Lock.Release();
        bool preempts = false;
        if (lends)
        {
            at = owner.Worker!;
            at.Queue.Lock.Take();
            long now = Host.Now;
            lender.Worker = at;
            at.Queue.Add(lender, EnqueueReason.Woken, now);
            _trace?.On(new(now, SchedulingEventKind.Activated, at.Index, lender, owner));
            preempts = at.Queue.Preempts(lender, now);
            if (preempts)
            {
                at.RequestReschedule();
            }

            at.Queue.Publish();
            at.Queue.Lock.Release();
        }

        lender.WakeLock.Release();
        if (lends)
        {
            Balance.Announce(at, preempts);
        }

        return lends;
    }

    private readonly struct HasArrived(FiberCore fiber) : IAwaitCondition
    {
        public bool IsMet() => fiber.Queueing != Queueing.Migrating;
    }
}
