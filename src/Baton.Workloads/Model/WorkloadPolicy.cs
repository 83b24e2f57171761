namespace Baton.Workloads.Model;

/// <summary>A scheduling policy of Linux, as sched(7) describes it.</summary>
public enum WorkloadPolicy
{
    /// <summary>SCHED_OTHER: the fair class; the priority is a nice value.</summary>
    Other,

    /// <summary>SCHED_BATCH: fair, but it does not preempt when it wakes. Not in rt-app's tutorial.</summary>
    Batch,

    /// <summary>SCHED_IDLE: what runs when nothing else wants to.</summary>
    Idle,

    /// <summary>SCHED_FIFO: real time, first in first out within a priority.</summary>
    Fifo,

    /// <summary>SCHED_RR: real time, round robin within a priority.</summary>
    RoundRobin,

    /// <summary>SCHED_DEADLINE: earliest deadline first with a budget.</summary>
    Deadline,
}

/// <summary>The names that files use for policies, and what follows from a policy.</summary>
public static class WorkloadPolicies
{
    private static readonly (WorkloadPolicy Policy, string Name)[] Names =
    [
        (WorkloadPolicy.Other, "SCHED_OTHER"),
        (WorkloadPolicy.Batch, "SCHED_BATCH"),
        (WorkloadPolicy.Idle, "SCHED_IDLE"),
        (WorkloadPolicy.Fifo, "SCHED_FIFO"),
        (WorkloadPolicy.RoundRobin, "SCHED_RR"),
        (WorkloadPolicy.Deadline, "SCHED_DEADLINE"),
    ];

    /// <summary>All names, for messages.</summary>
    public static IEnumerable<string> AllNames => Names.Select(pair => pair.Name);

    /// <summary>The policy's name in a file, such as SCHED_FIFO.</summary>
    public static string NameOf(WorkloadPolicy policy) => Names.First(pair => pair.Policy == policy).Name;

    /// <summary>The policy of a name, or null.</summary>
    public static WorkloadPolicy? Find(string name)
    {
        foreach ((WorkloadPolicy policy, string known) in Names)
        {
            if (known == name)
            {
                return policy;
            }
        }

        return null;
    }

    /// <summary>Whether the priority is one from 1 to 99 and not a nice value.</summary>
    public static bool IsRealTime(this WorkloadPolicy policy) => policy is WorkloadPolicy.Fifo or WorkloadPolicy.RoundRobin;

    /// <summary>The priority of a task that names none: 10 for real time, 0 otherwise.</summary>
    public static int DefaultPriority(this WorkloadPolicy policy) => policy.IsRealTime() ? 10 : 0;

    /// <summary>The smallest and largest priority: 1 to 99 for real time, nice -20 to 19 for the fair policies, 0 for deadline.</summary>
    public static (int Min, int Max) PriorityRange(this WorkloadPolicy policy) => policy switch
    {
        WorkloadPolicy.Fifo or WorkloadPolicy.RoundRobin => (1, 99),
        WorkloadPolicy.Deadline => (0, 0),
        _ => (-20, 19),
    };
}
