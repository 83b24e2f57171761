// The fair class: everybody gets a share of the time by weight (EEVDF, "earliest eligible virtual deadline first").
//
// Dividing the time is easy: let the one run that is farthest behind. That says nothing about when. EEVDF splits the two:
//
//   who may run      whoever is not ahead of its share: its virtual runtime is at most the average (it is eligible)
//   who of them      the one whose slice should be over first: the earliest virtual deadline
//
// So a fiber with a short slice waits shortly, and gets no more for it. Nobody comes farther ahead than a slice, and
// therefore nobody falls farther behind.
//
// Lag survives sleep. Who sleeps behind its share is owed the rest when it wakes, up to a limit. Who sleeps ahead must not
// get rid of that by a short sleep: it stays in the queue, counted but not picked, until the average has caught up with
// it (delayed dequeue). Where each fiber is:
//
//      in                  sorted by           counted in the clock
//      _waiting            virtual deadline    yes     waits for the processor
//      _delayed            virtual runtime     yes     sleeps, and pays
//      _donor              -                   yes     was picked, and runs or has somebody run for it
//      _passedOver         -                   yes     has yielded; may be _donor still
//
// Yielding. A fiber that yields ends its slice and is passed over once, even if nobody else is eligible, as long as it is
// less than a slice behind: two fibers that yield to each other take turns, and one that always yields still gets its
// share. (Linux charges it for the rest of its slice. Here yielding is how fibers are good neighbours, and costs nothing.)
//
// References: Stoica, Abdel-Wahab, "Earliest Eligible Virtual Deadline First" (1995); Linux, kernel/sched/fair.c.

using Baton.Locking;

namespace Baton.Scheduling.Classes;

/// <summary>The fair fibers of one run queue, normal and batch.</summary>
internal sealed class FairQueue : ClassQueue
{
    /// <summary>The slice of a normal fiber, in nanoseconds: 3 ms.</summary>
    public const long Slice = 3_000_000;

    /// <summary>The slice of a batch fiber, in nanoseconds: 12 ms.</summary>
    public const long BatchSlice = 4 * Slice;

    /// <summary>How late a host may notice the end of a slice, in nanoseconds, for a lag to be remembered in full: 1 ms.</summary>
    public const long Tick = 1_000_000;

    private EntityTree _waiting;
    private EntityTree _delayed;
    private VirtualClock _clock;
    private FairEntity? _donor;
    private FairEntity? _passedOver;
    private int _count;
    private int _delayedCount;
    private bool _shouldPick;

    /// <inheritdoc/>
    public override int Count => _count;

    /// <summary>The average virtual runtime.</summary>
    internal long VirtualTime => _clock.Read();

    private bool HasOthers => _count - _delayedCount > 1;

    /// <inheritdoc/>
    public override void Enqueue(FiberCore fiber, EnqueueReason reason, long now)
    {
        var entity = (FairEntity)fiber.Entity;
        if (entity.IsDelayed)
        {
            _delayed.Remove(entity);
            _delayedCount--;
            entity.EndDelay(ref _clock);
        }
        else
        {
            entity.Fiber = fiber;
            entity.Enter(ref _clock, reason);
            _count++;
        }

        _waiting.Insert(entity);
    }

    /// <inheritdoc/>
    public override bool Dequeue(FiberCore fiber, DequeueReason reason, long now)
    {
        var entity = (FairEntity)fiber.Entity;
        if (entity.IsDelayed)
        {
            _delayed.Remove(entity);
            _delayedCount--;
        }
        else
        {
            TakeOut(entity);
            if (reason == DequeueReason.Slept && entity.Runtime - _clock.Read() > 0)
            {
                entity.Delay();
                _delayed.Insert(entity);
                _delayedCount++;
                return false;
            }
        }

        entity.Leave(ref _clock);
        _count--;
        return true;
    }

    /// <inheritdoc/>
    public override FiberCore? Peek(long now)
    {
        _shouldPick = false;
        DropPaid();
        FairEntity? best = Pick();
        if (best is not null && best == _passedOver && best == _donor)
        {
            // It goes on, and nobody need tell us.
            _passedOver = null;
        }

        return best?.Fiber;
    }

    /// <inheritdoc/>
    public override void SetDonor(FiberCore fiber, long now)
    {
        var entity = (FairEntity)fiber.Entity;
        if (_donor == entity)
        {
            _passedOver = null;
            return;
        }

        Invariant.Holds(_donor is null, "The last donor has been put back, or has left.");
        if (_passedOver != entity)
        {
            _waiting.Remove(entity);
            if (_passedOver is { } neighbour)
            {
                _waiting.Insert(neighbour);
            }
        }

        _passedOver = null;
        _donor = entity;
    }

    /// <inheritdoc/>
    public override void PutBack(FiberCore donor, long now)
    {
        var entity = (FairEntity)donor.Entity;
        Invariant.Holds(_donor == entity, "Only the donor is put back.");
        _donor = null;
        _shouldPick = false;
        if (_passedOver != entity)
        {
            _waiting.Insert(entity);
        }
    }

    /// <inheritdoc/>
    public override void Charge(FiberCore donor, long ran, long now)
    {
        if (((FairEntity)donor.Entity).Run(ran, ref _clock) && HasOthers)
        {
            _shouldPick = true;
        }
    }

    /// <inheritdoc/>
    public override void Yield(FiberCore donor, bool byProxy, long now)
    {
        var entity = (FairEntity)donor.Entity;
        Invariant.Holds(_donor == entity, "Only the donor yields.");
        if (HasOthers)
        {
            entity.BeginSlice();
            _passedOver = entity;
            _shouldPick = true;
        }
    }

    /// <inheritdoc/>
    public override bool Preempts(FiberCore woken, FiberCore donor, long now)
    {
        var challenger = (FairEntity)woken.Entity;
        var incumbent = (FairEntity)donor.Entity;
        return !challenger.IsBatch && IsEligible(challenger) && challenger.Deadline - incumbent.Deadline < 0;
    }

    /// <inheritdoc/>
    public override long NextEvent(FiberCore? donor, long now) =>
        donor is null || !HasOthers ? long.MaxValue
        : _shouldPick ? now
        : now + ((FairEntity)donor.Entity).SliceLeft();

    /// <inheritdoc/>
    public override bool Advance(FiberCore? donor, long now)
    {
        bool shouldPick = _shouldPick;
        _shouldPick = false;
        return shouldPick;
    }

    /// <inheritdoc/>
    public override int CopyWaiting(Span<FiberCore?> into, FiberCore? donor)
    {
        int copied = 0;
        for (TreeEntity? entity = _waiting.First; entity is not null && copied < into.Length; entity = EntityTree.Next(entity))
        {
            into[copied++] = entity.Fiber;
        }

        if (_passedOver is { } last && last != _donor && copied < into.Length)
        {
            into[copied++] = last.Fiber;
        }

        return copied;
    }

    private bool IsEligible(FairEntity entity) => entity.Runtime - _clock.Read() <= 0;

    private FairEntity? Pick()
    {
        var best = (FairEntity?)_waiting.FirstWithin(_clock.Read());
        if (_donor is { } donor && donor != _passedOver && IsEligible(donor)
            && (best is null || donor.Deadline - best.Deadline <= 0))
        {
            best = donor;
        }

        if (best is not null)
        {
            return best;
        }

        // Somebody is always eligible: not everybody can be above the average, and who is delayed is. So it is the one
        // who has yielded. Somebody who is ahead already takes its place, unless that made it wait for too long.
        FairEntity? passedOver = _passedOver;
        return passedOver is not null && _clock.Read() - passedOver.Runtime >= passedOver.VirtualSlice
            ? passedOver
            : (FairEntity?)_waiting.WithLeastValue() ?? passedOver ?? _donor;
    }

    // A fiber that has paid is out. That moves the average on, and may let the next go.
    private void DropPaid()
    {
        while (_delayed.First is FairEntity entity && IsEligible(entity))
        {
            _delayed.Remove(entity);
            _delayedCount--;
            entity.Leave(ref _clock);
            _count--;
            entity.Fiber.Queueing = Queueing.None;
        }
    }

    private void TakeOut(FairEntity entity)
    {
        if (_donor == entity)
        {
            _donor = null;
            _shouldPick = false;
        }
        else if (_passedOver != entity)
        {
            _waiting.Remove(entity);
        }

        if (_passedOver == entity)
        {
            _passedOver = null;
        }
    }
}
