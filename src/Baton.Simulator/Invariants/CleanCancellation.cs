using Baton.Simulator.World;

namespace Baton.Simulator.Invariants;

/// <summary>O14: a fiber that has given up a wait is not in the queue, not blocked on the mutex, and not its owner.</summary>
internal static class CleanCancellation
{
    public static void Check(SimulatedWorld world, SimulatedMutex mutex, SimulatedFiber fiber)
    {
        if (fiber.Waiter.Next is not null || fiber.BlockedOn is not null || fiber.BlockedWaiter is not null)
        {
            throw world.Violation("O14 clean cancellation", $"{fiber} has given up \"{mutex.Name}\", and still waits for it.");
        }

        if (!mutex.Core.State.IsFree && ReferenceEquals(world.Scheduler.Fibers.Find(mutex.Core.State.Owner), fiber))
        {
            throw world.Violation("O14 clean cancellation", $"{fiber} has given up \"{mutex.Name}\", and owns it.");
        }
    }
}
