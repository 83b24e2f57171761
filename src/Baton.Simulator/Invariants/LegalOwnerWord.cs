using Baton.Locking;
using Baton.Simulator.World;

namespace Baton.Simulator.Invariants;

/// <summary>O2: the owner word says that somebody is queued exactly if somebody is, and asks nothing of nobody.</summary>
internal static class LegalOwnerWord
{
    public static void Check(SimulatedWorld world, SimulatedMutex mutex)
    {
        OwnerState state = mutex.Core.State;
        bool isQueued = world.Options.Lock != LockKind.Unfair && mutex.Waiting.Exists(fiber => fiber.Waiter.Next is not null);
        if (state.HasWaiters != isQueued)
        {
            throw world.Violation("O2 legal owner word", $"\"{mutex.Name}\" says {state}, and {(isQueued ? "somebody is" : "nobody is")} in its queue.");
        }

        if (state.HandoffRequested && (state.IsFree || !state.HasWaiters))
        {
            throw world.Violation("O2 legal owner word", $"\"{mutex.Name}\" says {state}: a request that nobody will answer.");
        }

        if (state.AwaitsPickup)
        {
            throw world.Violation("O2 legal owner word", $"\"{mutex.Name}\" says {state}, and async waiters pick nothing up.");
        }
    }
}
