using Baton.Workloads.Model;

namespace Baton.Workloads.Execution.Fibers;

/// <summary>Runs workloads on fibers of a scheduler of their own.</summary>
internal sealed class FiberHost : WorkloadHost
{
    private readonly StopSignal _stop;
    private readonly ProxyScheduler _scheduler;
    private readonly AlarmClock _alarms;
    private readonly PolicyTranslation _policies = new();
    private readonly Action<string> _warn;

    /// <summary>A scheduler that is as the options say, on which nothing runs yet.</summary>
    /// <param name="options">How the scheduler is to be.</param>
    /// <param name="stop">The end of the run.</param>
    /// <param name="recorder">Keeps what happens, or null.</param>
    /// <param name="warn">Hears of what cannot be run as it is written.</param>
    internal FiberHost(ProxySchedulerOptions options, StopSignal stop, RunRecorder? recorder, Action<string> warn)
    {
        _stop = stop;
        _warn = warn;
        _scheduler = new ProxyScheduler(options, recorder);
        Recorder = recorder;
        _alarms = new AlarmClock(stop);
    }

    internal ProxyScheduler Scheduler => _scheduler;

    internal override RunRecorder? Recorder { get; }

    internal override int CpuCount => _scheduler.WorkerCount;

    internal AlarmClock Alarms => _alarms;

    internal override WorkloadMutex NewMutex(string name, int index) => new FiberMutex(name, index);

    internal override Executor NewExecutor(WorkloadTask task, string name) => new FiberExecutor(this, task, name, _stop);

    /// <summary>A fiber's entitlement in the scheduler's words.</summary>
    internal SchedulingPolicy PolicyFor(SchedulingParameters scheduling)
    {
        lock (_policies)
        {
            SchedulingPolicy policy = _policies.Translate(scheduling);
            foreach (string warning in _policies.Warnings)
            {
                _warn(warning);
            }

            return policy;
        }
    }

    /// <summary>The workers on which a task, or a phase of it, may run: CPUs are workers here.</summary>
    internal WorkerSet WorkersFor(ValueList<int> cpus)
    {
        int[] existing = [.. cpus.Where(cpu => cpu < _scheduler.WorkerCount)];
        return existing.Length == 0 ? WorkerSet.All : WorkerSet.Of(existing);
    }

    internal override void WakeSleepers() => _alarms.RingAll();

    /// <summary>
    /// A fiber's completion is known a moment before its worker books the last of its time. What the worker runs next, it
    /// runs after that.
    /// </summary>
    internal override void Settle()
    {
        Fiber[] next = [.. Enumerable.Range(0, _scheduler.WorkerCount).Select(worker =>
            _scheduler.Start(static () => { }, default, new FiberOptions { Affinity = WorkerSet.Of(worker) }))];
        Task.WaitAll(next.Select(fiber => fiber.Completion));
    }

    public override void Dispose()
    {
        _alarms.Dispose();
        _scheduler.DisposeAsync().AsTask().Wait();
    }

    /// <summary>A mutex of the workload that is Baton's own, entered as async callers do.</summary>
    private sealed class FiberMutex(string name, int index) : WorkloadMutex(name, index)
    {
        private readonly HandoffMutex _mutex = new();

        // Of the owner.
        private HandoffMutex.AsyncScope _scope;

        internal override async ValueTask Enter(CancellationToken stop) => _scope = await _mutex.EnterAsync(stop);

        internal override void Exit()
        {
            // Copied first: after the release the field belongs to the next owner.
            HandoffMutex.AsyncScope scope = _scope;
            scope.Dispose();
        }
    }
}
