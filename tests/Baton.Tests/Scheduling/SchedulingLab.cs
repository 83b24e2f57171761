// A bench for the scheduler's protocol: the product's workers, run queues and mutexes, and fibers without code. A test says
// what each fiber does next and when each worker looks, so every interleaving of the protocol's steps can be written down.
// Time stands still unless the test moves it.

using Baton.Locking;
using Baton.Platform;
using Baton.Scheduling;
using Baton.Scheduling.Classes;
using Xunit;

namespace Baton.Tests.Scheduling;

internal sealed class SchedulingLab : SchedulingTrace, IWorkerHost
{
    private readonly List<SchedulingEvent> _events = [];

    public SchedulingLab(int workers, bool proxyExecution = true) =>
        Core = new SchedulerCore(number: 1, workers, proxyExecution, this, this);

    public SchedulerCore Core { get; }

    public long Now { get; set; }

    public long Anticipation { get; set; }

    public List<int> Kicked { get; } = [];

    public List<FiberDeadlock> Deadlocks { get; } = [];

    /// <summary>What has happened since the last call, one line each: "Kind fiber[@worker][ for other]".</summary>
    public IReadOnlyList<string> TakeEvents()
    {
        List<string> lines = [.. _events.Select(e =>
            $"{e.Kind} {e.Fiber}@{e.Worker}" + (e.Other is null || ReferenceEquals(e.Other, e.Fiber) ? "" : $" for {e.Other}"))];
        _events.Clear();
        return lines;
    }

    void IWorkerHost.Kick(Worker worker) => Kicked.Add(worker.Index);

    void IWorkerHost.OnDeadlock(FiberDeadlock deadlock) => Deadlocks.Add(deadlock);

    public override void On(in SchedulingEvent happened) => _events.Add(happened);

    /// <summary>A fiber that may run on these workers (any, if none is given), queued and not run yet.</summary>
    public LabFiber Start(string name, SchedulingPolicy policy, params int[] workers)
    {
        var fiber = new LabFiber(Core, name, policy, workers.Length == 0 ? WorkerSet.All : WorkerSet.Of(workers));
        Core.Start(fiber);
        return fiber;
    }

    /// <summary>A fiber that is the first to run on its worker (worker 0, if none is given) and asks for the mutex: it owns it if
    /// it was free, and is about to sleep otherwise.</summary>
    public LabFiber StartAndEnter(string name, SchedulingPolicy policy, HandoffMutex mutex, params int[] workers)
    {
        LabFiber fiber = Start(name, policy, workers);
        Assert.Equal(name, Look(workers.Length == 0 ? 0 : workers[0]));
        fiber.Enter(mutex);
        return fiber;
    }

    /// <summary>The worker looks again; what ran stays runnable.</summary>
    public string Look(int worker) => Name(Core.Workers[worker].Schedule(
        Core.Workers[worker].Current is null ? SwitchReason.Idle : SwitchReason.Preempted));

    /// <summary>What runs on the worker has nothing more to do; the worker looks for another.</summary>
    public string Sleep(int worker) => Name(Core.Workers[worker].Schedule(SwitchReason.Slept));

    public string Yield(int worker) => Name(Core.Workers[worker].Schedule(SwitchReason.Yielded));

    public string Finish(int worker) => Name(Core.Workers[worker].Schedule(SwitchReason.Finished));

    private static string Name(FiberCore? fiber)
    {
        (fiber as LabFiber)?.TakeWork();
        return fiber?.DisplayName ?? "idle";
    }
}

/// <summary>A fiber that does what the test says.</summary>
internal sealed class LabFiber : FiberCore
{
    private readonly string _name;
    private readonly Dictionary<MutexCore, long> _owned = [];
    private bool _hasWork;

    public LabFiber(SchedulerCore scheduler, string name, SchedulingPolicy policy, WorkerSet allowed)
        : base(scheduler, SchedulingEntity.For(policy), allowed) => _name = name;

    internal override string DisplayName => _name;

    internal override bool HasWork => _hasWork;

    public LabWaiter? Waiting { get; private set; }

    public bool Holds(HandoffMutex mutex) => _owned.TryGetValue(mutex, out long id) && mutex.State.IsHeldBy(id);

    /// <summary>The running fiber asks for the mutex; true if it has it at once. Otherwise the test lets it sleep.</summary>
    public bool Enter(HandoffMutex mutex) => As(() =>
    {
        long id = ((IFiber)this).NextOwnerId();
        if (mutex.TryEnterOnce(id))
        {
            _owned[mutex] = id;
            return true;
        }

        Waiting = new LabWaiter(this, mutex, id);
        return mutex.TryEnterOrQueue(Waiting) && Granted(mutex, id);
    });

    public void Exit(HandoffMutex mutex) => As(() =>
    {
        Assert.True(_owned.Remove(mutex, out long id));
        return mutex.TryExitUncontended(id) || mutex.ExitSlow(id, caller: null).IsHeldBy(id) ? true : throw new InvalidOperationException();
    });

    /// <summary>The wait for a mutex is ended from outside; false if the mutex came first.</summary>
    public bool Cancel()
    {
        if (!Waiting!.Mutex.TryCancel(Waiting, MutexEvent.Canceled))
        {
            return false;
        }

        WakeUp();
        return true;
    }

    /// <summary>It runs, and so does what it was woken for.</summary>
    public void TakeWork() => _hasWork = false;

    /// <summary>Something that it awaited is there.</summary>
    public void WakeUp()
    {
        _hasWork = true;
        Scheduler.Wake(this);
    }

    internal override bool Park(Deadline limit) => throw new NotSupportedException();

    internal override void Unpark() => WakeUp();

    public bool Granted(MutexCore mutex, long id)
    {
        _owned[mutex] = id;
        Waiting = null;
        return true;
    }

    private T As<T>(Func<T> action)
    {
        Caller.Current.Fiber = this;
        try
        {
            return action();
        }
        finally
        {
            Caller.Current.Fiber = null;
        }
    }
}

internal sealed class LabWaiter : AsyncWaiter
{
    private readonly LabFiber _fiber;

    public LabWaiter(LabFiber fiber, HandoffMutex mutex, long id)
    {
        _fiber = fiber;
        Mutex = mutex;
        Id = id;
        Fiber = fiber;
    }

    public override long Id { get; }

    public HandoffMutex Mutex { get; }

    public override void Wake()
    {
        _fiber.Granted(Mutex, Id);
        _fiber.WakeUp();
    }
}
