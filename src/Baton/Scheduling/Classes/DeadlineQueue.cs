// The deadline class: of the fibers with budget, the one with the earliest deadline runs; those without wait for their next
// period in a tree of their own. What a budget is, and when it comes back, is the entity's affair.
//
// Whoever runs, the donor's budget pays (a donor whose budget is gone stops lending, and the owner falls back to its own
// standing), and a proxy's yield is not the donor's: it would throw away a budget that is not its own.

namespace Baton.Scheduling.Classes;

/// <summary>The deadline fibers of one run queue: earliest deadline first, each within its bandwidth.</summary>
internal sealed class DeadlineQueue : ClassQueue
{
    private EntityTree _ready;
    private EntityTree _throttled;
    private int _count;
    private bool _shouldPick;

    /// <inheritdoc/>
    public override int Count => _count;

    /// <inheritdoc/>
    public override void Enqueue(FiberCore fiber, EnqueueReason reason, long now)
    {
        var entity = (DeadlineEntity)fiber.Entity;
        entity.Fiber = fiber;
        entity.Arrive(isWoken: reason == EnqueueReason.Woken, now);
        Insert(entity);
        _count++;
    }

    /// <inheritdoc/>
    public override bool Dequeue(FiberCore fiber, DequeueReason reason, long now)
    {
        Remove((DeadlineEntity)fiber.Entity);
        _count--;
        return true;
    }

    /// <inheritdoc/>
    public override FiberCore? Peek(long now)
    {
        _shouldPick = false;
        ReplenishDue(now);
        return _ready.First?.Fiber;
    }

    /// <inheritdoc/>
    public override void SetDonor(FiberCore fiber, long now)
    {
    }

    /// <inheritdoc/>
    public override void PutBack(FiberCore donor, long now) => _shouldPick = false;

    /// <inheritdoc/>
    public override void Charge(FiberCore donor, long ran, long now)
    {
        var entity = (DeadlineEntity)donor.Entity;
        bool endsNow = !entity.IsThrottled && entity.Budget <= ran;
        if (endsNow)
        {
            _ready.Remove(entity);
        }

        entity.Spend(ran);
        if (endsNow)
        {
            Throttle(entity, now);
        }
    }

    /// <inheritdoc/>
    public override void Yield(FiberCore donor, bool byProxy, long now)
    {
        var entity = (DeadlineEntity)donor.Entity;
        if (!byProxy && !entity.IsThrottled)
        {
            _ready.Remove(entity);
            entity.GiveUp();
            Throttle(entity, now);
        }
    }

    /// <inheritdoc/>
    public override bool Preempts(FiberCore woken, FiberCore donor, long now)
    {
        var challenger = (DeadlineEntity)woken.Entity;
        var incumbent = (DeadlineEntity)donor.Entity;
        return !challenger.IsThrottled && (incumbent.IsThrottled || challenger.Deadline < incumbent.Deadline);
    }

    /// <inheritdoc/>
    public override long NextEvent(FiberCore? donor, long now)
    {
        long next = _throttled.First?.Key ?? long.MaxValue;
        return donor is null ? next
            : _shouldPick ? now
            : Math.Min(next, now + ((DeadlineEntity)donor.Entity).Budget);
    }

    /// <inheritdoc/>
    public override bool Advance(FiberCore? donor, long now)
    {
        bool isReplenished = ReplenishDue(now);
        bool shouldPick = _shouldPick || (isReplenished && _ready.First != donor?.Entity);
        _shouldPick = false;
        return shouldPick;
    }

    /// <inheritdoc/>
    public override int CopyWaiting(Span<FiberCore?> into, FiberCore? donor)
    {
        int copied = 0;
        for (TreeEntity? entity = _ready.First; entity is not null && copied < into.Length; entity = EntityTree.Next(entity))
        {
            if (entity.Fiber != donor)
            {
                into[copied++] = entity.Fiber;
            }
        }

        return copied;
    }

    // The budget has come to its end, and the entity has been taken out. A period that has ended meanwhile brings the next.
    private void Throttle(DeadlineEntity entity, long now)
    {
        if (now >= entity.NextPeriod)
        {
            entity.Replenish(now);
        }

        Insert(entity);
        _shouldPick = true;
    }

    // Returns whether anybody may run again.
    private bool ReplenishDue(long now)
    {
        bool any = false;
        while (_throttled.First is DeadlineEntity entity && entity.NextPeriod <= now)
        {
            _throttled.Remove(entity);
            entity.Replenish(now);
            Insert(entity);
            any |= !entity.IsThrottled;
        }

        return any;
    }

    private void Insert(DeadlineEntity entity)
    {
        if (entity.IsThrottled)
        {
            entity.SortByNextPeriod();
            _throttled.Insert(entity);
        }
        else
        {
            entity.SortByDeadline();
            _ready.Insert(entity);
        }
    }

    private void Remove(DeadlineEntity entity)
    {
        if (entity.IsThrottled)
        {
            _throttled.Remove(entity);
        }
        else
        {
            _ready.Remove(entity);
        }
    }
}
