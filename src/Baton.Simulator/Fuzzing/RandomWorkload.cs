using System.Globalization;
using Baton.Simulator.World;
using Baton.Workloads.Model;

namespace Baton.Simulator.Fuzzing;

/// <summary>
/// A random workload and machine for a seed. Sound by construction: mutexes are taken in the order of their numbers and given
/// back in reverse, so that there is no deadlock; every task has an end.
/// </summary>
internal static class RandomWorkload
{
    private const int MutexesMax = 4;

    public static FuzzCase For(long seed)
    {
        // The same number seeds the simulation itself; the two must not draw the same numbers.
        var random = new SeededRandom(seed ^ 0x5DEECE66D);
        int processors = random.Of(1, 1, 2, 2, 3, 4);
        int mutexes = 1 + random.Below(MutexesMax);
        int tasks = 2 + random.Below(7);
        var workload = new Workload(
            new GlobalSettings { LogSize = LogSize.Disabled },
            [.. Enumerable.Range(0, mutexes).Select(index => new Resource(ResourceKind.Mutex, MutexName(index)))],
            [.. Enumerable.Range(0, tasks).Select(index => Task(random, index, processors, mutexes))]);
        return new FuzzCase(workload, Options(random, seed, processors));
    }

    private static SimulationOptions Options(SeededRandom random, long seed, int processors) => new()
    {
        Processors = processors,
        Seed = seed,
        Support = random.Of(OwnerSupport.Proxy, OwnerSupport.Proxy, OwnerSupport.Proxy, OwnerSupport.Inheritance, OwnerSupport.None),
        Lock = random.Of(LockKind.Handoff, LockKind.Handoff, LockKind.Handoff, LockKind.Fifo, LockKind.Unfair),
        Duration = TimeSpan.FromMilliseconds(20),
        Faults = random.Percent(20) ? FaultPlan.None : Faults(random),
        Costs = random.Percent(30)
            ? MachineCosts.Free
            : new MachineCosts
            {
                Switch = random.Between(0, 3_000),
                Wake = random.Between(0, 20_000),
                Migration = random.Between(0, 5_000),
                Tick = random.Percent(20) ? 1_000_000 : 0,
                InterruptPeriod = random.Percent(30) ? 400_000 : 0,
                InterruptLength = 20_000,
                SpeedPercents = random.Percent(30) ? [.. Enumerable.Range(0, processors).Select(_ => random.Of(25, 50, 100))] : [],
            },
    };

    private static FaultPlan Faults(SeededRandom random) => new()
    {
        Preemption = Period(random),
        SpuriousWake = Period(random),
        Cancellation = Period(random),
        OwnerSleep = Period(random),
        PolicyChange = Period(random),
        AffinityChange = Period(random),
        WakeDelayMax = random.Percent(50) ? random.Between(1, 100_000) : 0,
    };

    private static long Period(SeededRandom random) => random.Percent(40) ? 0 : random.Between(50_000, 1_000_000);

    private static WorkloadTask Task(SeededRandom random, int index, int processors, int mutexes) => new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"t{index}"),
        InstanceCount = random.Percent(80) ? 1 : 2,
        LoopCount = random.Between(1, 12),
        DelayMicroseconds = random.Percent(50) ? 0 : random.Between(0, 1_000),
        Scheduling = Scheduling(random),
        Cpus = random.Percent(60) ? [] : [random.Below(processors)],
        Phases = [new Phase { Name = "p", Events = [.. Events(random, mutexes)] }],
    };

    private static List<WorkloadEvent> Events(SeededRandom random, int mutexes)
    {
        var events = new List<WorkloadEvent>();
        int blocks = 1 + random.Below(3);
        for (int block = 0; block < blocks; block++)
        {
            AddSection(random, events, 0, mutexes);
            events.Add(Simple(random));
        }

        return events;
    }

    private static void AddSection(SeededRandom random, List<WorkloadEvent> events, int least, int mutexes)
    {
        int mutex = least + random.Below(Math.Max(1, mutexes - least));
        if (mutex >= mutexes)
        {
            return;
        }

        events.Add(new LockEvent(MutexName(mutex)));
        events.Add(Simple(random));
        if (random.Percent(50))
        {
            AddSection(random, events, mutex + 1, mutexes);
            events.Add(Simple(random));
        }

        events.Add(new UnlockEvent(MutexName(mutex)));
    }

    private static WorkloadEvent Simple(SeededRandom random) => random.Below(8) switch
    {
        0 => new SleepEvent(random.Between(0, 300)),
        1 => new YieldEvent(),
        2 => new RuntimeEvent(random.Between(0, 200)),
        _ => new RunEvent(random.Between(0, 400)),
    };

    private static SchedulingParameters Scheduling(SeededRandom random)
    {
        switch (random.Below(8))
        {
            case 0 or 1:
                return new SchedulingParameters { Policy = WorkloadPolicy.Other, Priority = random.Below(40) - 20 };
            case 2:
                return new SchedulingParameters { Policy = WorkloadPolicy.Batch, Priority = random.Below(20) };
            case 3:
                return new SchedulingParameters { Policy = WorkloadPolicy.Idle };
            case 4:
                return new SchedulingParameters { Policy = WorkloadPolicy.RoundRobin, Priority = 1 + random.Below(10) };
            case 5 or 6:
                return new SchedulingParameters { Policy = WorkloadPolicy.Fifo, Priority = 1 + random.Below(10) };
            default:
                long period = random.Between(500, 5_000);
                return new SchedulingParameters
                {
                    Policy = WorkloadPolicy.Deadline,
                    Deadline = new DeadlineTimes(random.Between(period / 10, period / 2), period, period),
                };
        }
    }

    private static string MutexName(int index) => string.Create(CultureInfo.InvariantCulture, $"m{index}");
}
