// Who runs where: which worker a fiber is woken on, what an idle worker fetches, and how the N most entitled fibers come
// to run on the N workers.
//
// Urgent work (real time, deadline) is kept spread at all times: whenever such a fiber has to wait at its worker, the
// worker that spends the least entitlement is told, and fetches it if it deserves more than what runs there. A fiber that
// is blocked is fetched with its whole chain, if the owner at the end of it may run there; for what runs is the owner:
//
//      worker 0:  99 runs, 98 is blocked on a mutex of owner, owner waits       worker 1:  50 runs
//
// must become 98-and-owner on worker 1, or 50 runs before 98. Fair fibers are fetched by idle workers only, and never
// while they are blocked (M67): to run elsewhere sooner is all that they can gain, and it is their owner that would run.

namespace Baton.Scheduling;

/// <summary>Placing and moving fibers between the workers of a scheduler.</summary>
internal sealed class Balance(SchedulerCore scheduler, SchedulingTrace? trace)
{
    // How many of those who wait at another worker are looked at before giving up: the first can be moved nearly always.
    private const int CandidatesMax = 8;

    private AtomicInt32 _nextPlace;

    /// <summary>
    /// Where a fiber that is woken should run: at home if it would run there at once; else on an idle worker; else where
    /// it deserves more than what runs; else at home.
    /// </summary>
    public Worker PlaceFor(FiberCore fiber)
    {
        ReadOnlySpan<Worker> workers = scheduler.Workers;
        Worker? home = fiber.Home is { } last && fiber.Allowed.Contains(last.Index) ? last : null;
        if (workers.Length == 1 || (home is not null && home.Queue.DonorEntitlement == RunQueue.Nobody && home.Queue.Length == 0))
        {
            return home ?? workers[0];
        }

        int start = home?.Index ?? NextPlace();
        Worker? least = null;
        for (int i = 0; i < workers.Length; i++)
        {
            Worker worker = workers[(start + i) % workers.Length];
            if (!fiber.Allowed.Contains(worker.Index))
            {
                continue;
            }

            if (worker.Queue.DonorEntitlement == RunQueue.Nobody && worker.Queue.Length == 0)
            {
                return worker;
            }

            if (least is null || worker.Queue.DonorEntitlement < least.Queue.DonorEntitlement)
            {
                least = worker;
            }
        }

        if (least is null)
        {
            throw new InvalidOperationException(
                $"{fiber.DisplayName} may run on workers {fiber.Allowed} only, and none of them exists: there are {workers.Length}.");
        }

        if (home is null)
        {
            return least;
        }

        // Fair fibers count alike here, so they stay at home unless an idle worker was found.
        return least.Queue.DonorEntitlement < Math.Min(home.Queue.DonorEntitlement, fiber.Entity.Entitlement) ? least : home;
    }

    /// <summary>
    /// The worker from which <paramref name="worker"/> should fetch a fiber before it runs <paramref name="best"/>: one
    /// where somebody waits who deserves more; if there is nothing to run, the one with the longest queue. Without locks:
    /// <see cref="Pull"/> looks again.
    /// </summary>
    public Worker? SourceFor(Worker worker, FiberCore? best)
    {
        ReadOnlySpan<Worker> workers = scheduler.Workers;
        if (workers.Length == 1)
        {
            return null;
        }

        long above = best?.Entity.Entitlement ?? RunQueue.Nobody;
        int longest = 1;
        Worker? source = null;
        Worker? busiest = null;
        foreach (Worker other in workers)
        {
            if (ReferenceEquals(other, worker))
            {
                continue;
            }

            if (other.Queue.WaitingEntitlement is var waiting && waiting > above)
            {
                above = waiting;
                source = other;
            }

            if (best is null && other.Queue.Length is var length && length > longest)
            {
                longest = length;
                busiest = other;
            }
        }

        return source ?? busiest;
    }

    /// <summary>
    /// Fetches one fiber, or one chain, that deserves more than <paramref name="best"/>; returns whether there may be more.
    /// Called with the lock of <paramref name="to"/>, which is dropped for a while.
    /// </summary>
    public bool Pull(Worker to, Worker from, FiberCore? best, long now)
    {
        long above = best?.Entity.Entitlement ?? RunQueue.Nobody;
        to.Queue.SetDonor(null, now);
        to.Queue.Lock.Release();

        // Two run queues are locked in the order of their workers.
        Worker first = to.Index < from.Index ? to : from;
        Worker second = to.Index < from.Index ? from : to;
        first.Queue.Lock.Take();
        second.Queue.Lock.Take();
        bool moved = Move(to, from, above, scheduler.Host.Now);
        from.Queue.Publish();
        from.Queue.Lock.Release();
        return moved;
    }

    /// <summary>
    /// Somebody with real-time entitlement has to wait at <paramref name="worker"/>: tells the worker that spends the
    /// least, if that is less. No lock held.
    /// </summary>
    public void OfferWaiting(Worker worker)
    {
        long waiting = worker.Queue.WaitingEntitlement;
        if (waiting == RunQueue.Nobody)
        {
            return;
        }

        Worker? least = null;
        foreach (Worker other in scheduler.Workers)
        {
            if (!ReferenceEquals(other, worker)
                && other.Queue.DonorEntitlement < waiting
                && (least is null || other.Queue.DonorEntitlement < least.Queue.DonorEntitlement))
            {
                least = other;
            }
        }

        if (least is not null)
        {
            least.RequestReschedule();
            scheduler.Host.Kick(least);
        }
    }

    /// <summary>
    /// A fiber that can go on may not do so here any more: sends it where it may. Called with the lock of
    /// <paramref name="from"/>, which is dropped for a while.
    /// </summary>
    public void Expel(FiberCore fiber, Worker from, long now)
    {
        from.Queue.Remove(fiber, DequeueReason.Migrated, now);
        if (from.Queue.Current is null)
        {
            from.Queue.SetDonor(null, now);
        }
        else if (from.Queue.Donor is null)
        {
            from.Queue.SetDonor(from.Queue.Current, now);
        }

        Worker to = PlaceFor(fiber);
        fiber.Worker = to;
        from.Queue.Publish();
        from.Queue.Lock.Release();

        to.Queue.Lock.Take();
        bool preempts = AddLocked(fiber, to, EnqueueReason.Migrated);
        to.Queue.Lock.Release();
        Announce(to, preempts);
        from.Queue.Lock.Take();
    }

    /// <summary>Queues a fiber whose <see cref="FiberCore.Worker"/> is <paramref name="to"/>; returns whether it should run at
    /// once. Lock of the run queue held.</summary>
    public bool AddLocked(FiberCore fiber, Worker to, EnqueueReason reason)
    {
        long now = scheduler.Host.Now;
        to.Queue.Add(fiber, reason, now);
        trace?.On(new(now, KindOf(reason), to.Index, fiber));
        bool preempts = to.Queue.Preempts(fiber, now);
        if (preempts)
        {
            to.RequestReschedule();
        }

        to.Queue.Publish();
        return preempts;
    }

    /// <summary>Tells whoever should run the fiber that was added. No lock held.</summary>
    public void Announce(Worker to, bool preempts)
    {
        if (preempts)
        {
            scheduler.Host.Kick(to);
        }
        else
        {
            OfferWaiting(to);
        }
    }

    private static SchedulingEventKind KindOf(EnqueueReason reason) => reason switch
    {
        EnqueueReason.Started => SchedulingEventKind.Started,
        EnqueueReason.Migrated => SchedulingEventKind.Migrated,
        EnqueueReason.Changed => SchedulingEventKind.PolicyChanged,
        _ => SchedulingEventKind.Woken,
    };

    /// <summary>Both locks held.</summary>
    private bool Move(Worker to, Worker from, long above, long now)
    {
        var candidates = default(Candidates);
        Span<FiberCore?> waiting = candidates;
        int count = from.Queue.CopyWaiting(waiting);
        List<FiberCore> chain = to.FetchedChain;
        foreach (FiberCore? candidate in waiting[..count])
        {
            if (candidate!.Entity.Entitlement <= above)
            {
                return false;
            }

            if (!candidate.IsBlocked)
            {
                if (!ReferenceEquals(candidate, from.Queue.Current) && candidate.Allowed.Contains(to.Index))
                {
                    MoveOne(candidate, to, from, SchedulingEventKind.Migrated, now);
                    return true;
                }

                continue;
            }

            if (candidate.Entity.Rank >= RunQueue.RealTimeRank
                && from.Walk.EndOf(candidate, chain) is { } end
                && !ReferenceEquals(end, from.Queue.Current)
                && end.Allowed.Contains(to.Index))
            {
                foreach (FiberCore fiber in chain)
                {
                    MoveOne(fiber, to, from, SchedulingEventKind.DonorMigrated, now);
                }

                MoveOne(end, to, from, SchedulingEventKind.Migrated, now);
                return true;
            }
        }

        return false;
    }

    private void MoveOne(FiberCore fiber, Worker to, Worker from, SchedulingEventKind kind, long now)
    {
        from.Queue.Remove(fiber, DequeueReason.Migrated, now);
        fiber.Worker = to;
        to.Queue.Add(fiber, EnqueueReason.Migrated, now);
        trace?.On(new(now, kind, to.Index, fiber));
    }

    private int NextPlace()
    {
        int place = _nextPlace.Load(MemoryOrder.Relaxed);
        _nextPlace.Store((place + 1) & int.MaxValue, MemoryOrder.Relaxed);
        return place % scheduler.Workers.Length;
    }

    [System.Runtime.CompilerServices.InlineArray(CandidatesMax)]
    private struct Candidates
    {
        private FiberCore? _first;
    }
}
