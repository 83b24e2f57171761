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
        Waiter = new FiberWaiter(this);
    }

    /// <summary>What an owner word says when this fiber owns.</summary>
    public long OwnerId { get; }

    /// <summary>Its place in the queue of the mutex that it waits for.</summary>
    public FiberWaiter Waiter { get; }

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

    internal override bool Park(Deadline limit) => throw new NotSupportedException();

    internal override void Unpark() => GiveWork();

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
