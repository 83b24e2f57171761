using Baton.Scheduling;
using Baton.Simulator.World;

namespace Baton.Simulator.Invariants;

/// <summary>O9: a fiber that is awake is not blocked; one that waits beside a sleeping owner is in no run queue, and the owner sleeps.</summary>
internal sealed class BlockedState(SimulatedWorld world)
{
    public void Check()
    {
        foreach (SimulatedFiber fiber in world.Population.Fibers)
        {
            if (fiber is { IsAsleep: false, IsBlocked: true })
            {
                throw world.Violation("O9 blocked state", $"{fiber} is awake, and blocked.");
            }

            if (fiber is { RunsAt: >= 0, Queueing: not Queueing.Queued })
            {
                throw world.Violation("O9 blocked state", $"{fiber} runs, and is {fiber.Queueing} in its run queue.");
            }

            if (fiber.SleepingOwner.Load(MemoryOrder.Relaxed) is { } owner
                && (fiber.Queueing != Queueing.None || !fiber.IsBlocked || !owner.IsAsleep))
            {
                throw world.Violation(
                    "O9 blocked state", $"{fiber} waits for {owner} to wake up, but is {fiber.Queueing}, and {owner} is {(owner.IsAsleep ? "asleep" : "awake")}.");
            }
        }
    }
}
