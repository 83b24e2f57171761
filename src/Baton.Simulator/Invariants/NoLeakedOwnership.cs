using Baton.Locking;
using Baton.Scheduling;
using Baton.Simulator.World;

namespace Baton.Simulator.Invariants;

/// <summary>O3: whom the owner word names is who holds the mutex, and has not ended; if nobody holds it, it names nobody.</summary>
internal static class NoLeakedOwnership
{
    public static void Check(SimulatedWorld world, SimulatedMutex mutex, SimulatedFiber? holder)
    {
        OwnerState state = mutex.Core.State;
        FiberCore? named = state.IsFree ? null : world.Scheduler.Fibers.Find(state.Owner);
        if (!ReferenceEquals(named, holder) || holder is { HasEnded: true } || (holder is null && !state.IsFree))
        {
            throw world.Violation(
                "O3 no leaked ownership", $"\"{mutex.Name}\" names {named?.ToString() ?? "nobody"}, and {holder?.ToString() ?? "nobody"} holds it.");
        }
    }
}
