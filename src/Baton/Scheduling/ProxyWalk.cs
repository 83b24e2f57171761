// From a donor to whoever can run on its behalf: along blocked fiber -> mutex -> owner, until an owner is not blocked.
//
//      donor ──waits for──> m1 ──owned by──> a ──waits for──> m2 ──owned by──> b, which runs, and the donor pays
//
// Everything on the way must be in the run queue of this worker, whose lock we hold; then none of it can run, wake or
// move while we look. What we meet, and what becomes of the donor:
//
//      the fiber is no longer in the ring of its mutex   it was granted or cancelled; its wake is under way  leaves the queue
//      the mutex is free                                  whoever unlocked has woken another; the fiber that the
//                                                         scheduler holds for most important takes it          is woken
//      the owner is no fiber of this scheduler            nobody to run                                        leaves the queue
//      the owner is the fiber itself                      it was handed the mutex; its wake is under way        we look again
//      the owner moves between workers                    it will be somewhere in a moment                      we look again
//      the owner sleeps                                   it cannot run on anybody's behalf                     waits for its wake
//      the owner is at another worker                     that worker must decide                               moves there
//      the owner was on the way already                   a circle: a deadlock                                  leaves the queue
//      the owner is here                                  remember whom it runs for, and go on from it
//
// The mutex's list lock is taken under the run queue's, for an instant: an unlock may free the mutex the moment after.
// That is no harm, because every decision here is made anew at the next pick.
//
// After "sched: Add blocked_donor link to task for smarter mutex handoffs" and the proxy-execution series, Linux, 2026.

using Baton.Locking;

namespace Baton.Scheduling;

/// <summary>How a walk ended.</summary>
internal enum WalkOutcome
{
    /// <summary>It found somebody to run.</summary>
    Run,

    /// <summary>The donor has been put elsewhere; the queue's lock may have been dropped meanwhile.</summary>
    PickAgain,

    /// <summary>Another thread is about to change what we saw.</summary>
    InFlight,
}

/// <summary>One worker's walks. All members need the lock of its run queue.</summary>
internal sealed class ProxyWalk(Worker worker, SchedulingTrace? trace)
{
    // The blocked fibers that the present walk has met, the donor first. Links of former walks are not to be trusted
    // (M75): whoever moves a chain moves these.
    private readonly List<FiberCore> _chain = [];
    private long _walks;

    /// <summary>Walks from a donor that is blocked; finds the fiber to run, or puts the donor elsewhere.</summary>
    public WalkOutcome From(FiberCore donor, long now, out FiberCore? run)
    {
        RunQueue queue = worker.Queue;
        SchedulerCore scheduler = worker.Scheduler;
        run = null;
        _chain.Clear();
        long stamp = NextStamp();
        FiberCore fiber = donor;
        while (fiber.IsBlocked)
        {
            _chain.Add(fiber);
            fiber.LastWalk = stamp;
            if (fiber.BlockedOn is not { } mutex)
            {
                return Deactivate(fiber, now);
            }

            MutexSight sight = mutex.Look(fiber, takeIfFree: true, out long ownerId, out Waiter? toWake);
            if (sight == MutexSight.NotWaiting)
            {
                return Deactivate(fiber, now);
            }

            if (sight == MutexSight.Free)
            {
                // Granted to an async waiter, or a thread's turn to take it: either way it is woken, with no lock held.
                queue.SetDonor(null, now);
                queue.Lock.Release();
                toWake?.Wake();
                queue.Lock.Take();
                return WalkOutcome.PickAgain;
            }

            if (scheduler.Fibers.Find(ownerId) is not { } owner)
            {
                return Deactivate(fiber, now);
            }

            if (ReferenceEquals(owner, fiber))
            {
                // Not a deadlock: an unlock has made it the owner, and is about to wake it (M55).
                return WalkOutcome.InFlight;
            }

            // First whether it is queued, then where; the other way round, an owner that moves looks asleep (M56).
            Queueing queueing = owner.Queueing;
            Worker? at = owner.Worker;
            switch (queueing)
            {
                case Queueing.Migrating:
                    return WalkOutcome.InFlight;

                case Queueing.None or Queueing.Delayed:
                    LendToSleeper(fiber, owner, now);
                    return WalkOutcome.PickAgain;
            }

            if (!ReferenceEquals(at, worker))
            {
                MigrateChain(owner, at!, now);
                return WalkOutcome.PickAgain;
            }

            if (owner.Queueing != Queueing.Queued)
            {
                return WalkOutcome.PickAgain;
            }

            if (owner.LastWalk == stamp)
            {
                BreakCircle(owner, now);
                return WalkOutcome.PickAgain;
            }

            owner.BlockedDonor = fiber;
            fiber = owner;
        }

        run = fiber;
        return WalkOutcome.Run;
    }

    /// <summary>
    /// Whether a walk from <paramref name="donor"/> would end at <paramref name="running"/>: returns the last fiber before
    /// it, or null. Changes nothing.
    /// </summary>
    public FiberCore? LastHopTo(FiberCore running, FiberCore donor)
    {
        FiberCore? before = null;
        return ReferenceEquals(EndOf(donor, chain: null, ref before), running) ? before : null;
    }

    /// <summary>
    /// The fiber that would run for <paramref name="donor"/>, if everybody on the way is queued here; null otherwise. Fills
    /// <paramref name="chain"/> with the blocked fibers on the way. Changes nothing.
    /// </summary>
    public FiberCore? EndOf(FiberCore donor, List<FiberCore> chain)
    {
        FiberCore? before = null;
        chain.Clear();
        return EndOf(donor, chain, ref before);
    }

    private FiberCore? EndOf(FiberCore donor, List<FiberCore>? chain, ref FiberCore? before)
    {
        long stamp = NextStamp();
        FiberCore fiber = donor;
        while (fiber.IsBlocked)
        {
            fiber.LastWalk = stamp;
            chain?.Add(fiber);
            if (fiber.BlockedOn is not { } mutex
                || mutex.Look(fiber, takeIfFree: false, out long ownerId, out _) != MutexSight.Owned
                || worker.Scheduler.Fibers.Find(ownerId) is not { Queueing: Queueing.Queued } owner
                || !ReferenceEquals(owner.Worker, worker)
                || owner.LastWalk == stamp)
            {
                return null;
            }

            before = fiber;
            fiber = owner;
        }

        return fiber;
    }

    /// <summary>Nobody can run for this fiber: out of the queue, until it is woken like any other sleeper.</summary>
    private WalkOutcome Deactivate(FiberCore fiber, long now)
    {
        trace?.On(new(now, SchedulingEventKind.Deactivated, worker.Index, fiber));
        worker.Queue.Remove(fiber, DequeueReason.Deactivated, now);
        return WalkOutcome.PickAgain;
    }

    /// <summary>
    /// The owner sleeps. Its lenders wait beside it, out of every run queue, and are back the moment it wakes up.
    /// </summary>
    /// <remarks>
    /// The owner may wake up while we get here. It is queued first and looks for lenders then, under the lock that we
    /// take; so either we see that it is queued, or it sees us (M60).
    /// </remarks>
    private void LendToSleeper(FiberCore fiber, FiberCore owner, long now)
    {
        owner.LendersLock.Take();
        if (owner.Queueing is Queueing.None or Queueing.Delayed)
        {
            trace?.On(new(now, SchedulingEventKind.LentToSleeper, worker.Index, fiber, owner));
            owner.Lenders.Add(fiber, owner);
            worker.Queue.Remove(fiber, DequeueReason.Deactivated, now);
            if (fiber.Entity.Rank >= RunQueue.RealTimeRank && worker.Scheduler.Host.Anticipation is > 0 and var time)
            {
                worker.Queue.AnticipateFor(fiber, now + time);
            }
        }

        owner.LendersLock.Release();
    }

    /// <summary>The whole chain goes to the owner's worker: entitlement knows no affinity, only execution does.</summary>
    private void MigrateChain(FiberCore owner, Worker to, long now)
    {
        RunQueue queue = worker.Queue;
        queue.SetDonor(null, now);
        foreach (FiberCore fiber in _chain)
        {
            // Home stays what it is, so that whoever wakes it finds the way back.
            queue.Remove(fiber, DequeueReason.Migrated, now);
            fiber.Worker = to;
        }

        queue.Publish();
        queue.Lock.Release();
        bool preempts = false;
        to.Queue.Lock.Take();
        long then = worker.Scheduler.Host.Now;
        foreach (FiberCore fiber in _chain)
        {
            to.Queue.Add(fiber, EnqueueReason.Migrated, then);
            trace?.On(new(then, SchedulingEventKind.DonorMigrated, to.Index, fiber, owner));
            preempts |= to.Queue.Preempts(fiber, then);
        }

        if (preempts)
        {
            to.RequestReschedule();
        }

        to.Queue.Publish();
        to.Queue.Lock.Release();
        if (preempts)
        {
            worker.Scheduler.Host.Kick(to);
        }

        queue.Lock.Take();
    }

    /// <summary>Nobody in a circle can ever run. They leave the queue, and whoever listens is told.</summary>
    private void BreakCircle(FiberCore entry, long now)
    {
        int start = _chain.IndexOf(entry);
        var fibers = new List<FiberCore>();
        var mutexes = new List<MutexCore>();
        for (int i = start; i < _chain.Count; i++)
        {
            FiberCore fiber = _chain[i];
            fibers.Add(fiber);
            if (fiber.BlockedOn is { } mutex)
            {
                mutexes.Add(mutex);
            }

            trace?.On(new(now, SchedulingEventKind.DeadlockFound, worker.Index, fiber));
            worker.Queue.Remove(fiber, DequeueReason.Deactivated, now);
        }

        if (mutexes.Count != fibers.Count)
        {
            // Somebody was cancelled while we looked: the circle is open again.
            return;
        }

        worker.Queue.SetDonor(null, now);
        worker.Queue.Lock.Release();
        worker.Scheduler.Host.OnDeadlock(new FiberDeadlock(fibers, mutexes));
        worker.Queue.Lock.Take();
    }

    /// <summary>A number that no other walk of this scheduler has.</summary>
    private long NextStamp() => (++_walks * worker.Scheduler.Workers.Length) + worker.Index;
}
