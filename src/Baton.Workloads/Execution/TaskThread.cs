// One thread of a task: walks the task's phases and does what their events say. What it is executed by, a thread of the
// system or a fiber, it does not know (WorkloadHost); it awaits what may take time.
//
// It looks at the stop signal before each event, and every event that lasts looks at it too or is woken by it; the thread
// then unwinds by an OperationCanceledException and gives back the mutexes it holds.

using Baton.Workloads.Execution.Measures;
using Baton.Workloads.Model;

namespace Baton.Workloads.Execution;

internal sealed class TaskThread
{
    private readonly WorkloadRun _run;
    private readonly StopSignal _stop;
    private readonly RunResources _resources;
    private readonly WorkloadTask _task;
    private readonly ThreadPlacement _placement;
    private readonly ActivityTotals _totals = new();
    private readonly ThreadMeasures _measures;
    private readonly LockUse _locks;
    private readonly Dictionary<string, WorkloadTimer> _uniqueTimers = new(StringComparer.Ordinal);
    private readonly Executor _executor;
    private readonly WorkPace _pace = new();
    private readonly bool _isForked;
    private byte[]? _buffer;

    // Timers begin here: the start of the run plus the task's delay.
    private long _origin;

    internal TaskThread(WorkloadRun run, WorkloadTask task, string name, bool isForked)
    {
        _run = run;
        _stop = run.Stop;
        _resources = run.Resources;
        _task = task;
        Name = name;
        _isForked = isForked;
        _executor = run.Host.NewExecutor(task, name);
        _placement = new ThreadPlacement(task, _executor, run.Warn);
        _measures = new ThreadMeasures(run.Workload.Global, _totals);
        _locks = new LockUse(name, _resources.Mutexes.Count, _stop, run.Host.Recorder);
    }

    internal string Name { get; }

    internal string Task => _task.Name;

    /// <summary>When the thread ended; meaningful once <see cref="HasEnded"/>.</summary>
    internal long EndedAt { get; private set; }

    internal bool HasEnded { get; private set; }

    internal LockUse Locks => _locks;

    /// <summary>The policy that the thread began with, as far as the system allowed.</summary>
    internal string Policy => _placement.Policy;

    /// <summary>The same in the scheduler's words, where the scheduler is Baton's.</summary>
    internal SchedulingPolicy FirstPolicy => new Fibers.PolicyTranslation().Translate(_task.Scheduling);

    /// <summary>What it gave to others and they to it, where there is such a thing; read after its end.</summary>
    internal LendingMeasure? Lending => _executor.Lending;

    /// <summary>How evenly its work went on; read after its end.</summary>
    internal WorkPace Pace => _pace;

    internal void Start() => _executor.Start(Live);

    /// <summary>Waits for the thread's end; false when it has not come in time.</summary>
    internal bool Join(TimeSpan timeout) => HasEnded = _executor.Join(timeout);

    /// <summary>Gets the thread out of a lock that knows nothing of cancellation.</summary>
    internal void Interrupt() => _executor.Interrupt();

    internal TaskMeasure ToMeasure() => HasEnded
        ? _measures.ToMeasure(Name, Task, _placement.Policy) with { Lending = _executor.Lending }

        // The thread may still write to its measures, so they cannot be read.
        : new ActivityTotals().ToMeasure(Name, Task, _placement.Policy) with { StuckAt = _locks.CurrentWait?.Mutex.Name ?? "" };

    /// <summary>Adds what was measured to the sum of a task; called after the thread has ended.</summary>
    internal void AddTo(ActivityTotals task) => task.Add(_totals);

    private async Task Live()
    {
        try
        {
            if (!_isForked)
            {
                await _run.AwaitStart(_executor.NewWaiter());
            }

            await RunTask();
        }
        catch (Exception error) when (IsEnd(error))
        {
            // The run is over.
        }
        catch (Exception error)
        {
            _run.Fail(error as WorkloadRunException ?? new WorkloadRunException(Name, $"Thread \"{Name}\" failed: {error.Message}", error));
        }
        finally
        {
            Leave();
        }
    }

    private bool IsEnd(Exception error) =>
        _stop.IsSet && error is OperationCanceledException or ThreadInterruptedException;

    private void Leave()
    {
        try
        {
            _executor.ForgetInterrupt();
            _locks.ExitAll();
        }
        catch (Exception error)
        {
            _run.Fail(new WorkloadRunException(Name, $"Thread \"{Name}\" could not give back a mutex: {error.Message}", error));
        }

        EndedAt = MonotonicClock.Now;
        _executor.ForgetInterrupt();
        _run.ThreadEnded();
    }

    private async ValueTask RunTask()
    {
        _origin = _run.StartedAt + (_task.DelayMicroseconds * 1000);
        _placement.ApplyPhase(_task.Phases[0] with { Scheduling = null });
        if (_task.DelayMicroseconds > 0)
        {
            await _executor.SleepUntil(_origin);
        }

        _placement.ApplyTask();
        _measures.Begin(_run.StartedAt, MonotonicClock.Now);
        for (long loop = 0; loop != (_task.LoopCount ?? -1); loop++)
        {
            foreach (Phase phase in _task.Phases)
            {
                await RunPhase(phase);
            }
        }
    }

    private async ValueTask RunPhase(Phase phase)
    {
        _placement.ApplyPhase(phase);

        // A fiber moves and gives way at checkpoints only; a thread of the system has done so already.
        await Fiber.Checkpoint();
        for (long loop = 0; loop != (phase.LoopCount ?? -1); loop++)
        {
            _measures.BeginRound(MonotonicClock.Now);
            foreach (WorkloadEvent next in phase.Events)
            {
                _stop.ThrowIfSet();
                await Do(next);
            }

            _measures.EndRound(_run.Work.NanosecondsPerTurn, MonotonicClock.Now);
        }
    }

    private ValueTask Do(WorkloadEvent next) => next switch
    {
        RunEvent { Microseconds: var time } => Work(time, fixedTime: false),
        RuntimeEvent { Microseconds: var time } => Work(time, fixedTime: true),
        SleepEvent { Microseconds: var time } => Sleep(time),
        TimerEvent timer => AwaitTimer(timer),
        LockEvent { Mutex: var mutex } => _locks.Enter(_resources.Mutex(mutex)),
        WaitEvent wait => AwaitCondition(wait.Condition, wait.Mutex),
        SyncEvent sync => Sync(sync),
        BarrierEvent { Barrier: var barrier } => Meet(_resources.Barrier(barrier)),
        SuspendEvent { Name: var name } => Await(_resources.Suspension(name).Enlist(_executor.NewWaiter())),
        YieldEvent => _executor.Yield(),
        MemoryEvent { Bytes: var bytes } => UseBuffer(bytes, toDevice: false),
        IoEvent { Bytes: var bytes } => UseBuffer(bytes, toDevice: true),
        _ => DoAtOnce(next),
    };

    private ValueTask DoAtOnce(WorkloadEvent next)
    {
        switch (next)
        {
            case UnlockEvent { Mutex: var mutex }: _locks.Exit(_resources.Mutex(mutex)); break;
            case SignalEvent { Condition: var condition }: _resources.Condition(condition).WakeOne(); break;
            case BroadcastEvent { Condition: var condition }: _resources.Condition(condition).WakeAll(); break;
            case ResumeEvent { Name: var name }: _resources.Suspension(name).WakeAll(); break;
            case ForkEvent { Task: var forked }: _run.Fork(forked, Name); break;
            default: throw new WorkloadRunException(Name, $"The engine does not know the event {next.GetType().Name}.");
        }

        return default;
    }

    private async ValueTask Work(long microseconds, bool fixedTime)
    {
        long start = MonotonicClock.Now;
        if (fixedTime)
        {
            await _run.Work.RunFor(microseconds, _stop);
        }
        else
        {
            await _run.Work.Run(microseconds, _stop, _pace, _executor.Tally);
        }

        _measures.Worked(MonotonicClock.Now - start, microseconds);
    }

    private async ValueTask Sleep(long microseconds)
    {
        long now = MonotonicClock.Now;
        long due = now + (microseconds * 1000);
        _measures.Wait(now);
        await _executor.SleepUntil(due);
        _measures.Wake(due, MonotonicClock.Now);
    }

    private async ValueTask AwaitTimer(TimerEvent timer)
    {
        WorkloadTimer device = timer.IsUnique ? UniqueTimer(timer.Timer) : _resources.Timer(timer.Timer);
        long now = MonotonicClock.Now;
        long expiry = device.Advance(_origin, timer.PeriodMicroseconds * 1000, timer.Mode, now);
        _measures.ReachTimer(expiry, now, timer.PeriodMicroseconds);
        if (expiry > now)
        {
            await _executor.SleepUntil(expiry);
            _measures.WakeByTimer(expiry, MonotonicClock.Now);
        }
        else
        {
            _run.Host.Recorder?.MissesTimer(Name, now - expiry, now);
            _measures.MissTimer(timer.Mode == TimerMode.Relative ? now : expiry);
        }
    }

    private WorkloadTimer UniqueTimer(string name)
    {
        if (!_uniqueTimers.TryGetValue(name, out WorkloadTimer? timer))
        {
            _uniqueTimers.Add(name, timer = new WorkloadTimer());
        }

        return timer;
    }

    private async ValueTask Sync(SyncEvent sync)
    {
        WorkloadMutex mutex = _resources.Mutex(sync.Mutex);
        bool takes = !_locks.Holds(mutex);
        if (takes)
        {
            await _locks.Enter(mutex);
        }

        _resources.Condition(sync.Condition).WakeOne();
        await AwaitCondition(sync.Condition, sync.Mutex);
        if (takes)
        {
            _locks.Exit(mutex);
        }
    }

    /// <summary>Enlists before the mutex is given up, so that no signal sent under the mutex is lost in between.</summary>
    private async ValueTask AwaitCondition(string condition, string mutexName)
    {
        WorkloadMutex mutex = _resources.Mutex(mutexName);
        Waiter waiter = _resources.Condition(condition).Enlist(_executor.NewWaiter());
        _locks.Exit(mutex);
        await Await(waiter);
        await _locks.Enter(mutex);
    }

    private ValueTask Meet(MeetingPoint barrier)
    {
        Waiter waiter = _executor.NewWaiter();
        return barrier.IsLast(waiter) ? default : Await(waiter);
    }

    private async ValueTask Await(Waiter waiter)
    {
        _measures.Wait(MonotonicClock.Now);
        long wokenAt = await waiter.Await();
        _stop.ThrowIfSet();
        _measures.Wake(wokenAt, MonotonicClock.Now);
    }

    /// <summary>Writes into the buffer or from it to the device, a buffer's length at a time.</summary>
    private async ValueTask UseBuffer(long bytes, bool toDevice)
    {
        _buffer ??= new byte[_run.Workload.Global.MemoryBufferBytes];
        for (long left = bytes; left > 0; left -= _buffer.Length)
        {
            _stop.ThrowIfSet();
            int length = (int)Math.Min(left, _buffer.Length);
            if (toDevice)
            {
                _resources.WriteToDevice(_buffer.AsSpan(0, length));
            }
            else
            {
                _buffer.AsSpan(0, length).Clear();
            }

            await Fiber.Checkpoint();
        }
    }
}
