// The class of those who run when nobody else wants to: turns of one slice, in order of arrival. There are no weights;
// who is behind all others needs none, and in a queue where everybody gets a turn nobody starves but by the classes above.

namespace Baton.Scheduling.Classes;

/// <summary>The idle fibers of one run queue: round robin.</summary>
internal sealed class IdleQueue : ClassQueue
{
    /// <summary>How long a turn is, in nanoseconds: 12 ms, as for batch work. Nobody waits for either.</summary>
    public const long Slice = FairQueue.BatchSlice;

    private EntityList _list;
    private int _count;
    private bool _shouldPick;

    /// <inheritdoc/>
    public override int Count => _count;

    /// <inheritdoc/>
    public override void Enqueue(FiberCore fiber, EnqueueReason reason, long now)
    {
        SchedulingEntity entity = fiber.Entity;
        entity.Fiber = fiber;
        _list.AddLast((IdleEntity)entity);
        _count++;
    }

    /// <inheritdoc/>
    public override bool Dequeue(FiberCore fiber, DequeueReason reason, long now)
    {
        _list.Remove((IdleEntity)fiber.Entity);
        _count--;
        return true;
    }

    /// <inheritdoc/>
    public override FiberCore? Peek(long now)
    {
        _shouldPick = false;
        return _list.First?.Fiber;
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
        var entity = (IdleEntity)donor.Entity;
        if (entity.Spend(ran))
        {
            Requeue(entity);
        }
    }

    /// <inheritdoc/>
    public override void Yield(FiberCore donor, bool byProxy, long now) => Requeue((IdleEntity)donor.Entity);

    /// <inheritdoc/>
    public override bool Preempts(FiberCore woken, FiberCore donor, long now) => false;

    /// <inheritdoc/>
    public override long NextEvent(FiberCore? donor, long now) =>
        donor is null || _list.HasAtMostOne ? long.MaxValue
        : _shouldPick ? now
        : now + ((IdleEntity)donor.Entity).SliceLeft;

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
        for (ListedEntity? entity = _list.First; entity is not null && copied < into.Length; entity = entity.Next)
        {
            if (entity.Fiber != donor)
            {
                into[copied++] = entity.Fiber;
            }
        }

        return copied;
    }

    private void Requeue(IdleEntity entity)
    {
        if (!_list.HasAtMostOne)
        {
            _list.MoveToLast(entity);
            _shouldPick = true;
        }
    }
}
