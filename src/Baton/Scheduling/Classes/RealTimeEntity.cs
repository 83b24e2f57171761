namespace Baton.Scheduling.Classes;

/// <summary>The standing of a real-time fiber: a priority, and of a turn in round robin what is left.</summary>
internal sealed class RealTimeEntity : ListedEntity
{
    private long _sliceLeft = RealTimeQueue.Slice;
    private sbyte _priority;
    private bool _isRoundRobin;

    /// <summary>A fiber that begins under this policy, or comes to it from the class of <paramref name="previous"/>.</summary>
    public RealTimeEntity(SchedulingPolicy policy, SchedulingEntity? previous)
    {
        _priority = (sbyte)policy.Priority;
        _isRoundRobin = policy.Kind == SchedulingPolicyKind.RoundRobin;

        // Who comes down from the deadline class has been lowered, who comes up from the fair one raised.
        Place = previous is DeadlineEntity ? RealTimePlace.Head : RealTimePlace.Tail;
    }

    /// <inheritdoc/>
    public override SchedulingPolicy Policy =>
        _isRoundRobin ? SchedulingPolicy.RoundRobin(_priority) : SchedulingPolicy.Fifo(_priority);

    /// <inheritdoc/>
    public override long Entitlement => FairEntitlement + _priority;

    /// <inheritdoc/>
    public override int Rank => 2;

    /// <summary>From 1 to 99, the most urgent.</summary>
    public int Priority => _priority;

    /// <summary>Whether its turns have an end.</summary>
    public bool IsRoundRobin => _isRoundRobin;

    /// <summary>How much of the turn is left, in nanoseconds; always more than none.</summary>
    public long SliceLeft => _sliceLeft;

    /// <summary>Where it enters the list of its priority when it is enqueued because of a change.</summary>
    public RealTimePlace Place { get; private set; }

    /// <summary>Behind whom it stood when it was taken out to be changed; null for the head.</summary>
    public ListedEntity? FormerPrevious { get; private set; }

    /// <summary>Pays for a run; returns whether the turn has come to its end, and another begins.</summary>
    public bool Spend(long ran)
    {
        if (!_isRoundRobin)
        {
            return false;
        }

        _sliceLeft -= ran;
        if (_sliceLeft > 0)
        {
            return false;
        }

        _sliceLeft = RealTimeQueue.Slice;
        return true;
    }

    /// <summary>It is about to be taken out, and will be back at once unless its class changes.</summary>
    public void RememberPlace()
    {
        FormerPrevious = Previous;
        Place = RealTimePlace.Same;
    }

    /// <summary>It has been enqueued: where it stood before is of no interest any more.</summary>
    public void ForgetPlace()
    {
        FormerPrevious = null;
        Place = RealTimePlace.Tail;
    }

    /// <inheritdoc/>
    protected override bool TryAdopt(SchedulingPolicy policy)
    {
        if (policy.Kind is not (SchedulingPolicyKind.Fifo or SchedulingPolicyKind.RoundRobin))
        {
            return false;
        }

        if (policy.Priority != _priority)
        {
            Place = policy.Priority > _priority ? RealTimePlace.Tail : RealTimePlace.Head;
        }

        _priority = (sbyte)policy.Priority;
        _isRoundRobin = policy.Kind == SchedulingPolicyKind.RoundRobin;
        return true;
    }
}

/// <summary>A place in the list of a priority.</summary>
internal enum RealTimePlace : byte
{
    /// <summary>Behind all others.</summary>
    Tail,

    /// <summary>Before all others.</summary>
    Head,

    /// <summary>Where it was.</summary>
    Same,
}
