using Baton.Simulator.World;

namespace Baton.Simulator.Invariants;

/// <summary>O8: a fiber runs in one place, and only where it may.</summary>
internal static class OnePlace
{
    public static void Check(SimulatedWorld world, VirtualProcessor processor, SimulatedFiber fiber)
    {
        if (fiber.RunsAt >= 0)
        {
            throw world.Violation("O8 one place", $"{fiber} is to run on processor {processor.Index} while it runs on {fiber.RunsAt}.");
        }

        if (!fiber.Allowed.Contains(processor.Index))
        {
            throw world.Violation("O8 one place", $"{fiber} is to run on processor {processor.Index}, and may run on {fiber.Allowed} only.");
        }

        if (fiber.HasEnded)
        {
            throw world.Violation("O8 one place", $"{fiber} is to run on processor {processor.Index}, and has ended.");
        }
    }
}
