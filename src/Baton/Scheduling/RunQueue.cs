// The run queue of one worker: who could run there, who was picked (the donor), and who runs (the current fiber).
//
// The two are the same fiber unless the donor is blocked on a mutex; then the current fiber is the owner at the end of
// the chain of locks. The classes know the donor only. What a class decides (whose turn, whose slice, whose budget)
// follows the donor; what people ask of a fiber (how long has it run) follows the current one (FiberTimes).

using Baton.Locking;
using Baton.Scheduling.Classes;

namespace Baton.Scheduling;

/// <summary>The fibers of one worker, by class. Everything but the published figures needs <see cref="Lock"/>.</summary>
internal sealed class RunQueue(Worker worker, SchedulingTrace? trace)
{
    /// <summary>What the published entitlements say when there is nobody; less than any fiber's.</summary>
    public const long Nobody = RunQueueSign.Nobody;

    /// <summary>From this rank of <see cref="SchedulingEntity.Rank"/> on, a fiber must not wait while less entitled ones run elsewhere.</summary>
    public const int RealTimeRank = 2;

    private readonly ClassQueue[] _classes = [new IdleQueue(), new FairQueue(), new RealTimeQueue(), new DeadlineQueue()];

    private RunQueueSign _sign = RunQueueSign.Idle;

    // Whose sleeping owner the worker stands idle for, and until when.
    private FiberCore? _anticipates;
    private long _anticipatesUntil;

    private long _chargedUntil;
    private int _count;

    /// <summary>Guards the queue and every fiber in it.</summary>
    public Latch Lock;

    /// <summary>The fiber that was picked and pays; null while the worker decides, and when it is idle.</summary>
    public FiberCore? Donor { get; private set; }

    /// <summary>The fiber that runs; null while the worker decides, and when it is idle.</summary>
    public FiberCore? Current { get; private set; }

    /// <summary>Whether somebody runs on another's behalf.</summary>
    public bool IsProxying => Current is not null && !ReferenceEquals(Current, Donor);

    /// <summary>How much the present donor deserves to run, <see cref="Nobody"/> if the worker is idle. Without the lock: a hint.</summary>
    public long DonorEntitlement => _sign.DonorEntitlement;

    /// <summary>The best of those with real-time entitlement that wait here, <see cref="Nobody"/> if there is none. Without
    /// the lock: a hint.</summary>
    public long WaitingEntitlement => _sign.WaitingEntitlement;

    /// <summary>How many fibers are queued here. Without the lock: a hint.</summary>
    public int Length => _sign.Length;

    /// <summary>Adds a fiber that is in no run queue, or is <see cref="Queueing.Delayed"/> in this one.</summary>
    public void Add(FiberCore fiber, EnqueueReason reason, long now)
    {
        Charge(now);
        if (fiber.Queueing != Queueing.Delayed)
        {
            _count++;
        }

        ClassOf(fiber).Enqueue(fiber, reason, now);
        fiber.Queueing = Queueing.Queued;
        _sign.Length = _count;
    }

    /// <summary>Removes a fiber; if it was the donor, there is none now.</summary>
    public void Remove(FiberCore fiber, DequeueReason reason, long now)
    {
        Invariant.Holds(fiber.Queueing is Queueing.Queued or Queueing.Delayed, "I13: only a queued fiber leaves a run queue.");
        Charge(now);
        bool left = ClassOf(fiber).Dequeue(fiber, reason, now);
        if (ReferenceEquals(fiber, Donor))
        {
            Donor = null;
        }

        if (left)
        {
            _count--;
            _sign.Length = _count;
        }

        fiber.Queueing = !left ? Queueing.Delayed
            : reason == DequeueReason.Migrated ? Queueing.Migrating
            : Queueing.None;
    }

    /// <summary>Who should be the donor; does not make it so.</summary>
    public FiberCore? Pick(long now)
    {
        for (int rank = _classes.Length - 1; rank >= 0; rank--)
        {
            ClassQueue queue = _classes[rank];
            if (queue.Count != 0)
            {
                int before = queue.Count;
                FiberCore? best = queue.Peek(now);
                if (queue.Count != before)
                {
                    // Delayed fibers have paid and are gone.
                    _count += queue.Count - before;
                    _sign.Length = _count;
                }

                if (best is not null)
                {
                    return best;
                }
            }
        }

        return null;
    }

    /// <summary>Makes a fiber the donor; null puts the old one back and leaves none (M53: before a lock is dropped).</summary>
    public void SetDonor(FiberCore? fiber, long now)
    {
        if (ReferenceEquals(fiber, Donor))
        {
            return;
        }

        if (Donor is { } before)
        {
            ClassOf(before).PutBack(before, now);
        }

        Donor = fiber;
        if (fiber is not null)
        {
            ClassOf(fiber).SetDonor(fiber, now);
            trace?.On(new(now, SchedulingEventKind.Picked, worker.Index, fiber));
        }
    }

    /// <summary>Says who runs from now on.</summary>
    public void SetCurrent(FiberCore? fiber, long now)
    {
        Charge(now);
        Current = fiber;
        _chargedUntil = now;
    }

    /// <summary>Books the time since the last call: executed by the current fiber, paid by the donor.</summary>
    public void Charge(long now)
    {
        if (Current is not { } current || now <= _chargedUntil)
        {
            return;
        }

        long ran = now - _chargedUntil;
        _chargedUntil = now;
        current.Times.Executed += ran;
        FiberCore payer = Donor ?? current;
        if (!ReferenceEquals(payer, current))
        {
            current.Times.Borrowed += ran;
            payer.Times.Lent += ran;
        }

        if (Donor is not null)
        {
            ClassOf(payer).Charge(payer, ran, now);
        }
    }

    /// <summary>The current fiber offers its place; it is the donor that does so, for its place it is (M69).</summary>
    public void Yield(FiberCore current, long now)
    {
        if (Donor is { } donor)
        {
            ClassOf(donor).Yield(donor, byProxy: !ReferenceEquals(donor, current), now);
        }
    }

    /// <summary>
    /// Whether a fiber that has just been added should run before what runs now. The comparison is with the donor: it is
    /// the donor's entitlement that is being spent.
    /// </summary>
    public bool Preempts(FiberCore added, long now)
    {
        if (Current is null || Donor is not { } donor)
        {
            return true;
        }

        Charge(now);
        if (ReferenceEquals(added, donor))
        {
            return !ReferenceEquals(Current, donor);
        }

        return added.Entity.Rank != donor.Entity.Rank
            ? added.Entity.Rank > donor.Entity.Rank
            : ClassOf(donor).Preempts(added, donor, now);
    }

    /// <summary>Whether the worker stands idle for somebody who sleeps. Asked by the thread that holds the worker.</summary>
    public bool Anticipates => _anticipates is not null;

    /// <summary>The owner that this lender waits for has fallen asleep: fibers less urgent than the lender are held back until then.</summary>
    public void AnticipateFor(FiberCore lender, long until)
    {
        _anticipates = lender;
        _anticipatesUntil = until;
    }

    /// <summary>Whether it is better to wait for a sleeping owner than to begin with this fiber.</summary>
    public bool HoldsBack(FiberCore fiber, long now)
    {
        if (_anticipates is not { } lender)
        {
            return false;
        }

        // Over when the owner is awake or the lender has given up, in time, and when somebody as urgent comes.
        bool holds = now < _anticipatesUntil
            && fiber.Entity.Entitlement < lender.Entity.Entitlement
            && lender.SleepingOwner.Load(MemoryOrder.Acquire) is { } owner
            && !ReferenceEquals(owner, fiber);
        if (!holds)
        {
            _anticipates = null;
        }

        return holds;
    }

    /// <summary>Ends slices, budgets and waits that are used up and starts the periods that are due; returns whether to pick anew.</summary>
    public bool Advance(long now)
    {
        Charge(now);
        bool pickAnew = false;
        if (_anticipates is not null && now >= _anticipatesUntil)
        {
            // Also if those who were held back have left for other workers: or this worker would wake for nothing, for ever.
            _anticipates = null;
            pickAnew = true;
        }

        for (int rank = 0; rank < _classes.Length; rank++)
        {
            if (_classes[rank].Count != 0)
            {
                pickAnew |= _classes[rank].Advance(DonorIn(rank), now);
            }
        }

        return pickAnew;
    }

    /// <summary>When <see cref="Advance"/> is wanted next.</summary>
    public long NextEvent(long now)
    {
        Charge(now);
        long next = _anticipates is null ? long.MaxValue : _anticipatesUntil;
        for (int rank = 0; rank < _classes.Length; rank++)
        {
            if (_classes[rank].Count != 0)
            {
                next = Math.Min(next, _classes[rank].NextEvent(DonorIn(rank), now));
            }
        }

        return next;
    }

    /// <summary>Those that wait here, the most entitled first, as far as there is room; returns how many.</summary>
    public int CopyWaiting(Span<FiberCore?> into)
    {
        int count = 0;
        for (int rank = _classes.Length - 1; rank >= 0 && count < into.Length; rank--)
        {
            if (_classes[rank].Count != 0)
            {
                count += _classes[rank].CopyWaiting(into[count..], DonorIn(rank));
            }
        }

        return count;
    }

    /// <summary>Tells the other workers what is going on here, before the lock is dropped.</summary>
    public void Publish()
    {
        _sign.DonorEntitlement = Current is null || Donor is null ? Nobody : Donor.Entity.Entitlement;
        long waiting = Nobody;
        for (int rank = _classes.Length - 1; rank >= RealTimeRank && waiting == Nobody; rank--)
        {
            FiberCore? best = null;
            if (_classes[rank].Count != 0 && _classes[rank].CopyWaiting(new Span<FiberCore?>(ref best), DonorIn(rank)) != 0)
            {
                waiting = best!.Entity.Entitlement;
            }
        }

        _sign.WaitingEntitlement = waiting;
    }

    private ClassQueue ClassOf(FiberCore fiber) => _classes[fiber.Entity.Rank];

    private FiberCore? DonorIn(int rank) => Donor is { } donor && donor.Entity.Rank == rank ? donor : null;
}
