// The real-time class: a list for each priority, and the first of the highest list that is not empty runs. Where a fiber
// stands in its list is all there is to the class (sched(7)):
//
//   made runnable                to the tail
//   preempted                    where it was, which is the head: it never left
//   yields                       to the tail
//   turn used up (round robin)   to the tail
//   priority raised              to the tail of its new list
//   priority lowered             to the head of its new list
//   priority unchanged           where it was
//
// The donor stays in its list: that is how a preempted fiber is still at the head when the preemptor has gone. A turn is
// measured over preemptions and sleeps; only its end begins a new one.
//
// Which lists are not empty is noted in 128 bits, so that a pick is two instructions and a list head.

using System.Numerics;

namespace Baton.Scheduling.Classes;

/// <summary>The real-time fibers of one run queue.</summary>
internal sealed class RealTimeQueue : ClassQueue
{
    /// <summary>A turn in round robin, in nanoseconds: 100 ms, as on Linux.</summary>
    public const long Slice = 100_000_000;

    private readonly EntityList[] _lists = new EntityList[SchedulingPolicy.MaxPriority + 1];
    private ulong _occupiedLow;
    private ulong _occupiedHigh;
    private int _count;
    private bool _shouldPick;

    /// <inheritdoc/>
    public override int Count => _count;

    /// <inheritdoc/>
    public override void Enqueue(FiberCore fiber, EnqueueReason reason, long now)
    {
        var entity = (RealTimeEntity)fiber.Entity;
        entity.Fiber = fiber;
        ref EntityList list = ref _lists[entity.Priority];
        switch (reason == EnqueueReason.Changed ? entity.Place : RealTimePlace.Tail)
        {
            case RealTimePlace.Head:
                list.AddFirst(entity);
                break;
            case RealTimePlace.Same:
                list.AddAfter(entity.FormerPrevious, entity);
                break;
            default:
                list.AddLast(entity);
                break;
        }

        entity.ForgetPlace();
        Mark(entity.Priority);
        _count++;
    }

    /// <inheritdoc/>
    public override bool Dequeue(FiberCore fiber, DequeueReason reason, long now)
    {
        var entity = (RealTimeEntity)fiber.Entity;
        if (reason == DequeueReason.Changed)
        {
            entity.RememberPlace();
        }

        ref EntityList list = ref _lists[entity.Priority];
        list.Remove(entity);
        if (list.First is null)
        {
            Unmark(entity.Priority);
        }

        _count--;
        return true;
    }

    /// <inheritdoc/>
    public override FiberCore? Peek(long now)
    {
        _shouldPick = false;
        return _count == 0 ? null : _lists[Highest(_occupiedLow, _occupiedHigh)].First!.Fiber;
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
        var entity = (RealTimeEntity)donor.Entity;
        if (entity.Spend(ran))
        {
            Requeue(entity);
        }
    }

    /// <inheritdoc/>
    public override void Yield(FiberCore donor, bool byProxy, long now) => Requeue((RealTimeEntity)donor.Entity);

    /// <inheritdoc/>
    public override bool Preempts(FiberCore woken, FiberCore donor, long now) =>
        ((RealTimeEntity)woken.Entity).Priority > ((RealTimeEntity)donor.Entity).Priority;

    /// <inheritdoc/>
    public override long NextEvent(FiberCore? donor, long now) =>
        donor?.Entity is not RealTimeEntity { IsRoundRobin: true } entity || _lists[entity.Priority].HasAtMostOne ? long.MaxValue
        : _shouldPick ? now
        : now + entity.SliceLeft;

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
        (ulong low, ulong high) = (_occupiedLow, _occupiedHigh);
        while ((low | high) != 0)
        {
            int priority = Highest(low, high);
            for (ListedEntity? entity = _lists[priority].First; entity is not null; entity = entity.Next)
            {
                if (copied == into.Length)
                {
                    return copied;
                }

                if (entity.Fiber != donor)
                {
                    into[copied++] = entity.Fiber;
                }
            }

            if (priority >= 64)
            {
                high &= ~(1UL << (priority - 64));
            }
            else
            {
                low &= ~(1UL << priority);
            }
        }

        return copied;
    }

    private static int Highest(ulong low, ulong high) =>
        high != 0 ? 127 - BitOperations.LeadingZeroCount(high) : 63 - BitOperations.LeadingZeroCount(low);

    private void Requeue(RealTimeEntity entity)
    {
        ref EntityList list = ref _lists[entity.Priority];
        if (!list.HasAtMostOne)
        {
            list.MoveToLast(entity);
            _shouldPick = true;
        }
    }

    private void Mark(int priority)
    {
        if (priority >= 64)
        {
            _occupiedHigh |= 1UL << (priority - 64);
        }
        else
        {
            _occupiedLow |= 1UL << priority;
        }
    }

    private void Unmark(int priority)
    {
        if (priority >= 64)
        {
            _occupiedHigh &= ~(1UL << (priority - 64));
        }
        else
        {
            _occupiedLow &= ~(1UL << priority);
        }
    }
}
