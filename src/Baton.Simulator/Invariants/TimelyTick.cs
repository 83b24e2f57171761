using Baton.Simulator.World;

namespace Baton.Simulator.Invariants;

/// <summary>O15: a slice or a budget that ends is noticed: a tick is due by then. (News that are under way will see to it, too.)</summary>
internal sealed class TimelyTick(SimulatedWorld world)
{
    public void Check(VirtualProcessor processor)
    {
        if (processor is { KickIsUnderWay: false, Worker.NeedsReschedule: false } && processor.Worker.NextEvent() is < long.MaxValue and var next
            && processor.TickAt > world.TickFor(next))
        {
            string tick = processor.TickAt == long.MaxValue ? "no tick is due" : $"the next tick is due at {processor.TickAt}";
            throw world.Violation("O15 timely tick", $"On processor {processor.Index} something ends at {next}, and {tick}.");
        }
    }
}
