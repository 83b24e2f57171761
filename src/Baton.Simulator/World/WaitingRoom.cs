namespace Baton.Simulator.World;

/// <summary>Where fibers wait for each other: a condition, a barrier, a suspension. First come, first woken.</summary>
internal sealed class WaitingRoom
{
    private readonly Queue<SimulatedFiber> _fibers = new();
    private int _arrived;

    public void Enlist(SimulatedFiber fiber) => _fibers.Enqueue(fiber);

    public SimulatedFiber? TakeFirst() => _fibers.TryDequeue(out SimulatedFiber? first) ? first : null;

    /// <summary>One more has come to a barrier; whether it is the last, whereupon the barrier is as new.</summary>
    public bool Completes(int partyCount)
    {
        if (++_arrived < partyCount)
        {
            return false;
        }

        _arrived = 0;
        return true;
    }
}
