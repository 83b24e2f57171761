// Where and how a thread runs: its CPUs and its policy, which a task gives and phases change.
//
// The two differ in what a phase without a word means. CPUs fall back to the task's, and from there to all; a policy stays
// what the last phase made it.

using System.Globalization;
using Baton.Workloads.Model;

namespace Baton.Workloads.Execution;

/// <summary>Belongs to one thread and is used by it alone; the warnings go to the whole run.</summary>
internal sealed class ThreadPlacement(WorkloadTask task, Executor executor, Action<string> warn)
{
    private ValueList<int> _cpus = [];
    private SchedulingParameters _scheduling = task.Scheduling;

    /// <summary>The policy and priority that the thread began with, as far as the system allowed.</summary>
    internal string Policy { get; private set; } = "SCHED_OTHER 0";

    /// <summary>Gives the thread its task's policy. Done after the delay, so that a deadline's first budget is not slept away.</summary>
    internal void ApplyTask()
    {
        if (Apply(_scheduling))
        {
            Policy = string.Create(CultureInfo.InvariantCulture, $"{WorkloadPolicies.NameOf(_scheduling.Policy)} {_scheduling.Priority}");
        }
    }

    /// <summary>Makes the changes that a phase asks for.</summary>
    internal void ApplyPhase(Phase phase)
    {
        ValueList<int> cpus = phase.Cpus.Count > 0 ? phase.Cpus : task.Cpus;
        if (!cpus.Equals(_cpus))
        {
            _cpus = cpus;
            if (executor.SetCpus(cpus) is { } reason)
            {
                warn($"Task \"{task.Name}\" cannot be bound to CPUs {cpus}: {reason}.");
            }
        }

        if (phase.Scheduling is { } change && _scheduling.With(change) is var changed && changed != _scheduling)
        {
            _scheduling = changed;
            Apply(changed);
        }
    }

    private bool Apply(SchedulingParameters scheduling)
    {
        if (executor.SetUtilization(scheduling.UtilizationMin, scheduling.UtilizationMax) is { } clampRefused)
        {
            warn($"Task \"{task.Name}\" cannot have its utilization clamped: {clampRefused}.");
        }

        string? refused = executor.SetPolicy(scheduling);
        if (refused is not null)
        {
            warn(string.Create(CultureInfo.InvariantCulture,
                $"Task \"{task.Name}\" cannot have {WorkloadPolicies.NameOf(scheduling.Policy)} with priority {scheduling.Priority} and keeps the policy it had: {refused}."));
        }

        return refused is null;
    }
}
