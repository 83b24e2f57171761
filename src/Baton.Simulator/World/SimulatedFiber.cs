using Baton.Locking;
using Baton.Scheduling;
using Baton.Scheduling.Classes;
using Baton.Workloads.Execution;
using Baton.Workloads.Model;

namespace Baton.Simulator.World;

/// <summary>What a fiber waits for.</summary>
internal enum WaitKind : byte
{
    /// <summary>Nothing: it can go on.</summary>
    None,

    /// <summary>A moment.</summary>
    Time,

    /// <summary>A timer's expiry.</summary>
    Timer,

    /// <summary>A mutex.</summary>
    Mutex,

    /// <summary>Another fiber.</summary>
    Other,

    /// <summary>A device, which for its program is work like any other.</summary>
    Device,

    /// <summary>Nothing of its program: the simulation has put it to sleep in the middle of its work.</summary>
    Stall,
}

/// <summary>A mutex that a fiber holds.</summary>
internal readonly record struct Tenure(SimulatedMutex Mutex, long OwnerId, long AskedAt, long AcquiredAt);

/// <summary>
/// A thread of the workload: the product's fiber, and how far it has come in its program. It has no code and no stack;
/// the <see cref="Interpreter"/> moves it on, one instruction at a time.
/// </summary>
internal sealed class SimulatedFiber : FiberCore
{
    private readonly string _name;
    private List<Tenure>? _held;
    private long _workSetAside;
    private long _worksUntilSetAside;

    public SimulatedFiber(
        SimulatedWorld world, int index, string name, TaskProgram program, SchedulingPolicy policy, WorkerSet allowed, ThreadMeasures measures)
        : base(world.Scheduler, SchedulingEntity.For(policy), allowed)
    {
        _name = name;
        Index = index;
        Program = program;
        World = world;
        BasePolicy = policy;
        FirstPolicy = policy;
        Parameters = program.Task.Scheduling;
        Measures = measures;
        Waiter = new SimulatedWaiter(this);
    }

    public SimulatedWorld World { get; }

    public int Index { get; }

    public TaskProgram Program { get; }

    public ThreadMeasures Measures { get; }

    /// <summary>Its place in the queue of whatever mutex it waits for.</summary>
    public SimulatedWaiter Waiter { get; }

    /// <summary>The policy that the workload gives it, whatever it has inherited.</summary>
    public SchedulingPolicy BasePolicy { get; set; }

    /// <summary>The policy that it began with.</summary>
    public SchedulingPolicy FirstPolicy { get; }

    /// <summary>The same in the workload's words, for phases that change a part of it.</summary>
    public SchedulingParameters Parameters { get; set; }

    /// <summary>The CPUs of the phase that was begun last, as the workload names them.</summary>
    public ValueList<int>? Cpus { get; set; }

    /// <summary>The number of the next instruction.</summary>
    public int Next { get; set; }

    /// <summary>How many rounds of its phase it has done.</summary>
    public long Rounds { get; set; }

    /// <summary>How often it has been through its phases.</summary>
    public long Loops { get; set; }

    /// <summary>What is left of its present work, in nanoseconds of a processor of normal speed.</summary>
    public long Work { get; set; }

    /// <summary>Until when it works, if its work is measured by the clock; otherwise 0.</summary>
    public long WorksUntil { get; set; }

    /// <summary>When its present work began.</summary>
    public long WorkBegan { get; set; }

    /// <summary>How many nanoseconds of it the program asked for; −1 when it does no work that is measured.</summary>
    public long WorkAsked { get; set; } = -1;

    /// <summary>What it waits for.</summary>
    public WaitKind Waiting { get; set; }

    /// <summary>Whether that has come, and the fiber should run and see.</summary>
    public bool WaitIsOver { get; set; }

    /// <summary>When it came.</summary>
    public long DueAt { get; set; }

    /// <summary>Whether the fiber was woken for nothing.</summary>
    public bool IsNudged { get; set; }

    /// <summary>Tells a sleep that is meant from one that has been ended.</summary>
    public int SleepVersion { get; set; }

    /// <summary>The mutex that it waits for, by its program; null when it does not.</summary>
    public SimulatedMutex? Asked { get; set; }

    /// <summary>Since when.</summary>
    public long AskedAt { get; set; }

    /// <summary>Whether the wait was cancelled.</summary>
    public bool IsCancelled { get; set; }

    /// <summary>The name under which it waits, or has entered.</summary>
    public long OwnerId { get; set; }

    /// <summary>The processor that it ran on last; −1 before its first run.</summary>
    public int LastProcessor { get; set; } = -1;

    /// <summary>The processor that executes it; −1 while none does.</summary>
    public int RunsAt { get; set; } = -1;

    /// <summary>The processor where it could run, does not, and keeps others waiting; −1 if there is none.</summary>
    public int StalledAt { get; set; } = -1;

    /// <summary>The number of the last search for waiting fibers that found it.</summary>
    public long FoundBy { get; set; }

    /// <summary>How many wakes are on their way to it.</summary>
    public int WakesUnderWay { get; set; }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>How many instructions it has done since time last passed for it.</summary>
    public int FreeSteps { get; set; }

    /// <summary>Where its timers begin: the start plus the task's delay.</summary>
    public long Origin { get; init; }

    /// <summary>Its own timers, by their names; null while it has none.</summary>
    public Dictionary<string, WorkloadTimer>? UniqueTimers { get; set; }

    /// <summary>What it holds, the last taken last.</summary>
    public IReadOnlyList<Tenure> Held => _held ?? (IReadOnlyList<Tenure>)[];

    /// <inheritdoc/>
    internal override string DisplayName => _name;

    /// <inheritdoc/>
    internal override bool HasWork => Waiting == WaitKind.None || WaitIsOver || IsNudged;

    public long NextId() => OwnerId = ((IFiber)this).NextOwnerId();

    public void Took(SimulatedMutex mutex, long now) => (_held ??= []).Add(new Tenure(mutex, OwnerId, AskedAt, now));

    public Tenure GiveBack(SimulatedMutex mutex)
    {
        int index = _held!.FindLastIndex(tenure => ReferenceEquals(tenure.Mutex, mutex));
        Tenure tenure = _held[index];
        _held.RemoveAt(index);
        return tenure;
    }

    /// <summary>It is to sleep for a while in the middle of its work, which is set aside until then.</summary>
    public void SetAside()
    {
        (_workSetAside, Work) = (Work, 0);
        (_worksUntilSetAside, WorksUntil) = (WorksUntil, 0);
        Waiting = WaitKind.Stall;
        WaitIsOver = false;
    }

    /// <summary>It goes on with the work that was set aside.</summary>
    public void TakeUp()
    {
        Work = _workSetAside;
        WorksUntil = _worksUntilSetAside;
        Waiting = WaitKind.None;
    }

    /// <summary>It has nothing to do any more.</summary>
    public void WaitForEver()
    {
        Waiting = WaitKind.Other;
        WaitIsOver = false;
        IsNudged = false;
    }

    /// <summary>It has ended: gives back what it has of the scheduler.</summary>
    public void End()
    {
        HasEnded = true;
        ReleaseIds();
    }

    /// <inheritdoc/>
    internal override bool Park(Deadline limit) => throw new InvalidOperationException("A simulated fiber has no thread that could park.");

    /// <inheritdoc/>
    internal override void Unpark() => throw new InvalidOperationException("A simulated fiber has no thread that could park.");
}
