using Baton.Workloads.Model;

namespace Baton.Simulator.Fuzzing;

/// <summary>
/// Makes a case that violates an invariant smaller, as long as it violates the same one: without this task, without that
/// fault, with one loop, without these events.
/// </summary>
internal static class Shrinker
{
    // A case that is smaller changes all that comes after, so most attempts fail; the whole must still end.
    private const int AttemptsMax = 2_000;

    public static FuzzCase Shrink(FuzzCase found, string invariant)
    {
        int attempts = 0;
        FuzzCase smallest = found;
        bool isSmaller = true;
        while (isSmaller)
        {
            isSmaller = false;
            foreach (FuzzCase candidate in Smaller(smallest))
            {
                if (++attempts > AttemptsMax)
                {
                    return smallest;
                }

                if (Fuzzer.TryOne(candidate, out _)?.Invariant == invariant)
                {
                    smallest = candidate;
                    isSmaller = true;
                    break;
                }
            }
        }

        return smallest;
    }

    private static IEnumerable<FuzzCase> Smaller(FuzzCase found)
    {
        Workload workload = found.Workload;
        for (int i = 0; i < workload.Tasks.Count && workload.Tasks.Count > 1; i++)
        {
            yield return found with { Workload = workload with { Tasks = [.. workload.Tasks.Where((_, index) => index != i)] } };
        }

        foreach (SimulationOptions options in Simpler(found.Options))
        {
            yield return found with { Options = options };
        }

        for (int i = 0; i < workload.Tasks.Count; i++)
        {
            foreach (WorkloadTask task in Smaller(workload.Tasks[i]))
            {
                int place = i;
                yield return found with
                {
                    Workload = workload with { Tasks = [.. workload.Tasks.Select((each, index) => index == place ? task : each)] },
                };
            }
        }
    }

    private static IEnumerable<SimulationOptions> Simpler(SimulationOptions options)
    {
        FaultPlan faults = options.Faults;
        FaultPlan[] plans =
        [
            FaultPlan.None,
            faults with { Preemption = 0 },
            faults with { SpuriousWake = 0 },
            faults with { Cancellation = 0 },
            faults with { OwnerSleep = 0 },
            faults with { PolicyChange = 0 },
            faults with { AffinityChange = 0 },
            faults with { WakeDelayMax = 0 },
        ];
        foreach (FaultPlan plan in plans.Where(plan => plan != faults))
        {
            yield return options with { Faults = plan };
        }

        if (options.Costs != MachineCosts.Free)
        {
            yield return options with { Costs = MachineCosts.Free };
        }

        if (options.Processors > 1)
        {
            yield return options with { Processors = options.Processors - 1 };
        }
    }

    private static IEnumerable<WorkloadTask> Smaller(WorkloadTask task)
    {
        if (task.InstanceCount > 1)
        {
            yield return task with { InstanceCount = 1 };
        }

        if (task.LoopCount > 1)
        {
            yield return task with { LoopCount = 1 };
            yield return task with { LoopCount = task.LoopCount / 2 };
        }

        if (task.DelayMicroseconds > 0)
        {
            yield return task with { DelayMicroseconds = 0 };
        }

        if (task.Cpus.Count > 0)
        {
            yield return task with { Cpus = [] };
        }

        Phase phase = task.Phases[0];
        for (int i = 0; i < phase.Events.Count; i++)
        {
            WorkloadEvent gone = phase.Events[i];
            WorkloadEvent[] rest = gone switch
            {
                LockEvent { Mutex: var mutex } => WithoutPair(phase.Events, i, mutex),
                UnlockEvent => [],
                _ => [.. phase.Events.Where((_, index) => index != i)],
            };
            if (rest.Length > 0)
            {
                yield return task with { Phases = [phase with { Events = [.. rest] }] };
            }
        }
    }

    private static WorkloadEvent[] WithoutPair(ValueList<WorkloadEvent> events, int start, string mutex)
    {
        int end = start;
        while (events[end] is not UnlockEvent { Mutex: var unlocked } || unlocked != mutex)
        {
            end++;
        }

        return [.. events.Where((_, index) => index != start && index != end)];
    }
}
