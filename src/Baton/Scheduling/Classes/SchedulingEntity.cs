namespace Baton.Scheduling.Classes;

/// <summary>A fiber's standing in its scheduling class: what it is entitled to, and what it has had.</summary>
/// <remarks>It belongs to the donor side of proxy execution: whoever runs, the entity of the fiber that was picked pays.
/// Guarded by the lock of the run queue where its fiber is, and by the fiber's wake lock while it is in none.</remarks>
internal abstract class SchedulingEntity
{
    /// <summary>The entitlement of a deadline fiber that has no budget: it may not run.</summary>
    protected const long ThrottledEntitlement = -1;

    /// <summary>The entitlement of an idle fiber.</summary>
    protected const long IdleEntitlement = 0;

    /// <summary>The entitlement of a fair fiber; a real-time one has its priority more.</summary>
    protected const long FairEntitlement = 1;

    /// <summary>The policy that this entity carries out.</summary>
    public abstract SchedulingPolicy Policy { get; }

    /// <summary>
    /// How much the fiber deserves to run now, as one number that can be compared between workers and classes; more is
    /// more urgent: any deadline fiber before any real-time one, the earlier deadline or the higher priority first, then
    /// fair fibers, all alike, then idle ones, and last a deadline fiber without budget, which deserves nothing.
    /// </summary>
    public abstract long Entitlement { get; }

    /// <summary>The rank of the class: 3 deadline, 2 real time, 1 fair, 0 idle.</summary>
    public abstract int Rank { get; }

    /// <summary>Whose standing it is: known to the class from the first <see cref="ClassQueue.Enqueue"/> on.</summary>
    public FiberCore Fiber { get; set; } = null!;

    /// <summary>The standing of a fiber that begins under <paramref name="policy"/>.</summary>
    public static SchedulingEntity For(SchedulingPolicy policy) => For(policy, previous: null);

    /// <summary>
    /// The standing of the same fiber under another policy: this very entity if the class remains, with what the fiber
    /// has had; else a fresh one. Only while the fiber is in no queue: between <see cref="DequeueReason.Changed"/> and
    /// <see cref="EnqueueReason.Changed"/>, or asleep.
    /// </summary>
    public SchedulingEntity With(SchedulingPolicy policy) => TryAdopt(policy) ? this : For(policy, this);

    /// <summary>Takes on another policy of the same class; false if it is of another class.</summary>
    protected abstract bool TryAdopt(SchedulingPolicy policy);

    private static SchedulingEntity For(SchedulingPolicy policy, SchedulingEntity? previous) => policy.Kind switch
    {
        SchedulingPolicyKind.Deadline => new DeadlineEntity(policy),
        SchedulingPolicyKind.Fifo or SchedulingPolicyKind.RoundRobin => new RealTimeEntity(policy, previous),
        SchedulingPolicyKind.Normal or SchedulingPolicyKind.Batch => new FairEntity(policy),
        _ => new IdleEntity(),
    };
}
