// What all models of the scheduler have in common: two workers, a few fibers, a mutex, and what must hold at the end.
//
// The stage is set by the product's own operations, run alone: fibers are started, run, queue on the mutex and fall asleep.
// What a model's threads do from there is one step of the protocol each: a worker schedules, somebody unlocks, wakes or
// cancels. Two such steps that meet are where the protocol's mistakes of the past were.
//
// What every one of them checks (docs/invariants.md):
//   I12      asserted where it is used, and at the end: a fiber is blocked on the mutex in whose ring it is
//   I13      asserted by the model's run queue: a fiber is in one queue, once
//   I14-I16  asserted in Worker.Schedule; at the end, who has work is runnable, and where it may be
//   deadlock the checker's verdict: the locks of the scheduler are taken in one order

using Baton.Locking;
using Baton.Scheduling;

namespace Baton.Models;

/// <summary>A program with fibers.</summary>
internal abstract class FiberModel : CheckedProgram, IWorkerHost
{
    private readonly Machine _machine = new(Passing.AtOnce);
    private readonly Caller[] _callers = new Caller[2];
    private readonly List<ModelFiber> _fibers = [];

    protected FiberModel(MutexSettings? settings = null)
    {
        _machine.Run(0);
        Core = new SchedulerCore(number: 1, workerCount: 2, proxyExecution: true, this, trace: null);
        Mutex = new ModelMutex(settings);
        for (int thread = 0; thread < _callers.Length; thread++)
        {
            _machine.Run(thread);
            _callers[thread] = new Caller(FutexWord.Create());
            _callers[thread].Attach();
        }

        _machine.Run(0);
    }

    public sealed override int ThreadCount => 2;

    long IWorkerHost.Now => 0;

    long IWorkerHost.Anticipation => 0;

    /// <summary>The scheduler under test.</summary>
    protected SchedulerCore Core { get; }

    /// <summary>The mutex that the fibers want.</summary>
    protected ModelMutex Mutex { get; }

    public sealed override void Run(int thread)
    {
        _machine.Run(thread);
        Step(thread);
    }

    public sealed override void Finish()
    {
        foreach (ModelFiber fiber in _fibers)
        {
            bool inRing = fiber.Waiter.Next is not null;
            Check.That(ReferenceEquals(fiber.BlockedOn, Mutex) == inRing, "I12: a fiber is blocked on the mutex in whose ring it is.");
            if (fiber.HasWork || ReferenceEquals(fiber.Worker!.Current, fiber))
            {
                Check.That(fiber is { Queueing: Queueing.Queued, IsBlocked: false, IsAsleep: false }, "I14: a fiber that has work is runnable.");
                Check.That(fiber.Allowed.Contains(fiber.Worker!.Index), "I16: a fiber that has work is where it may run.");
            }

            Check.That(fiber.Queueing == Queueing.None || fiber.SleepingOwner.Load(MemoryOrder.Relaxed) is null,
                "I13: a fiber that is queued waits beside no sleeper.");
        }

        Check.That(Mutex.First is not { Next: null }, "I7: who has looked at the list has put it back.");
        foreach (Worker worker in Core.Workers)
        {
            Check.That(worker.Donor is not { } donor || ReferenceEquals(donor.Worker, worker), "I15: the donor of a worker stands in its run queue.");
            Check.That(worker.Current is not { } current || ReferenceEquals(current.Worker, worker), "I15: what runs here is queued here.");
        }

        FinishMore();
    }

    void IWorkerHost.Kick(Worker worker)
    {
    }

    void IWorkerHost.OnDeadlock(FiberDeadlock deadlock) => Check.That(false, "There is no circle here.");

    /// <summary>What a thread does.</summary>
    protected abstract void Step(int thread);

    /// <summary>What else holds at the end.</summary>
    protected abstract void FinishMore();

    /// <summary>A fiber that runs on its worker from now on; what ran there before stays runnable.</summary>
    protected ModelFiber Runs(string name, int priority, int worker, params ReadOnlySpan<int> others)
    {
        var fiber = new ModelFiber(Core, name, priority, WorkerSet.Of([worker, .. others])) { Home = Core.Workers[worker] };
        _fibers.Add(fiber);
        foreach (Worker each in Core.Workers)
        {
            each.Queue.All = _fibers;
        }

        Core.Start(fiber);
        Worker where = Core.Workers[worker];
        Check.That(ReferenceEquals(Schedule(where, SwitchReason.Preempted), fiber), "The stage is set: the fiber runs.");
        return fiber;
    }

    /// <summary>The running fiber gets the mutex, or queues for it.</summary>
    protected void Enters(ModelFiber fiber)
    {
        if (!Mutex.TryEnterOnce(fiber.OwnerId))
        {
            Mutex.TryEnterOrQueue(fiber.AsyncWaiter);
        }
    }

    /// <summary>The running fiber, which executes on a thread of its own, queues for the mutex, which somebody owns, and
    /// commits itself to sleeping.</summary>
    protected void EntersOnItsThread(ModelFiber fiber)
    {
        var caller = new Caller(FutexWord.Create(), fiber.OwnerId) { Fiber = fiber };
        fiber.Waiter = caller.Waiter;
        try
        {
            Mutex.WaitInQueue(caller, Deadline.Never);
        }
        catch (ModelFiber.CommittedToSleep)
        {
            // The rest of its wait is not the model's matter.
        }
    }

    /// <summary>The fiber that runs on the worker has nothing more to do.</summary>
    protected static FiberCore? Sleeps(Worker worker) => Schedule(worker, SwitchReason.Slept);

    /// <summary>The worker looks for what to run.</summary>
    protected static FiberCore? Schedule(Worker worker, SwitchReason reason) =>
        worker.Schedule(worker.Current is null ? SwitchReason.Idle : reason);

    /// <summary>The fiber, which runs on the calling thread, unlocks.</summary>
    protected void Exits(ModelFiber fiber)
    {
        Caller caller = _callers[Check.CurrentThread];
        caller.Fiber = fiber;
        if (!Mutex.TryExitUncontended(fiber.OwnerId))
        {
            Check.That(Mutex.ExitSlow(fiber.OwnerId, caller: null).IsHeldBy(fiber.OwnerId), "I1: who exits owns the lock.");
        }
    }

    /// <summary>Somebody ends the fiber's wait, unless the mutex came first.</summary>
    protected void Cancel(ModelFiber fiber)
    {
        if (Mutex.TryCancel(fiber.AsyncWaiter, MutexEvent.Canceled))
        {
            fiber.GiveWork();
        }
    }

    /// <summary>Whether the fiber owns the mutex.</summary>
    protected bool Owns(ModelFiber fiber) => Mutex.State.Owner == fiber.OwnerId;
}
