// A task of the workload as a list of small instructions, which is made once and shared by all its threads: so that a
// thread is a few numbers, and a step is an index into an array.

using Baton.Workloads.Model;

namespace Baton.Simulator.World;

/// <summary>What an instruction does.</summary>
internal enum Operation : byte
{
    /// <summary>A phase begins: <see cref="Instruction.Target"/> is its number.</summary>
    BeginPhase,

    /// <summary>A round of the phase begins.</summary>
    BeginRound,

    /// <summary>A round ends; if there are more of it (<see cref="Instruction.Amount"/>), on from Target.</summary>
    EndRound,

    /// <summary>The last phase is over; if the task loops, from the beginning.</summary>
    EndLoop,

    /// <summary>Work for Amount nanoseconds of a processor of normal speed.</summary>
    Work,

    /// <summary>Work until Amount nanoseconds have passed.</summary>
    WorkUntil,

    /// <summary>Work for Amount nanoseconds, which is not booked as a run.</summary>
    Copy,

    /// <summary>Sleep for Amount nanoseconds while a device works.</summary>
    UseDevice,

    /// <summary>Sleep for Amount nanoseconds.</summary>
    Sleep,

    /// <summary>Sleep until the timer of the event with number Target expires.</summary>
    AwaitTimer,

    /// <summary>Take mutex Target.</summary>
    Lock,

    /// <summary>Give back mutex Target.</summary>
    Unlock,

    /// <summary>Give back mutex Amount and wait in queue Target. Taking the mutex again is an instruction of its own.</summary>
    Await,

    /// <summary>Wake the first in queue Target.</summary>
    WakeOne,

    /// <summary>Wake all in queue Target.</summary>
    WakeAll,

    /// <summary>Wait in queue Target, unless it is the last of Amount to come there.</summary>
    Meet,

    /// <summary>Wait in queue Target.</summary>
    Suspend,

    /// <summary>Offer the processor.</summary>
    Yield,

    /// <summary>Start a thread of task Target.</summary>
    Fork,
}

/// <summary>One small step of a task.</summary>
internal readonly record struct Instruction(Operation Operation, int Target, long Amount);

/// <summary>A task, compiled.</summary>
internal sealed class TaskProgram
{
    private const long NanosecondsPerMicrosecond = 1000;

    private readonly ResourceNumbers _numbers;
    private readonly MachineCosts _costs;
    private readonly List<Instruction> _code = [];
    private readonly List<TimerEvent> _timers = [];
    private readonly HashSet<int> _held = [];

    public TaskProgram(WorkloadTask task, int index, ResourceNumbers numbers, MachineCosts costs)
    {
        Task = task;
        Index = index;
        _numbers = numbers;
        _costs = costs;
        for (int phase = 0; phase < task.Phases.Count; phase++)
        {
            AddPhase(task.Phases[phase], phase);
        }

        Add(Operation.EndLoop);
        Code = [.. _code];
    }

    public WorkloadTask Task { get; }

    public int Index { get; }

    public Instruction[] Code { get; }

    public IReadOnlyList<TimerEvent> Timers => _timers;

    private void AddPhase(Phase phase, int number)
    {
        Add(Operation.BeginPhase, number);
        int start = _code.Count;
        Add(Operation.BeginRound);
        foreach (WorkloadEvent next in phase.Events)
        {
            AddEvent(next);
        }

        Add(Operation.EndRound, start, phase.LoopCount ?? -1);
    }

    private void AddEvent(WorkloadEvent next)
    {
        switch (next)
        {
            case RunEvent { Microseconds: var time }: Add(Operation.Work, 0, Nanoseconds(time)); break;
            case RuntimeEvent { Microseconds: var time }: Add(Operation.WorkUntil, 0, Nanoseconds(time)); break;
            case SleepEvent { Microseconds: var time }: Add(Operation.Sleep, 0, Nanoseconds(time)); break;
            case MemoryEvent { Bytes: var bytes }: Add(Operation.Copy, 0, TimeFor(bytes, _costs.MemoryBytesPerMicrosecond)); break;
            case IoEvent { Bytes: var bytes }: Add(Operation.UseDevice, 0, TimeFor(bytes, _costs.DeviceBytesPerMicrosecond)); break;
            case LockEvent { Mutex: var mutex }: Lock(_numbers.Mutex(mutex)); break;
            case UnlockEvent { Mutex: var mutex }: Unlock(_numbers.Mutex(mutex)); break;
            case WaitEvent wait: AddWait(_numbers.Condition(wait.Condition), _numbers.Mutex(wait.Mutex)); break;
            case SignalEvent { Condition: var condition }: Add(Operation.WakeOne, _numbers.Condition(condition)); break;
            case BroadcastEvent { Condition: var condition }: Add(Operation.WakeAll, _numbers.Condition(condition)); break;
            case SyncEvent sync: AddSync(_numbers.Condition(sync.Condition), _numbers.Mutex(sync.Mutex)); break;
            case BarrierEvent { Barrier: var barrier }: Add(Operation.Meet, _numbers.Barrier(barrier), _numbers.PartyCount(barrier)); break;
            case SuspendEvent { Name: var name }: Add(Operation.Suspend, _numbers.Suspension(name)); break;
            case ResumeEvent { Name: var name }: Add(Operation.WakeAll, _numbers.Suspension(name)); break;
            case YieldEvent: Add(Operation.Yield); break;
            case ForkEvent { Task: var forked }: Add(Operation.Fork, _numbers.Task(forked)); break;
            case TimerEvent timer:
                Add(Operation.AwaitTimer, _timers.Count);
                _timers.Add(timer);
                break;
            default:
                throw new InvalidOperationException($"The simulator does not know the event {next.GetType().Name}.");
        }
    }

    private void AddWait(int condition, int mutex)
    {
        Add(Operation.Await, condition, mutex);
        Add(Operation.Lock, mutex);
    }

    // A task has no branches, so whether it holds the mutex here is known now.
    private void AddSync(int condition, int mutex)
    {
        bool takes = !_held.Contains(mutex);
        if (takes)
        {
            Add(Operation.Lock, mutex);
        }

        Add(Operation.WakeOne, condition);
        AddWait(condition, mutex);
        if (takes)
        {
            Add(Operation.Unlock, mutex);
        }
    }

    private void Lock(int mutex)
    {
        _held.Add(mutex);
        Add(Operation.Lock, mutex);
    }

    private void Unlock(int mutex)
    {
        _held.Remove(mutex);
        Add(Operation.Unlock, mutex);
    }

    private void Add(Operation operation, int target = 0, long amount = 0) => _code.Add(new(operation, target, amount));

    // A file may ask for centuries; virtual time must not overflow.
    private static long Nanoseconds(long microseconds) =>
        Math.Min(microseconds, long.MaxValue / 4 / NanosecondsPerMicrosecond) * NanosecondsPerMicrosecond;

    private static long TimeFor(long bytes, long bytesPerMicrosecond) =>
        (long)Int128.Min((Int128)bytes * NanosecondsPerMicrosecond / Math.Max(1, bytesPerMicrosecond), long.MaxValue / 4);
}
