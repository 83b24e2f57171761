using Baton.Simulator.World;

namespace Baton.Simulator.Invariants;

/// <summary>O4: nobody waits for a mutex that is free, no fiber that has something to do is asleep, and no processor is idle
/// while somebody could run there.</summary>
internal sealed class NoForgottenWaiter(SimulatedWorld world)
{
    public static void Check(SimulatedWorld world, SimulatedMutex mutex)
    {
        if (world.Options.Lock != LockKind.Unfair && mutex.Core.State.IsFree && mutex.Waiting.Count > 0)
        {
            throw world.Violation("O4 no forgotten waiter", $"\"{mutex.Name}\" is free, and {mutex.Waiting[0]} waits for it.");
        }
    }

    public void Check()
    {
        foreach (SimulatedFiber fiber in world.Population.Fibers)
        {
            if (fiber is { IsAsleep: true, HasEnded: false, HasWork: true, WakesUnderWay: 0 })
            {
                throw world.Violation("O4 no forgotten waiter", $"{fiber} has something to do, and sleeps.");
            }

            if (fiber is { IsBlocked: false, Queueing: Scheduling.Queueing.Queued, Worker.Index: var at } && IsIdle(at) && fiber.Entity.Entitlement >= 0)
            {
                throw world.Violation("O4 no forgotten waiter", $"{fiber} could run on processor {at}, which is idle.");
            }
        }
    }

    private bool IsIdle(int processor) =>
        world.Processors[processor] is { Running: null, KickIsUnderWay: false, Worker.NeedsReschedule: false };
}
