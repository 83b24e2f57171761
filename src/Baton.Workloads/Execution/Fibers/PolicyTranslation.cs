using System.Globalization;
using Baton.Workloads.Model;

namespace Baton.Workloads.Execution.Fibers;

/// <summary>From the policies of the workload language to those of the scheduler, which mean the same.</summary>
internal sealed class PolicyTranslation
{
    /// <summary>What could not be translated as it was, each once.</summary>
    public SortedSet<string> Warnings { get; } = new(StringComparer.Ordinal);

    public SchedulingPolicy Translate(SchedulingParameters parameters) => parameters.Policy switch
    {
        WorkloadPolicy.Fifo => SchedulingPolicy.Fifo(parameters.Priority),
        WorkloadPolicy.RoundRobin => SchedulingPolicy.RoundRobin(parameters.Priority),
        WorkloadPolicy.Deadline => Deadline(parameters.Deadline),
        WorkloadPolicy.Batch => SchedulingPolicy.Batch(parameters.Priority),
        WorkloadPolicy.Idle => SchedulingPolicy.Idle,
        _ => SchedulingPolicy.Normal(parameters.Priority),
    };

    /// <summary>What a policy entitles to, in a number to compare: by class, and within it by priority or weight. All deadlines are alike.</summary>
    public static int EntitlementOf(SchedulingPolicy policy) => policy.Kind switch
    {
        SchedulingPolicyKind.Deadline => 1_000,
        SchedulingPolicyKind.Fifo or SchedulingPolicyKind.RoundRobin => 100 + policy.Priority,
        SchedulingPolicyKind.Normal or SchedulingPolicyKind.Batch => 50 - policy.Nice,
        _ => 0,
    };

    /// <summary>How a policy is called in rt-app's logs, such as "SCHED_FIFO 30".</summary>
    public static string Describe(SchedulingParameters parameters) => string.Create(
        CultureInfo.InvariantCulture, $"{WorkloadPolicies.NameOf(parameters.Policy)} {parameters.Priority}");

    private SchedulingPolicy Deadline(DeadlineTimes times)
    {
        long most = (long)TimeSpan.FromHours(1).TotalMicroseconds;
        long period = Math.Clamp(times.PeriodMicroseconds, 1, most);
        long deadline = Math.Clamp(times.DeadlineMicroseconds, 1, period);
        long runtime = Math.Clamp(times.RuntimeMicroseconds, 1, deadline);
        if (period != times.PeriodMicroseconds || deadline != times.DeadlineMicroseconds || runtime != times.RuntimeMicroseconds)
        {
            Warnings.Add("The times of SCHED_DEADLINE are from 1 µs to an hour on Baton's scheduler; others count as the nearest of these.");
        }

        return SchedulingPolicy.Deadline(
            TimeSpan.FromMicroseconds(runtime), TimeSpan.FromMicroseconds(deadline), TimeSpan.FromMicroseconds(period));
    }
}
