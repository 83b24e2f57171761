using Baton.Workloads.Execution.Measures;
using Baton.Workloads.Model;

namespace Baton.Workloads.Execution.Fibers;

/// <summary>Executes a thread of a task as a fiber. All waiting puts it to sleep, and leaves its worker to others.</summary>
internal sealed class FiberExecutor(FiberHost host, WorkloadTask task, string name, StopSignal stop) : Executor
{
    private Fiber? _fiber;

    internal override LendingMeasure Lending
    {
        get
        {
            Scheduling.FiberTimes times = _fiber!.Times;
            return new LendingMeasure(times.Executed, times.Borrowed, times.Lent);
        }
    }

    /// <summary>Its own: no other fiber has a turn in the middle of a slice.</summary>
    internal override WorkTally Tally { get; } = new();

    internal override void Start(Func<Task> body)
    {
        ValueList<int> cpus = task.Phases[0].Cpus.Count > 0 ? task.Phases[0].Cpus : task.Cpus;
        _fiber = host.Scheduler.Start(
            body, host.PolicyFor(task.Scheduling), new FiberOptions { Name = name, Affinity = host.WorkersFor(cpus) });
    }

    internal override bool Join(TimeSpan timeout) => _fiber!.Completion.Wait(timeout);

    internal override string? SetCpus(ValueList<int> cpus)
    {
        WorkerSet workers = host.WorkersFor(cpus);
        if (!workers.Equals(Fiber.Current!.Affinity))
        {
            Fiber.Current.ChangeAffinity(workers);
        }

        return null;
    }

    internal override string? SetPolicy(SchedulingParameters scheduling)
    {
        SchedulingPolicy policy = host.PolicyFor(scheduling);
        if (policy != Fiber.Current!.Policy)
        {
            Fiber.Current.ChangePolicy(policy);
        }

        return null;
    }

    internal override async ValueTask SleepUntil(long moment)
    {
        Waiter waiter = NewWaiter();
        host.Alarms.Set(waiter, moment);
        await waiter.Await();
        stop.ThrowIfSet();
    }

    internal override async ValueTask Yield() => await Fiber.Yield();

    internal override Waiter NewWaiter() => new FiberWaiter();

    /// <summary>The fiber awaits it, and continues where it may run.</summary>
    private sealed class FiberWaiter : Waiter
    {
        private readonly TaskCompletionSource<long> _wokenAt = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal override ValueTask<long> Await() => new(_wokenAt.Task);

        internal override void Wake() => _wokenAt.TrySetResult(MonotonicClock.Now);
    }
}
