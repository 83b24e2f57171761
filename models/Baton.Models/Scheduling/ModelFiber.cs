using Baton.Locking;
using Baton.Scheduling;
using Baton.Scheduling.Classes;

namespace Baton.Models;

/// <summary>A fiber without code: a model's threads say what it does, and what wakes it.</summary>
internal sealed class ModelFiber : FiberCore
{
    private readonly string _name;
    private Plain<bool> _hasWork;

    public ModelFiber(SchedulerCore scheduler, string name, int priority, WorkerSet allowed)
        : base(scheduler, SchedulingEntity.For(SchedulingPolicy.Fifo(priority)), allowed)
    {
        _name = name;
        _hasWork.Named($"work of {name}");
        OwnerId = Identity.Draw(1);
        scheduler.Fibers.Settle(OwnerId, this);
        AsyncWaiter = new FiberWaiter(this);
        Waiter = AsyncWaiter;
    }

    /// <summary>What an owner word says when this fiber owns.</summary>
    public long OwnerId { get; }

    /// <summary>Its place in the queue of the mutex that it waits for.</summary>
    public Waiter Waiter { get; set; }

    /// <summary>The same, if it waits without a thread.</summary>
    public FiberWaiter AsyncWaiter { get; }

    internal override string DisplayName => _name;

    internal override bool HasWork => _hasWork.Value;

    /// <summary>Something that it waited for is there.</summary>
    public void GiveWork()
    {
        WakeLock.Take();
        _hasWork.Value = true;
        if (IsAsleep)
        {
            Scheduler.WakeLocked(this);
        }
        else
        {
            WakeLock.Release();
        }
    }

    /// <summary>A fiber on a thread of its own comes to sleep. Its thread is none of the model's: it goes no further.</summary>
    internal override bool Park(Deadline limit) => throw new CommittedToSleep();

    internal override void Unpark() => GiveWork();

    /// <summary>The fiber's own code goes no further here.</summary>
    internal sealed class CommittedToSleep : Exception;

    /// <summary>The waiter of a fiber; its wake is the fiber's.</summary>
    internal sealed class FiberWaiter : AsyncWaiter
    {
        private readonly ModelFiber _fiber;

        public FiberWaiter(ModelFiber fiber)
        {
            _fiber = fiber;
            Fiber = fiber;
        }

        public override long Id => _fiber.OwnerId;

        public override void Wake() => _fiber.GiveWork();
    }
}
