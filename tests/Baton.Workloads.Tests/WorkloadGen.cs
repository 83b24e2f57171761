// Random sound workloads. Soundness is by construction: mutexes are taken in balanced blocks, waits stand inside them, forks
// name an existing task, barriers are used once a task, a timer's mode follows from its name, and phases that change the
// policy change the priority with it.

using Baton.Workloads.Model;
using CsCheck;

namespace Baton.Workloads.Tests;

internal static class WorkloadGen
{
    private static readonly Gen<string> Name = Gen.OneOf(
        Gen.OneOf("m", "queue", "a b", "ä\"\\/😀", "unique", "tick"), Gen.String[Gen.Char.AlphaNumeric, 1, 6]);

    private static readonly Gen<long> Time = Gen.OneOf(Gen.Long[0, 50_000], Gen.OneOf(0L, 1L, 1_000_000_000_000L));

    private static readonly Gen<ValueList<int>> Numbers =
        Gen.Int[0, 1023].Array[0, 4].Select(numbers => (ValueList<int>)[.. numbers.Distinct().Order()]);

    private static readonly Gen<WorkloadEvent> Simple = Gen.OneOf(
        Time.Select(time => (WorkloadEvent)new RunEvent(time)),
        Time.Select(time => (WorkloadEvent)new RuntimeEvent(time)),
        Time.Select(time => (WorkloadEvent)new SleepEvent(time)),
        Time.Select(bytes => (WorkloadEvent)new MemoryEvent(bytes)),
        Time.Select(bytes => (WorkloadEvent)new IoEvent(bytes)),
        Gen.Select(Name, Time, (name, time) => (WorkloadEvent)new TimerEvent(name, time, name.Length % 2 == 0 ? TimerMode.Absolute : TimerMode.Relative)),
        Name.Select(name => (WorkloadEvent)new SignalEvent(name)),
        Name.Select(name => (WorkloadEvent)new BroadcastEvent(name)),
        Name.Select(name => (WorkloadEvent)new SuspendEvent(name)),
        Name.Select(name => (WorkloadEvent)new ResumeEvent(name)),
        Gen.Select(Name, Name, (name, mutex) => (WorkloadEvent)new SyncEvent(name, mutex)),
        Gen.Const((WorkloadEvent)new YieldEvent()),
        Gen.Const((WorkloadEvent)new ForkEvent("child")));

    private static readonly Gen<WorkloadEvent[]> Block = Gen.OneOf(
        Simple.Array[1, 3],
        Gen.Select(Name, Name, Simple.Array[0, 3], (mutex, condition, inside) => (WorkloadEvent[])
            [new LockEvent(mutex), .. inside, new WaitEvent(condition, mutex), new UnlockEvent(mutex)]));

    private static readonly Gen<(WorkloadPolicy Policy, int Priority, DeadlineTimes Times)> Policy = Gen.OneOf(
        Gen.Select(Gen.OneOf(WorkloadPolicy.Fifo, WorkloadPolicy.RoundRobin), Gen.Int[1, 99], (policy, priority) => (policy, priority, DeadlineTimes.None)),
        Gen.Select(Gen.OneOf(WorkloadPolicy.Other, WorkloadPolicy.Batch, WorkloadPolicy.Idle), Gen.Int[-20, 19], (policy, priority) => (policy, priority, DeadlineTimes.None)),
        Gen.Select(Gen.Long[1, 100], Gen.Long[0, 100], Gen.Long[0, 100], Gen.Bool, (runtime, deadline, period, reclaims) =>
            (WorkloadPolicy.Deadline, 0, new DeadlineTimes(runtime, runtime + deadline, runtime + deadline + period, reclaims))));

    private static readonly Gen<long?> Loop = Gen.OneOf(Gen.Const((long?)null), Gen.Long[1, 1000].Select(loops => (long?)loops));

    private static Gen<Phase> PhaseGen(string name) => Gen.Select(Loop, Numbers, Numbers, Policy, Gen.Int[0, 2], Block.Array[1, 3],
        (loop, cpus, nodes, policy, changes, blocks) => new Phase
        {
            Name = name,
            LoopCount = loop,
            Cpus = cpus,
            MemoryNodes = nodes,
            Scheduling = changes switch
            {
                0 => null,
                1 => new SchedulingChange { UtilizationMin = 5 },
                _ => new SchedulingChange
                {
                    Policy = policy.Policy,
                    Priority = policy.Priority,
                    Deadline = policy.Times == DeadlineTimes.None ? null : policy.Times,
                    UtilizationMax = 1024,
                },
            },
            Events = [.. blocks.SelectMany(events => events)],
        });

    private static Gen<WorkloadTask> TaskGen(string name) => Gen.Select(
        Gen.Int[0, 5], Loop, Time, Policy, Numbers, Gen.Int[1, 3].SelectMany(count => PhasesGen(count)), Gen.Bool, Gen.Bool,
        (instances, loop, delay, policy, cpus, phases, barrier, grouped) => new WorkloadTask
        {
            Name = name,
            InstanceCount = instances,
            LoopCount = loop,
            DelayMicroseconds = delay,
            Cpus = cpus,
            TaskGroup = grouped && policy.Priority <= 0 && policy.Policy == WorkloadPolicy.Other
                && phases.All(phase => phase.Scheduling?.Policy is null) ? "/group/ä" : null,
            Scheduling = new SchedulingParameters { Policy = policy.Policy, Priority = policy.Priority, Deadline = policy.Times },
            Phases = barrier && name != "child"
                ? [phases[0] with { Events = [.. phases[0].Events, new BarrierEvent("gate")] }, .. phases.Skip(1)]
                : [.. phases],
        });

    private static Gen<Phase[]> PhasesGen(int count) => count switch
    {
        1 => PhaseGen("p").Select(phase => new[] { phase }),
        2 => Gen.Select(PhaseGen("p"), PhaseGen("run"), (first, second) => new[] { first, second }),
        _ => Gen.Select(PhaseGen("p"), PhaseGen("run"), PhaseGen("loop"), (first, second, third) => new[] { first, second, third }),
    };

    private static readonly Gen<GlobalSettings> Global = Gen.Select(
        Gen.Int[0, 100], Gen.Bool, Gen.Int[1, 1000], Name, Gen.Int[0, 2], Gen.OneOf(Enum.GetValues<WorkloadPolicy>()),
        (duration, flag, number, name, log, policy) => new GlobalSettings
        {
            DurationSeconds = duration == 0 ? null : duration,
            Calibration = flag ? Calibration.OnCpu(number) : Calibration.Known(number),
            DefaultPolicy = policy,
            PriorityInheritance = flag,
            LockPages = !flag,
            LogDirectory = name,
            LogBaseName = name,
            LogSize = log switch { 0 => LogSize.File, 1 => LogSize.Disabled, _ => LogSize.Buffer(number) },
            TraceCategories = flag ? ["main", "loop"] : [],
            Gnuplot = flag,
            IoDevice = name,
            MemoryBufferBytes = number,
            CumulativeSlack = flag,
        });

    /// <summary>Any sound workload, with the resources that its own events and a declared spare imply.</summary>
    internal static readonly Gen<Workload> Any = Gen.Select(
        Global, TaskGen("a"), TaskGen("b task"), TaskGen("child"), Gen.Bool,
        (global, first, second, child, spare) =>
        {
            ValueList<WorkloadTask> tasks = [first, second, child];
            IEnumerable<Resource> used = tasks.SelectMany(task => task.Phases).SelectMany(phase => phase.Events)
                .SelectMany(Workloads.Reading.ResourceReader.UsedBy);
            IEnumerable<Resource> declared = spare ? [new(ResourceKind.Mutex, "spare"), new(ResourceKind.Barrier, "spare")] : [];
            return new Workload(global,
                [.. used.Concat(declared).Distinct().OrderBy(resource => resource.Kind).ThenBy(resource => resource.Name, StringComparer.Ordinal)],
                tasks);
        });
}
