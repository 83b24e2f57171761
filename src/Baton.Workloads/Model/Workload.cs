// The model: a workload that has been read and found sound. Everything here is immutable, compares by value and holds
// meanings instead of spellings: defaults are filled in, keys such as "run1" are events in a list, timers know their mode.
// An engine that gets a Workload need not check it again.

namespace Baton.Workloads.Model;

/// <summary>A whole workload: what runs, for how long, under which global settings.</summary>
/// <param name="Global">The settings that hold for the whole run.</param>
/// <param name="Resources">Everything the tasks share, declared or created by use, by kind and then by name.</param>
/// <param name="Tasks">The tasks in the order of the file; their names are unique.</param>
public sealed record Workload(GlobalSettings Global, ValueList<Resource> Resources, ValueList<WorkloadTask> Tasks)
{
    /// <summary>The task of this name, or null.</summary>
    public WorkloadTask? FindTask(string name) => Tasks.FirstOrDefault(task => task.Name == name);
}

/// <summary>The kind of a shared resource. Names of different kinds do not meet: a mutex and a timer may both be "a".</summary>
public enum ResourceKind
{
    /// <summary>What lock, unlock, wait and sync use.</summary>
    Mutex,

    /// <summary>What wait, signal, broad and sync use.</summary>
    Condition,

    /// <summary>A timer shared by all who name it. Timers whose name begins with "unique" are not resources: each thread has its own.</summary>
    Timer,

    /// <summary>What barrier uses.</summary>
    Barrier,
}

/// <summary>Something that several threads share by its name.</summary>
public sealed record Resource(ResourceKind Kind, string Name);

/// <summary>A task: one thread, or several that do the same.</summary>
public sealed record WorkloadTask
{
    /// <summary>The name, unique in the workload.</summary>
    public required string Name { get; init; }

    /// <summary>How many threads start with the workload; 0 for a task that only a fork event starts.</summary>
    public int InstanceCount { get; init; } = 1;

    /// <summary>How often the phases run from first to last, or null for ever.</summary>
    public long? LoopCount { get; init; }

    /// <summary>How long a thread sleeps before its first phase, in microseconds.</summary>
    public long DelayMicroseconds { get; init; }

    /// <summary>The policy that a thread starts with, the global default already applied.</summary>
    public required SchedulingParameters Scheduling { get; init; }

    /// <summary>The CPUs that phases without their own may use; empty for all CPUs of the machine.</summary>
    public ValueList<int> Cpus { get; init; } = [];

    /// <summary>The memory nodes to allocate from; empty leaves it to the system.</summary>
    public ValueList<int> MemoryNodes { get; init; } = [];

    /// <summary>The control group, which begins with a slash, or null.</summary>
    public string? TaskGroup { get; init; }

    /// <summary>What the task does; at least one phase.</summary>
    public required ValueList<Phase> Phases { get; init; }
}

/// <summary>A part of a task's life: events that run in order, repeated.</summary>
public sealed record Phase
{
    /// <summary>The name, unique in its task.</summary>
    public required string Name { get; init; }

    /// <summary>How often the events run before the next phase begins, or null for ever.</summary>
    public long? LoopCount { get; init; } = 1;

    /// <summary>
    /// What changes in the thread's policy when the phase begins, or null. It stays changed afterwards, as an event's effect
    /// does: the next phase does not go back to the task's policy.
    /// </summary>
    public SchedulingChange? Scheduling { get; init; }

    /// <summary>The CPUs for this phase alone; empty means those of the task.</summary>
    public ValueList<int> Cpus { get; init; } = [];

    /// <summary>The memory nodes from this phase on; empty leaves them as they are.</summary>
    public ValueList<int> MemoryNodes { get; init; } = [];

    /// <summary>The control group from this phase on, or null to stay.</summary>
    public string? TaskGroup { get; init; }

    /// <summary>What happens, in order; at least one event.</summary>
    public required ValueList<WorkloadEvent> Events { get; init; }
}
