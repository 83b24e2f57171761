using Baton.Scheduling;
using Baton.Simulator.World;

namespace Baton.Simulator.Invariants;

/// <summary>O12: of all that stand in a run queue, blocked or not, the one that was picked deserves most.</summary>
internal sealed class BestDonor(SimulatedWorld world)
{
    public void Check(VirtualProcessor processor)
    {
        if (processor.Worker.Donor is not { } donor)
        {
            return;
        }

        foreach (SimulatedFiber fiber in world.Population.Fibers)
        {
            if (fiber.Queueing == Queueing.Queued
                && ReferenceEquals(fiber.Worker, processor.Worker)
                && fiber.Entity.Entitlement > donor.Entity.Entitlement
                && !processor.Worker.NeedsReschedule)
            {
                throw world.Violation(
                    "O12 best donor", $"Processor {processor.Index} picked {donor} ({donor.Entity.Policy}) before {fiber} ({fiber.Entity.Policy}).");
            }
        }
    }
}
