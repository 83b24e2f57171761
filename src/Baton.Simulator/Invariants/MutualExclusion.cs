using Baton.Simulator.World;

namespace Baton.Simulator.Invariants;

/// <summary>O1: a mutex is nobody's at the moment when it becomes somebody's.</summary>
internal static class MutualExclusion
{
    public static void Check(SimulatedWorld world, SimulatedMutex mutex, SimulatedFiber fiber)
    {
        if (mutex.Holder is { } holder)
        {
            throw world.Violation("O1 mutual exclusion", $"{fiber} got \"{mutex.Name}\" while {holder} had it.");
        }
    }
}
