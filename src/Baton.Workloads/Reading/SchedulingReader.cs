// Reads policies, priorities and deadline times, and checks that they fit each other.
//
// A task always has complete parameters: what it does not say comes from the global default policy and from the policy's
// own defaults. A phase changes only what it names, and the change stays. Whether a phase's priority is in range therefore
// depends on the policy that an earlier phase left behind; the check walks the phases as the task would.

using Baton.Workloads.Model;
using Baton.Workloads.Syntax;

namespace Baton.Workloads.Reading;

internal sealed class SchedulingReader(ReadingContext context)
{
    private const int UtilizationMax = 1024;

    internal SchedulingParameters ReadTask(ObjectReader reader, WorkloadPolicy defaultPolicy)
    {
        WorkloadPolicy policy = ReadPolicy(reader) ?? defaultPolicy;
        return new SchedulingParameters
        {
            Policy = policy,
            Priority = ReadPriority(reader) ?? policy.DefaultPriority(),
            Deadline = ReadDeadline(reader, allowsOldNames: true, policy) ?? DeadlineTimes.None,
            UtilizationMin = ReadUtilization(reader, "util_min"),
            UtilizationMax = ReadUtilization(reader, "util_max"),
        };
    }

    internal SchedulingChange? ReadPhase(ObjectReader reader)
    {
        var change = new SchedulingChange
        {
            Policy = ReadPolicy(reader),
            Priority = ReadPriority(reader),
            Deadline = ReadDeadline(reader, allowsOldNames: false, policy: null),
            UtilizationMin = ReadUtilization(reader, "util_min"),
            UtilizationMax = ReadUtilization(reader, "util_max"),
        };
        return change == new SchedulingChange() ? null : change;
    }

    /// <summary>Checks the parameters of a task at its start and after each phase's change.</summary>
    internal void Check(WorkloadTask task)
    {
        Check(task.Scheduling, task.Name, task.TaskGroup, context.LocationOf(task));

        SchedulingParameters current = task.Scheduling;
        string? group = task.TaskGroup;

        // Twice, because the second time round the first phase starts from what the last one left.
        for (int pass = 0; pass < (task.LoopCount == 1 ? 1 : 2); pass++)
        {
            foreach (Phase phase in task.Phases)
            {
                group = phase.TaskGroup ?? group;
                current = phase.Scheduling is null ? current : current.With(phase.Scheduling);
                if (phase.Scheduling is not null || phase.TaskGroup is not null)
                {
                    Check(current, task.Name, group, context.LocationOf(phase));
                }
            }
        }
    }

    private void Check(SchedulingParameters scheduling, string task, string? group, SourceLocation location)
    {
        string policy = WorkloadPolicies.NameOf(scheduling.Policy);
        (int min, int max) = scheduling.Policy.PriorityRange();
        if (scheduling.Priority < min || scheduling.Priority > max)
        {
            string bounds = min == max ? $"{min}" : $"between {min} and {max}";
            context.Diagnostics.Error(location,
                $"The priority of task \"{task}\" under {policy} must be {bounds}; it is {scheduling.Priority}.");
        }

        if (scheduling.Policy == WorkloadPolicy.Deadline)
        {
            DeadlineTimes times = scheduling.Deadline;
            if (times.RuntimeMicroseconds == 0)
            {
                context.Diagnostics.Error(location, $"Task \"{task}\" runs under SCHED_DEADLINE without a budget; add \"dl-runtime\".");
            }
            else if (times.RuntimeMicroseconds > times.DeadlineMicroseconds || times.DeadlineMicroseconds > times.PeriodMicroseconds)
            {
                context.Diagnostics.Error(location,
                    $"The times of task \"{task}\" must satisfy dl-runtime <= dl-deadline <= dl-period; they are "
                    + $"{times.RuntimeMicroseconds}, {times.DeadlineMicroseconds} and {times.PeriodMicroseconds}.");
            }
        }

        if (group is not null && scheduling.Policy is not (WorkloadPolicy.Other or WorkloadPolicy.Batch or WorkloadPolicy.Idle))
        {
            context.Diagnostics.Error(location, $"Task \"{task}\" is in taskgroup \"{group}\" under {policy}; groups are for SCHED_OTHER and SCHED_IDLE.");
        }

        if (scheduling is { UtilizationMin: { } least, UtilizationMax: { } most } && least > most)
        {
            context.Diagnostics.Error(location, $"Task \"{task}\" has a util_min of {least} above its util_max of {most}.");
        }
    }

    private WorkloadPolicy? ReadPolicy(ObjectReader reader) =>
        reader.Find("policy") is { } member ? GlobalReader.PolicyOf(member, context) : null;

    private static int? ReadPriority(ObjectReader reader) =>
        (int?)reader.Integer("priority", -20, 99, "nice -20 to 19, or real time 1 to 99");

    private static int? ReadUtilization(ObjectReader reader, string key) =>
        (int?)reader.Integer(key, 0, UtilizationMax, $"of {UtilizationMax}");

    private DeadlineTimes? ReadDeadline(ObjectReader reader, bool allowsOldNames, WorkloadPolicy? policy)
    {
        long? runtime = ReadTime(reader, "dl-runtime");
        long? period = ReadTime(reader, "dl-period");
        long? deadline = ReadTime(reader, "dl-deadline");
        bool? reclaims = reader.Boolean("dl-reclaim");
        if (allowsOldNames)
        {
            runtime ??= policy == WorkloadPolicy.Deadline ? ReadOldRuntime(reader) : null;
            period ??= ReadOldTime(reader, "period");
            deadline ??= ReadOldTime(reader, "deadline");
        }

        if ((runtime ?? period ?? deadline) is null && reclaims is null)
        {
            return null;
        }

        period ??= runtime ?? 0;
        return new DeadlineTimes(runtime ?? 0, deadline ?? period.Value, period.Value, reclaims ?? false);
    }

    private static long? ReadTime(ObjectReader reader, string key) =>
        reader.Integer(key, 1, EventReader.MicrosecondsMax, "microseconds");

    private long? ReadOldTime(ObjectReader reader, string key)
    {
        if (reader.Find(key) is { } member)
        {
            context.Diagnostics.Warning(member.Location, $"\"{key}\" is an old name; write \"dl-{key}\".");
        }

        return ReadTime(reader, key);
    }

    /// <summary>"runtime" in a task is an event, and to older files also the budget; so rt-app takes it for both.</summary>
    private long? ReadOldRuntime(ObjectReader reader)
    {
        foreach ((_, SyntaxMember member) in reader.Events.Where(pair => pair.Member.Key == "runtime"))
        {
            context.Diagnostics.Warning(member.Location, "\"runtime\" is taken for the budget of SCHED_DEADLINE here; write \"dl-runtime\".");
            return ObjectReader.IntegerOf("runtime", member.Value, 1, EventReader.MicrosecondsMax, "microseconds", context.Diagnostics);
        }

        return null;
    }
}
