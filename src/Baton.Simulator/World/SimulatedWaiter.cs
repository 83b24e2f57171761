using Baton.Locking;

namespace Baton.Simulator.World;

/// <summary>A simulated fiber's place in the queue of a mutex: an async waiter of the product, which wakes in virtual time.</summary>
internal sealed class SimulatedWaiter(SimulatedFiber owner) : AsyncWaiter
{
    private long _id;

    /// <inheritdoc/>
    public override long Id => _id;

    /// <summary>Gets ready for one wait.</summary>
    public void Prepare(long id)
    {
        _id = id;
        Fiber = owner;
    }

    /// <summary>The mutex is the fiber's.</summary>
    public override void Wake() => owner.World.OnGranted(owner);
}
