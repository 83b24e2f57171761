using Baton.Scheduling.Classes;
using Baton.Simulator.World;

namespace Baton.Simulator.Measures;

/// <summary>
/// How far fair fibers are from their shares. A virtual clock goes as fast as the processors that work for fair fibers
/// divided by the weight of all that want to run; a fiber's share of a while is its weight times what that clock went on.
/// </summary>
/// <remarks>A share cannot be more than one processor. Lag is taken at the end of each time that a fiber is runnable.</remarks>
internal sealed class FairnessMeter(SimulatedWorld world, int processors)
{
    private const int FairRank = 1;

    private readonly bool[] _servesFair = new bool[processors];
    private readonly Dictionary<int, Claim> _claims = [];
    private double _virtualTime;
    private long _weights;
    private int _serving;
    private long _since;

    /// <summary>A fiber wants to run from now on.</summary>
    public void Joins(SimulatedFiber fiber, long now)
    {
        if (fiber.Entity.Rank == FairRank && !_claims.ContainsKey(fiber.Index))
        {
            GoOn(now);
            int weight = NiceWeight.Of(fiber.Entity.Policy.Nice);
            _weights += weight;
            _claims.Add(fiber.Index, new Claim(weight, _virtualTime, Had(fiber), now));
        }
    }

    /// <summary>A fiber wants to run no longer.</summary>
    public void Leaves(SimulatedFiber fiber, long now)
    {
        GoOn(now);
        if (_claims.Remove(fiber.Index, out Claim claim))
        {
            _weights -= claim.Weight;
            double share = Math.Min(claim.Weight * (_virtualTime - claim.VirtualTime), now - claim.Since);
            world.Population.TotalsOf(fiber.Program.Index).Lagged((long)share - (Had(fiber) - claim.Had));
        }
    }

    /// <summary>A processor works for a fiber now, or for none.</summary>
    public void Runs(int processor, SimulatedFiber? donor, long now)
    {
        bool serves = donor is { Entity.Rank: FairRank };
        if (serves != _servesFair[processor])
        {
            GoOn(now);
            _servesFair[processor] = serves;
            _serving += serves ? 1 : -1;
        }
    }

    private void GoOn(long now)
    {
        if (_weights > 0)
        {
            _virtualTime += (now - _since) * (double)_serving / _weights;
        }

        _since = now;
    }

    /// <summary>What a fiber has had: its own time, and what others ran for it, but not what it ran for others.</summary>
    private static long Had(SimulatedFiber fiber) => fiber.Times.Executed - fiber.Times.Borrowed + fiber.Times.Lent;

    private readonly record struct Claim(int Weight, double VirtualTime, long Had, long Since);
}
