using Baton.Locking;

namespace Baton.Simulator.World;

/// <summary>A mutex of the workload: the product's, and what the simulation remembers of it to check it by.</summary>
internal sealed class SimulatedMutex
{
    private readonly LockKind _kind;
    private readonly LinkedList<SimulatedFiber> _sleepers = new();

    public SimulatedMutex(int index, string name, LockKind kind)
    {
        Index = index;
        Name = name;
        _kind = kind;
        Core = kind switch
        {
            LockKind.Handoff => new HandoffMutex(),
            LockKind.Fifo => new HandoffMutex(new HandoffMutexOptions { Handoff = HandoffMode.Always }),
            _ => new HandoffMutex(new HandoffMutexOptions { Handoff = HandoffMode.Never }),
        };
    }

    public int Index { get; }

    public string Name { get; }

    /// <summary>The product's mutex.</summary>
    public HandoffMutex Core { get; }

    /// <summary>Who owns it, as far as was seen from outside.</summary>
    public SimulatedFiber? Holder { get; set; }

    /// <summary>Who waits, in the order in which they asked.</summary>
    public List<SimulatedFiber> Waiting { get; } = [];

    /// <summary>A field that only the holder writes, without any protection but the mutex.</summary>
    public long Guarded { get; set; }

    /// <summary>Makes one attempt, and joins the queue if that fails; returns whether the fiber has the mutex.</summary>
    public bool TryEnterOrQueue(SimulatedFiber fiber)
    {
        long id = fiber.NextId();
        if (Core.TryEnterUncontended(id) || Core.TryEnterOnce(id))
        {
            return true;
        }

        if (_kind == LockKind.Unfair)
        {
            // Whoever was woken and came too late keeps its place.
            if (fiber.Waiting == WaitKind.Mutex)
            {
                _sleepers.AddFirst(fiber);
            }
            else
            {
                _sleepers.AddLast(fiber);
            }

            return false;
        }

        fiber.Waiter.Prepare(id);
        return Core.TryEnterOrQueue(fiber.Waiter);
    }

    /// <summary>Unlocks. An unfair mutex returns whom to tell that it is free; the others have told already.</summary>
    public SimulatedFiber? Exit(long id)
    {
        if (!Core.TryExitUncontended(id) && !Core.ExitSlow(id, caller: null).IsHeldBy(id))
        {
            throw new InvalidOperationException($"The simulation unlocked \"{Name}\" for a fiber that does not own it.");
        }

        SimulatedFiber? first = _sleepers.First?.Value;
        if (first is not null)
        {
            _sleepers.RemoveFirst();
        }

        return first;
    }

    /// <summary>Ends a fiber's wait; false if it comes too late.</summary>
    public bool TryCancel(SimulatedFiber fiber) =>
        _kind == LockKind.Unfair ? _sleepers.Remove(fiber) : Core.TryCancel(fiber.Waiter, MutexEvent.Canceled);
}
