using Baton.Simulator.World;

namespace Baton.Simulator.Invariants;

/// <summary>O6: data that a mutex guards are, at the end of a tenure, as they were left at its beginning.</summary>
internal sealed class GuardedData(SimulatedWorld world)
{
    private readonly long[] _seen = new long[world.Mutexes.Count];

    public void OnEntered(SimulatedMutex mutex) => _seen[mutex.Index] = ++mutex.Guarded;

    public void OnExiting(SimulatedMutex mutex, SimulatedFiber fiber)
    {
        if (mutex.Guarded != _seen[mutex.Index])
        {
            throw world.Violation("O6 guarded data", $"What \"{mutex.Name}\" guards was written while {fiber} held it.");
        }
    }
}
