using Baton.Simulator.World;

namespace Baton.Simulator.Invariants;

/// <summary>O11: all that was borrowed was lent, and all that processors were busy for was run by somebody.</summary>
internal sealed class Accounting(SimulatedWorld world)
{
    public void Check()
    {
        long lent = 0;
        long borrowed = 0;
        foreach (SimulatedFiber fiber in world.Population.Fibers)
        {
            lent += fiber.Times.Lent;
            borrowed += fiber.Times.Borrowed;
        }

        if (lent != borrowed)
        {
            throw world.Violation("O11 accounting", $"{lent} ns were lent, and {borrowed} ns borrowed.");
        }
    }

    /// <summary>When the processors have stopped for good.</summary>
    public void CheckBusy()
    {
        long busy = 0;
        foreach (VirtualProcessor processor in world.Processors)
        {
            busy += processor.Busy;
        }

        long executed = 0;
        foreach (SimulatedFiber fiber in world.Population.Fibers)
        {
            executed += fiber.Times.Executed;
        }

        if (busy != executed)
        {
            throw world.Violation("O11 accounting", $"Processors were busy for {busy} ns, and fibers ran for {executed} ns.");
        }
    }
}
