// One run of a workload: its threads from their common start to the end of the last.
//
// The end comes in three steps. First the stop signal: threads between events, at work or asleep see it, waiting threads are
// woken, locks that take a token give up. Threads in other locks follow as the holders leave. Who is still there after the
// grace time waits in a cycle of mutexes for itself; an interrupt frees it from every lock of the platform. A thread that
// even that does not reach is reported as stuck, with the mutex it waits for, and left behind as a background thread.

using System.Globalization;
using Baton.Timelines;
using Baton.Workloads.Execution.Measures;
using Baton.Workloads.Model;

namespace Baton.Workloads.Execution;

internal sealed class WorkloadRun : IDisposable
{
    /// <summary>As rt-app: more forks of one task than this are a fork bomb.</summary>
    private const int ForkCountMax = 1024;

    private static readonly TimeSpan GraceTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ProgressPeriod = TimeSpan.FromMilliseconds(100);

    private readonly object _gate = new();
    private readonly WaitQueue _start;
    private readonly CountdownEvent _ready = new(1);

    // All under _gate.
    private readonly List<TaskThread> _threads = [];
    private readonly Dictionary<string, int> _forkCounts = new(StringComparer.Ordinal);
    private readonly List<string> _warnings = [];
    private WorkloadRunException? _failure;
    private int _liveCount;

    internal WorkloadRun(Workload workload, BusyLoop work, Func<WorkloadRun, WorkloadHost> newHost)
    {
        Workload = workload;
        Work = work;
        _start = new WaitQueue(Stop);
        Host = newHost(this);
        Resources = new RunResources(workload, Host, Stop);
    }

    internal Workload Workload { get; }

    internal BusyLoop Work { get; }

    internal StopSignal Stop { get; } = new();

    internal WorkloadHost Host { get; }

    internal RunResources Resources { get; }

    /// <summary>The common start of all threads. Set before they are let go.</summary>
    internal long StartedAt { get; private set; }

    /// <summary>A whole run, rehearsal included: until all tasks have ended, the duration is over or the caller cancels.</summary>
    /// <exception cref="WorkloadRunException">A task could not go on.</exception>
    internal static WorkloadResult Perform(
        Workload workload,
        Func<WorkloadRun, WorkloadHost> newHost,
        TimeSpan? duration,
        bool warmsUp,
        IProgress<TimeSpan>? progress,
        CancellationToken cancellationToken)
    {
        BusyLoop work = BusyLoop.Calibrate(workload.Global.Calibration.Cpu ?? 0);
        if (warmsUp && !cancellationToken.IsCancellationRequested)
        {
            WarmUp.Run(work, newHost);
        }

        using var run = new WorkloadRun(workload, work, newHost);
        using CancellationTokenRegistration registration = cancellationToken.Register(run.End);
        try
        {
            run.Start(duration ?? (workload.Global.DurationSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null));
        }
        catch (WorkloadRunException failure)
        {
            run.Fail(failure);
        }

        run.WaitForEnd(progress);
        run.Join();
        return run.ToResult(
            cancellationToken.IsCancellationRequested ? WorkloadEnding.Cancelled
            : run.Stop.WasTimeUp ? WorkloadEnding.DurationElapsed
            : WorkloadEnding.Completed);
    }

    /// <summary>Makes all threads and lets them go together.</summary>
    internal void Start(TimeSpan? duration)
    {
        foreach (WorkloadTask task in Workload.Tasks)
        {
            for (int instance = 0; instance < task.InstanceCount; instance++)
            {
                _ready.AddCount();
                lock (_gate)
                {
                    Launch(task, string.Create(CultureInfo.InvariantCulture, $"{task.Name}-{_threads.Count}"), isForked: false);
                }
            }
        }

        _ready.Signal();
        _ready.Wait();
        StartedAt = MonotonicClock.Now;
        if (duration is { } time)
        {
            // A duration of centuries is no duration; it must not overflow.
            Stop.EndsAt = StartedAt + (long)Math.Min(time.TotalNanoseconds, long.MaxValue / 2.0);
        }

        _start.WakeAll();
    }

    /// <summary>Called by each thread that starts with the workload: waits for the others.</summary>
    internal async ValueTask AwaitStart(Waiter waiter)
    {
        try
        {
            _start.Enlist(waiter);
        }
        finally
        {
            _ready.Signal();
        }

        await waiter.Await();
    }

    /// <summary>Starts one more thread of a task.</summary>
    internal void Fork(string name, string parent)
    {
        WorkloadTask task = Workload.FindTask(name)!;
        lock (_gate)
        {
            Stop.ThrowIfSet();
            int earlier = _forkCounts.GetValueOrDefault(name);
            if (earlier == ForkCountMax)
            {
                throw new WorkloadRunException(parent, $"Thread \"{parent}\" forks \"{name}\" for the {ForkCountMax + 1}th time; give it a \"loop\" or a longer period.");
            }

            _forkCounts[name] = earlier + 1;
            Launch(task, string.Create(CultureInfo.InvariantCulture, $"{name}-{_threads.Count}-{earlier:D4}"), isForked: true);
        }
    }

    /// <summary>Waits until every thread has ended or the run is over, then ends it.</summary>
    internal void WaitForEnd(IProgress<TimeSpan>? progress)
    {
        while (!Stop.IsOver())
        {
            lock (_gate)
            {
                if (_liveCount == 0)
                {
                    break;
                }

                long left = Math.Max(0, (Stop.EndsAt - MonotonicClock.Now) / 1_000_000);
                Monitor.Wait(_gate, (int)Math.Min(left + 1, (long)ProgressPeriod.TotalMilliseconds));
            }

            foreach (string deadlock in Deadlocks.Describe(Threads()))
            {
                Warn(deadlock);
            }

            progress?.Report(TimeSpan.FromMicroseconds((MonotonicClock.Now - StartedAt) / 1000.0));
        }

        End();
    }

    /// <summary>Ends the run and frees its threads; whoever waits in <see cref="WaitForEnd"/> returns.</summary>
    internal void End()
    {
        Stop.Set();
        Resources.WakeEverybody();
        _start.WakeAll();
        Host.WakeSleepers();
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for the threads' ends, in growing earnest.</summary>
    internal void Join()
    {
        TaskThread[] threads = Threads();
        if (!JoinWithin(threads, GraceTime))
        {
            foreach (TaskThread waiting in threads.Where(thread => !thread.HasEnded))
            {
                waiting.Interrupt();
            }

            JoinWithin(threads, GraceTime);
        }

        if (threads.All(thread => thread.HasEnded))
        {
            Host.Settle();
        }

        lock (_gate)
        {
            if (_failure is not null)
            {
                throw _failure;
            }
        }
    }

    internal void ThreadEnded()
    {
        lock (_gate)
        {
            _liveCount--;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Ends the run because a thread cannot go on. The first failure is the one that is thrown.</summary>
    internal void Fail(WorkloadRunException failure)
    {
        lock (_gate)
        {
            _failure ??= failure;
        }

        End();
    }

    /// <summary>Keeps a warning, once.</summary>
    internal void Warn(string warning)
    {
        lock (_gate)
        {
            if (!_warnings.Contains(warning))
            {
                _warnings.Add(warning);
            }
        }
    }

    internal WorkloadResult ToResult(WorkloadEnding ending)
    {
        TaskThread[] threads = Threads();
        long end = threads.Where(thread => thread.HasEnded).Select(thread => thread.EndedAt).DefaultIfEmpty(MonotonicClock.Now).Max();
        foreach (TaskThread stuck in threads.Where(thread => !thread.HasEnded))
        {
            Warn($"Thread \"{stuck.Name}\" is stuck at mutex \"{stuck.Locks.CurrentWait?.Mutex.Name}\" and was left behind; its measures are lost.");
        }

        if (Host.Recorder is { LostCount: > 0 and var lost })
        {
            Warn(string.Create(CultureInfo.InvariantCulture, $"The timeline, and with it the inversions, ends early: {lost} events were too many to keep; record a shorter run."));
        }

        Timeline? timeline = Host.Recorder?.ToTimeline(
            Host.CpuCount,
            threads.Select(thread => (thread.Name, thread.Task, thread.FirstPolicy)),
            Resources.Mutexes.OrderBy(mutex => mutex.Index).Select(mutex => mutex.Name),
            StartedAt,
            Math.Max(end, StartedAt));
        InversionSearch? inversions = timeline is null ? null : InversionSearch.In(timeline);
        return new WorkloadResult
        {
            Ending = ending,
            Elapsed = TimeSpan.FromMicroseconds(Math.Max(0, end - StartedAt) / 1000.0),
            NanosecondsPerTurn = Work.NanosecondsPerTurn,
            Tasks = [.. threads.Select(thread => thread.ToMeasure())],
            TaskTotals = [.. threads.GroupBy(thread => thread.Task).Select(Measure)],
            Locks = [.. Resources.Mutexes.OrderBy(mutex => mutex.Name, StringComparer.Ordinal).Select(mutex => Measure(mutex, threads))],
            Timeline = timeline,
            Inversions = inversions is null ? null : [.. inversions.Found],
            InversionTotals = inversions is null ? null : [.. inversions.Totals],
            Pace = [.. threads.Where(thread => thread.HasEnded).SelectMany(thread => thread.Pace.Quanta)
                .OrderBy(quantum => quantum.EndedAt).Select(quantum => quantum.Quantum)],
            Warnings = [.. _warnings],
        };
    }

    public void Dispose()
    {
        // A thread that was left behind may still look at the signal; then the little that it holds is left to the collector.
        if (Threads().All(thread => thread.HasEnded))
        {
            Stop.Dispose();
            _ready.Dispose();
            Resources.Dispose();
            Host.Dispose();
        }
    }

    private void Launch(WorkloadTask task, string name, bool isForked)
    {
        var thread = new TaskThread(this, task, name, isForked);
        _threads.Add(thread);
        _liveCount++;
        try
        {
            thread.Start();
        }
        catch (Exception error) when (error is OutOfMemoryException or ThreadStartException)
        {
            _threads.Remove(thread);
            _liveCount--;
            throw new WorkloadRunException(name, $"Thread \"{name}\", the {_threads.Count + 1}th, cannot be started: {error.Message}", error);
        }
    }

    private TaskThread[] Threads()
    {
        lock (_gate)
        {
            return [.. _threads];
        }
    }

    private static bool JoinWithin(TaskThread[] threads, TimeSpan time)
    {
        long deadline = MonotonicClock.Now + (long)time.TotalNanoseconds;
        bool all = true;
        foreach (TaskThread thread in threads)
        {
            long left = Math.Max(0, deadline - MonotonicClock.Now);
            all &= thread.Join(TimeSpan.FromMicroseconds(left / 1000.0));
        }

        return all;
    }

    private static TaskMeasure Measure(IGrouping<string, TaskThread> task)
    {
        var totals = new ActivityTotals();
        var times = new List<LendingMeasure>();
        foreach (TaskThread thread in task.Where(thread => thread.HasEnded))
        {
            thread.AddTo(totals);
            if (thread.Lending is { } lending)
            {
                times.Add(lending);
            }
        }

        return totals.ToMeasure(task.Key, task.Key, task.First().Policy) with
        {
            Lending = times.Count == 0 ? null : new LendingMeasure(
                times.Sum(time => time.ExecutedNanoseconds), times.Sum(time => time.BorrowedNanoseconds), times.Sum(time => time.LentNanoseconds)),
        };
    }

    private static LockMeasure Measure(WorkloadMutex mutex, TaskThread[] threads)
    {
        var waits = new DurationRecorder();
        var holds = new DurationRecorder();
        var tasks = new List<TaskLockMeasure>();
        foreach (IGrouping<string, TaskThread> byTask in threads.Where(thread => thread.HasEnded).GroupBy(thread => thread.Task))
        {
            var taskWaits = new DurationRecorder();
            var taskHolds = new DurationRecorder();
            foreach (TaskThread thread in byTask)
            {
                thread.Locks.AddTo(mutex, taskWaits, taskHolds);
            }

            if (taskWaits.Count > 0)
            {
                tasks.Add(new TaskLockMeasure(byTask.Key, taskWaits.ToDistribution(), taskHolds.ToDistribution()));
                waits.Add(taskWaits);
                holds.Add(taskHolds);
            }
        }

        return new LockMeasure
        {
            Name = mutex.Name,
            AcquisitionCount = waits.Count,
            WaitTime = waits.ToDistribution(),
            HoldTime = holds.ToDistribution(),
            Tasks = [.. tasks],
        };
    }
}
