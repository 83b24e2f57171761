// Classic priority inheritance, as a rival of proxy execution: the owner of a mutex has the policy of the most urgent
// that waits for it, if that is more urgent than its own; and if it waits itself, so has the owner of that mutex.
//
// The model follows Linux's rt_mutex. What is inherited is a policy with its parameters. Fair fibers inherit nothing from
// each other: a share of the time cannot be lent by copying a number, which is what proxy execution was invented for.
// A deadline is inherited as a policy, with a budget of the owner's own. Entitlement is recomputed when a fiber begins or
// ends to wait, and when a mutex changes hands; never because time passes.

using Baton.Scheduling;

namespace Baton.Simulator.World;

/// <summary>Lends policies along the chains of locks.</summary>
internal sealed class PriorityInheritance(SchedulerCore scheduler)
{
    // A circle of mutexes is a deadlock and would be walked for ever.
    private const int ChainLengthMax = 1024;

    /// <summary>Those who wait for a mutex have changed, or its holder: sees what the holder inherits now, and whoever it waits for.</summary>
    public void Update(SimulatedFiber? holder)
    {
        for (int hop = 0; holder is not null && hop < ChainLengthMax; hop++)
        {
            SchedulingPolicy policy = Inherited(holder);
            if (holder.Entity.Policy == policy)
            {
                return;
            }

            scheduler.ChangePolicy(holder, policy);
            holder = holder.Asked?.Holder;
        }
    }

    private static SchedulingPolicy Inherited(SimulatedFiber holder)
    {
        SchedulingPolicy best = holder.BasePolicy;
        foreach (Tenure tenure in holder.Held)
        {
            best = BestOf(tenure.Mutex, best);
        }

        // Granted, and not running yet.
        return holder.Asked is { } asked && ReferenceEquals(asked.Holder, holder) ? BestOf(asked, best) : best;
    }

    private static SchedulingPolicy BestOf(SimulatedMutex mutex, SchedulingPolicy best)
    {
        foreach (SimulatedFiber waiting in mutex.Waiting)
        {
            SchedulingPolicy policy = waiting.Entity.Policy;
            if (Urgency(policy) > Urgency(best))
            {
                best = policy;
            }
        }

        return best;
    }

    /// <summary>The class first, then the priority, or the nearer of two relative deadlines. All fair policies are alike.</summary>
    private static long Urgency(SchedulingPolicy policy) => policy.Kind switch
    {
        SchedulingPolicyKind.Deadline => long.MaxValue - policy.RelativeDeadline.Ticks,
        SchedulingPolicyKind.Fifo or SchedulingPolicyKind.RoundRobin => 1 + policy.Priority,
        SchedulingPolicyKind.Idle => 0,
        _ => 1,
    };
}
