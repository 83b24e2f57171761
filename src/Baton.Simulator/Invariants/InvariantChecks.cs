// What must be true of every simulation, checked while it runs. The numbers are those of docs/simulator.md:
//
//   O1   mutual exclusion                                     MutualExclusion
//   O2   the owner word is legal for the ring                 LegalOwnerWord
//   O3   no ownership is leaked                               NoLeakedOwnership
//   O4   nobody sleeps for what is free                       NoForgottenWaiter
//   O5   who overtakes has a claim                            OvertakingBound
//   O6   what was written before is seen after                GuardedData
//   O8   one processor a fiber, and one where it may run      OnePlace
//   O9   who runs is not blocked; one sleeping owner at most  BlockedState
//   O11  what is lent is borrowed, what is run is busy        Accounting
//   O12  the donor is the best there is                       BestDonor
//   O13  who runs for a donor has one                         LiveDonor
//   O14  who gave up is out of it                             CleanCancellation
//   O15  a slice that ends is noticed                         TimelyTick
//
// O7 (the order of the scheduler's own locks) and O10 (wound and wait) are not for a simulation to check: nothing is ever
// contended within one thread, and the workload language has no such mutexes. The models check both.
//
// A check that looks at one mutex or one processor is made every time. One that looks at every fiber costs as much as there
// are fibers, and is made at every so many steps (SimulationOptions.CheckInterval), and at the end.

using Baton.Simulator.World;

namespace Baton.Simulator.Invariants;

/// <summary>All checks of one simulation.</summary>
internal sealed class InvariantChecks(SimulatedWorld world)
{
    private readonly int _interval = world.Options.CheckInterval;
    private readonly OvertakingBound _overtaking = new(world);
    private readonly GuardedData _guarded = new(world);
    private readonly Accounting _accounting = new(world);
    private readonly BlockedState _blocked = new(world);
    private readonly LiveDonor _liveDonor = new(world);
    private readonly NoForgottenWaiter _forgotten = new(world);
    private readonly BestDonor _best = new(world);
    private readonly TimelyTick _tick = new(world);
    private long _untilNext = 1;
    private long _picksUntilNext = 1;

    /// <summary>A mutex is about to be a fiber's.</summary>
    public void OnTaken(SimulatedMutex mutex, SimulatedFiber fiber)
    {
        if (_interval != 0)
        {
            MutualExclusion.Check(world, mutex, fiber);
            _overtaking.OnTaken(mutex, fiber);
        }
    }

    /// <summary>A fiber has a mutex and goes on.</summary>
    public void OnEntered(SimulatedMutex mutex, SimulatedFiber fiber)
    {
        if (_interval != 0)
        {
            _guarded.OnEntered(mutex);
            NoLeakedOwnership.Check(world, mutex, fiber);
            LegalOwnerWord.Check(world, mutex);
        }
    }

    /// <summary>A fiber is about to unlock.</summary>
    public void OnExiting(SimulatedMutex mutex, SimulatedFiber fiber)
    {
        if (_interval != 0)
        {
            NoLeakedOwnership.Check(world, mutex, fiber);
            _guarded.OnExiting(mutex, fiber);
        }
    }

    /// <summary>The scheduler says that an unlock prefers its donor.</summary>
    public void OnHandedToDonor(SimulatedFiber donor) => _overtaking.OnHandedToDonor(donor);

    /// <summary>A fiber has unlocked.</summary>
    public void OnExited(SimulatedMutex mutex)
    {
        if (_interval != 0)
        {
            LegalOwnerWord.Check(world, mutex);
            NoForgottenWaiter.Check(world, mutex);
        }
    }

    /// <summary>A wait for a mutex has been cancelled.</summary>
    public void OnCancelled(SimulatedMutex mutex, SimulatedFiber fiber)
    {
        if (_interval != 0)
        {
            CleanCancellation.Check(world, mutex, fiber);
            LegalOwnerWord.Check(world, mutex);
            NoForgottenWaiter.Check(world, mutex);
        }
    }

    /// <summary>A processor's worker has decided for a fiber.</summary>
    public void OnPicked(VirtualProcessor processor, SimulatedFiber fiber)
    {
        if (_interval == 0)
        {
            return;
        }

        OnePlace.Check(world, processor, fiber);
        _liveDonor.Check(processor);
        if (--_picksUntilNext == 0)
        {
            _picksUntilNext = _interval;
            _best.Check(processor);
        }
    }

    /// <summary>Nothing more happens at this moment.</summary>
    public void AfterStep()
    {
        if (_interval != 0 && --_untilNext == 0)
        {
            _untilNext = _interval;
            CheckAll();
        }
    }

    /// <summary>The simulation is over.</summary>
    public void AtEnd()
    {
        if (_interval != 0)
        {
            CheckAll();
            world.Stop();
            _accounting.CheckBusy();
        }
    }

    private void CheckAll()
    {
        _blocked.Check();
        _accounting.Check();
        _forgotten.Check();
        foreach (VirtualProcessor processor in world.Processors)
        {
            _liveDonor.Check(processor);
            _tick.Check(processor);
        }

        foreach (SimulatedMutex mutex in world.Mutexes)
        {
            LegalOwnerWord.Check(world, mutex);
            NoForgottenWaiter.Check(world, mutex);
            NoLeakedOwnership.Check(world, mutex, mutex.Holder);
        }
    }
}
