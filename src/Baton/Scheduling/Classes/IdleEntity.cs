namespace Baton.Scheduling.Classes;

/// <summary>The standing of a fiber that runs when nobody else wants to.</summary>
internal sealed class IdleEntity : ListedEntity
{
    private long _sliceLeft = IdleQueue.Slice;

    /// <inheritdoc/>
    public override SchedulingPolicy Policy => SchedulingPolicy.Idle;

    /// <inheritdoc/>
    public override long Entitlement => IdleEntitlement;

    /// <inheritdoc/>
    public override int Rank => 0;

    /// <summary>How much of the slice is left, in nanoseconds; never negative.</summary>
    public long SliceLeft => _sliceLeft;

    /// <summary>Pays for a run; returns whether the slice has come to its end, and another begins.</summary>
    public bool Spend(long ran)
    {
        _sliceLeft -= ran;
        if (_sliceLeft > 0)
        {
            return false;
        }

        _sliceLeft = IdleQueue.Slice;
        return true;
    }

    /// <inheritdoc/>
    protected override bool TryAdopt(SchedulingPolicy policy) => policy.Kind == SchedulingPolicyKind.Idle;
}
