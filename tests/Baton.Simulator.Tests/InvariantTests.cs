// Each invariant is shown to bite: a simulation is stopped at a moment where all of them hold, one thing is changed behind
// the scheduler's back, and the check for it must notice, by its number.
//
// At 500 µs L holds m and runs on behalf of X, who waits for it and is more urgent than H, who was there first. S sleeps.

using Baton.Scheduling.Classes;
using Baton.Simulator.World;

namespace Baton.Simulator.Tests;

public sealed class InvariantTests
{
    private readonly SimulatedWorld _world = new(
        Lab.Read(
            """
            { "global" : { "default_policy" : "SCHED_FIFO" }, "tasks" : {
                "L" : { "priority" : 2, "loop" : 1, "lock" : "m", "run" : 1000, "unlock" : "m" },
                "H" : { "priority" : 10, "loop" : 1, "delay" : 200, "lock" : "m", "run" : 100, "unlock" : "m" },
                "X" : { "priority" : 12, "loop" : 1, "delay" : 300, "lock" : "m", "run" : 100, "unlock" : "m" },
                "S" : { "priority" : 20, "loop" : 1, "sleep" : 5000 } } }
            """),
        Lab.Ideal());

    public InvariantTests() => _world.Run(500_000, null, TestContext.Current.CancellationToken);

    private SimulatedFiber L => _world.Population[0];

    private SimulatedFiber H => _world.Population[1];

    private SimulatedFiber X => _world.Population[2];

    private SimulatedFiber S => _world.Population[3];

    private SimulatedMutex Mutex => _world.Mutexes[0];

    private VirtualProcessor Processor => _world.Processors[0];

    [Fact]
    public void World_LeftAlone_ViolatesNothing()
    {
        Assert.Same(L, Processor.Running);
        Assert.Same(X, Processor.Worker.Donor);
        _world.Checks.AfterStep();
    }

    [Fact]
    public void O1_MutexThatIsGivenTwice_IsNoticed() => AssertNoticed("O1", () => _world.Checks.OnTaken(Mutex, H));

    [Fact]
    public void O2_WordThatSpeaksOfWaitersWhenThereAreNone_IsNoticed()
    {
        Mutex.Waiting.Clear();
        AssertNoticed("O2", _world.Checks.AfterStep);
    }

    [Fact]
    public void O3_OwnerThatIsNotTheHolder_IsNoticed()
    {
        Mutex.Holder = S;
        AssertNoticed("O3", _world.Checks.AfterStep);
    }

    [Fact]
    public void O4_SleeperWithSomethingToDo_IsNoticed()
    {
        S.WaitIsOver = true;
        AssertNoticed("O4", _world.Checks.AfterStep);
    }

    [Fact]
    public void O5_WaiterThatOvertakes_IsNoticed()
    {
        Mutex.Holder = null;
        AssertNoticed("O5", () => _world.Checks.OnTaken(Mutex, X));
    }

    [Fact]
    public void O5_DonorThatIsPassedOver_IsNoticed()
    {
        Mutex.Holder = null;
        _world.Checks.OnHandedToDonor(X);
        AssertNoticed("O5", () => _world.Checks.OnTaken(Mutex, H));
    }

    [Fact]
    public void O6_WriteBySomebodyElse_IsNoticed()
    {
        Mutex.Guarded++;
        AssertNoticed("O6", () => _world.Checks.OnExiting(Mutex, L));
    }

    [Fact]
    public void O8_FiberInTwoPlaces_IsNoticed() => AssertNoticed("O8", () => _world.Checks.OnPicked(Processor, L));

    [Fact]
    public void O8_FiberWhereItMayNotRun_IsNoticed()
    {
        H.Allowed = WorkerSet.Of(1);
        AssertNoticed("O8", () => _world.Checks.OnPicked(Processor, H));
    }

    [Fact]
    public void O9_RunningFiberThatIsBlocked_IsNoticed()
    {
        L.IsBlocked = true;
        AssertNoticed("O9", _world.Checks.AfterStep);
    }

    [Fact]
    public void O11_TimeThatIsLentByNobody_IsNoticed()
    {
        H.Times.Lent++;
        AssertNoticed("O11", _world.Checks.AfterStep);
    }

    [Fact]
    public void O11_TimeThatNoProcessorSpent_IsNoticed()
    {
        L.Times.Executed++;
        AssertNoticed("O11", _world.Checks.AtEnd);
    }

    [Fact]
    public void O12_DonorThatDeservesLess_IsNoticed()
    {
        X.Entity = SchedulingEntity.For(SchedulingPolicy.Idle);
        AssertNoticed("O12", () => _world.Checks.OnPicked(Processor, H));
    }

    [Fact]
    public void O13_DonorThatIsAwake_IsNoticed()
    {
        X.IsBlocked = false;
        AssertNoticed("O13", () => _world.Checks.OnPicked(Processor, H));
    }

    [Fact]
    public void O14_CancelledWaiterThatIsStillQueued_IsNoticed() => AssertNoticed("O14", () => _world.Checks.OnCancelled(Mutex, H));

    private static void AssertNoticed(string number, Action check) =>
        Assert.StartsWith(number + " ", Assert.Throws<SimulationViolationException>(check).Invariant, StringComparison.Ordinal);
}
