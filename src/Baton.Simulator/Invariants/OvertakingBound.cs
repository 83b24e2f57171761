using Baton.Simulator.World;

namespace Baton.Simulator.Invariants;

/// <summary>
/// O5: a mutex goes to who has waited longest, but for one case: the unlocking fiber ran on behalf of another one that waits.
/// Nobody who comes newly overtakes those who wait, for among async waiters the first asks at once.
/// </summary>
internal sealed class OvertakingBound(SimulatedWorld world)
{
    private SimulatedFiber? _donor;

    /// <summary>The unlock that is under way prefers this one.</summary>
    public void OnHandedToDonor(SimulatedFiber donor) => _donor = donor;

    public void OnTaken(SimulatedMutex mutex, SimulatedFiber fiber)
    {
        SimulatedFiber? donor = _donor;
        _donor = null;
        if (world.Options.Lock == LockKind.Unfair || ReferenceEquals(fiber, donor))
        {
            return;
        }

        if (donor is not null)
        {
            throw world.Violation("O5 overtaking", $"\"{mutex.Name}\" was to go to the donor {donor}, and went to {fiber}.");
        }

        if (mutex.Waiting.Count > 0 && !ReferenceEquals(mutex.Waiting[0], fiber))
        {
            throw world.Violation("O5 overtaking", $"{fiber} overtook {mutex.Waiting[0]} at \"{mutex.Name}\" without being anybody's donor.");
        }
    }
}
