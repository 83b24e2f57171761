// The worked traces of proxy execution, step by step: what each worker decides, and on whose behalf.

using Baton.Scheduling;
using Xunit;

namespace Baton.Tests.Scheduling;

public sealed class ProxyTraceTests
{
    private static readonly SchedulingPolicy Low = SchedulingPolicy.Fifo(10);
    private static readonly SchedulingPolicy Medium = SchedulingPolicy.Fifo(50);
    private static readonly SchedulingPolicy High = SchedulingPolicy.Fifo(90);

    [Fact]
    public void T1_OwnerOnTheSameWorker_RunsForTheDonorAndHandsOverToIt()
    {
        var lab = new SchedulingLab(1);
        var mutex = new HandoffMutex();
        LabFiber low = lab.Start("low", Low);
        Assert.Equal("low", lab.Look(0));
        Assert.True(low.Enter(mutex));
        LabFiber high = lab.Start("high", High);
        Assert.Equal("high", lab.Look(0));
        Assert.False(high.Enter(mutex));
        lab.Start("medium", Medium);
        lab.TakeEvents();

        Assert.Equal("low", lab.Sleep(0));
        Assert.Equal(["Blocked high@0", "Switched low@0 for high"], lab.TakeEvents());
        Assert.Same(high, lab.Core.Workers[0].Donor);
        Assert.Same(high, low.BlockedDonor);
        Assert.Equal("low", lab.Look(0));

        low.Exit(mutex);
        Assert.True(high.Holds(mutex));
        Assert.Null(low.BlockedDonor);
        Assert.True(lab.Core.Workers[0].NeedsReschedule);
        Assert.Equal("high", lab.Look(0));
        Assert.Same(high, lab.Core.Workers[0].Donor);
    }

    [Fact]
    public void T1_WithProxyExecutionOff_TheMediumFiberRuns()
    {
        var lab = new SchedulingLab(1, proxyExecution: false);
        var mutex = new HandoffMutex();
        LabFiber low = lab.StartAndEnter("low", Low, mutex);
        LabFiber high = lab.StartAndEnter("high", High, mutex);
        lab.Start("medium", Medium);

        Assert.Equal("medium", lab.Sleep(0));
    }

    [Fact]
    public void T2_ChainOfTwo_TheLastOwnerRunsAndEachHandsOverToItsOwnWaiter()
    {
        var lab = new SchedulingLab(1);
        var first = new HandoffMutex();
        var second = new HandoffMutex();
        LabFiber low = lab.StartAndEnter("low", Low, first);
        LabFiber middle = lab.StartAndEnter("middle", SchedulingPolicy.Fifo(20), second);
        middle.Enter(first);
        lab.Sleep(0);
        LabFiber high = lab.StartAndEnter("high", High, second);
        lab.Start("medium", Medium);

        Assert.Equal("low", lab.Sleep(0));
        Assert.Same(high, middle.BlockedDonor);
        Assert.Same(middle, low.BlockedDonor);

        low.Exit(first);
        Assert.True(middle.Holds(first));
        Assert.False(high.Holds(second));
        Assert.Equal("middle", lab.Look(0));
        Assert.Same(high, lab.Core.Workers[0].Donor);

        middle.Exit(second);
        Assert.Equal("high", lab.Look(0));
    }

    [Fact]
    public void T3_OwnerQueuedAtAnotherWorker_TheDonorGoesThereAndComesHome()
    {
        var lab = new SchedulingLab(2);
        var mutex = new HandoffMutex();
        LabFiber low = lab.StartAndEnter("low", Low, mutex, 1);
        LabFiber high = lab.Start("high", High, 0);
        lab.Look(0);
        lab.Start("medium", Medium, 1);
        Assert.Equal("medium", lab.Look(1));
        high.Enter(mutex);
        lab.TakeEvents();

        Assert.Equal("idle", lab.Sleep(0));
        Assert.Equal(["Blocked high@0", "DonorMigrated high@1 for low", "WentIdle @0"], lab.TakeEvents());
        Assert.True(lab.Core.Workers[1].NeedsReschedule);
        Assert.Equal("low", lab.Look(1));
        Assert.Same(high, lab.Core.Workers[1].Donor);

        low.Exit(mutex);
        Assert.Same(lab.Core.Workers[0], high.Worker);
        Assert.Same(low, lab.Core.Workers[1].Donor);
        Assert.Equal("high", lab.Look(0));
        Assert.Equal("medium", lab.Look(1));
    }

    [Fact]
    public void T4_OwnerRunningAtAnotherWorker_ItsUnlockPrefersADonorItHasNotMetYet()
    {
        var lab = new SchedulingLab(2);
        var mutex = new HandoffMutex();
        LabFiber low = lab.StartAndEnter("low", Low, mutex, 1);
        LabFiber other = lab.StartAndEnter("other", SchedulingPolicy.Fifo(20), mutex, 0);
        lab.Sleep(0);
        LabFiber high = lab.StartAndEnter("high", High, mutex, 0);
        lab.Sleep(0);

        // Worker 1 has not looked since: low still runs at its own cost, with news pending.
        Assert.Same(low, lab.Core.Workers[1].Donor);
        low.Exit(mutex);

        Assert.True(high.Holds(mutex));
        Assert.False(other.Holds(mutex));
    }

    [Fact]
    public void T5_OwnerAsleep_TheDonorWaitsBesideItAndLendsWhenItWakes()
    {
        var lab = new SchedulingLab(1);
        var mutex = new HandoffMutex();
        LabFiber low = lab.StartAndEnter("low", Low, mutex);
        lab.Sleep(0);
        LabFiber high = lab.StartAndEnter("high", High, mutex);
        Assert.Equal("idle", lab.Sleep(0));
        Assert.Equal(Queueing.None, high.Queueing);
        lab.Start("medium", Medium);
        Assert.Equal("medium", lab.Look(0));

        low.WakeUp();

        Assert.Equal(Queueing.Queued, high.Queueing);
        Assert.Equal("low", lab.Look(0));
        Assert.Same(high, lab.Core.Workers[0].Donor);
    }

    [Fact]
    public void T5_ChainOfSleepers_WakesFromTheEnd()
    {
        var lab = new SchedulingLab(1);
        HandoffMutex[] mutexes = [new(), new(), new()];
        var fibers = new LabFiber[4];
        for (int i = 0; i < 4; i++)
        {
            fibers[i] = lab.Start($"f{i}", SchedulingPolicy.Fifo(10 + i));
            lab.Look(0);
            if (i < 3)
            {
                Assert.True(fibers[i].Enter(mutexes[i]));
            }

            if (i > 0)
            {
                Assert.False(fibers[i].Enter(mutexes[i - 1]));
            }

            Assert.Equal("idle", lab.Sleep(0));
        }

        fibers[0].WakeUp();

        Assert.All(fibers, fiber => Assert.Equal(Queueing.Queued, fiber.Queueing));
        Assert.Equal("f0", lab.Look(0));
        Assert.Same(fibers[3], lab.Core.Workers[0].Donor);
    }

    [Fact]
    public void T6_MigratedDonorCancelled_ComesHomeAndTheOwnerLosesItsBoost()
    {
        var lab = new SchedulingLab(2);
        var mutex = new HandoffMutex();
        LabFiber low = lab.StartAndEnter("low", Low, mutex, 1);
        lab.Start("medium", Medium, 1);
        LabFiber high = lab.StartAndEnter("high", High, mutex, 0);
        lab.Sleep(0);
        Assert.Equal("low", lab.Look(1));

        Assert.True(high.Cancel());

        Assert.Equal("medium", lab.Look(1));
        Assert.Equal("high", lab.Look(0));
        Assert.Null(high.BlockedOn);
    }

    [Fact]
    public void T7_MutexFreeWhenTheDonorIsPicked_TheDonorTakesIt()
    {
        var lab = new SchedulingLab(1);
        var mutex = new HandoffMutex(new HandoffMutexOptions { Handoff = HandoffMode.Never });
        LabFiber low = lab.StartAndEnter("low", Low, mutex);
        LabFiber high = lab.StartAndEnter("high", High, mutex);

        // Unlocked by hand between queueing and sleeping: granted on its behalf, so it never sleeps.
        low.Exit(mutex);

        Assert.True(high.Holds(mutex));
    }

    [Fact]
    public void T8_WholeChainMustMoveAndOneOfItHasJustRun_MovesAtOnce()
    {
        // A kernel idles for one round here, because the fiber that has just blocked is still on the processor's stack.
        // Nothing of ours is (Worker.cs), so the chain moves in the same step.
        var lab = new SchedulingLab(2);
        var first = new HandoffMutex();
        var second = new HandoffMutex();
        LabFiber low = lab.StartAndEnter("low", Low, first, 1);
        LabFiber middle = lab.StartAndEnter("middle", SchedulingPolicy.Fifo(20), second, 0);
        LabFiber high = lab.StartAndEnter("high", High, second, 0);
        Assert.Equal("middle", lab.Sleep(0));
        lab.Start("medium", Medium, 1);
        middle.Enter(first);

        Assert.Equal("idle", lab.Sleep(0));

        Assert.Same(lab.Core.Workers[1], high.Worker);
        Assert.Same(lab.Core.Workers[1], middle.Worker);
        Assert.Equal("low", lab.Look(1));
        Assert.Same(high, lab.Core.Workers[1].Donor);
    }

    [Fact]
    public void Circle_OfTwo_IsReportedWithNamesAndHangsNobodyElse()
    {
        var lab = new SchedulingLab(1);
        var first = new HandoffMutex();
        var second = new HandoffMutex();
        LabFiber a = lab.StartAndEnter("a", Low, first);
        LabFiber b = lab.StartAndEnter("b", Medium, second);
        b.Enter(first);
        Assert.Equal("a", lab.Sleep(0));
        a.Enter(second);
        lab.Start("bystander", SchedulingPolicy.Normal());

        Assert.Equal("bystander", lab.Sleep(0));

        FiberDeadlock deadlock = Assert.Single(lab.Deadlocks);
        Assert.Contains("a waits for a mutex that b owns", deadlock.ToString(), StringComparison.Ordinal);
        Assert.Contains("b waits for a mutex that a owns", deadlock.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void MostEntitled_OfThreeOnTwoWorkers_RunChainsIncluded()
    {
        var lab = new SchedulingLab(2);
        var mutex = new HandoffMutex();
        LabFiber owner = lab.StartAndEnter("owner", SchedulingPolicy.Fifo(2), mutex);
        LabFiber fifty = lab.Start("fifty", Medium, 1);
        lab.Look(1);
        LabFiber second = lab.StartAndEnter("98", SchedulingPolicy.Fifo(98), mutex, 0);
        Assert.Equal("owner", lab.Sleep(0));
        LabFiber first = lab.Start("99", SchedulingPolicy.Fifo(99), 0);

        Assert.Equal("99", lab.Look(0));
        Assert.Contains(1, lab.Kicked);
        Assert.Equal("owner", lab.Look(1));
        Assert.Same(second, lab.Core.Workers[1].Donor);
        Assert.Equal(Queueing.Queued, fifty.Queueing);
        Assert.Same(first, lab.Core.Workers[0].Current);
    }

    [Fact]
    public void OutOfOrderRelease_TwoMutexesTwoDonors_EachGetsItsOwn()
    {
        var lab = new SchedulingLab(1);
        var left = new HandoffMutex();
        var right = new HandoffMutex();
        LabFiber low = lab.StartAndEnter("low", Low, left);
        low.Enter(right);
        LabFiber middle = lab.StartAndEnter("middle", SchedulingPolicy.Fifo(60), left);
        lab.Sleep(0);
        LabFiber high = lab.StartAndEnter("high", High, right);
        lab.Start("medium", Medium);
        Assert.Equal("low", lab.Sleep(0));
        Assert.Same(high, lab.Core.Workers[0].Donor);

        // The donor waits for the other one: this unlock gives the mutex to its own waiter (M43).
        low.Exit(left);
        Assert.True(middle.Holds(left));
        Assert.False(high.Holds(right));
        Assert.Equal("low", lab.Look(0));
        Assert.Same(high, lab.Core.Workers[0].Donor);

        low.Exit(right);
        Assert.Equal("high", lab.Look(0));
        Assert.Equal("middle", lab.Sleep(0));
        Assert.Same(middle, lab.Core.Workers[0].Donor);
    }

    [Fact]
    public void BasePolicyChanged_WhileBoosted_TheBoostStaysAndThenTheNewPolicyCounts()
    {
        var lab = new SchedulingLab(1);
        var mutex = new HandoffMutex();
        LabFiber low = lab.StartAndEnter("low", Low, mutex);
        LabFiber high = lab.StartAndEnter("high", High, mutex);
        lab.Sleep(0);
        lab.Start("medium", Medium);

        lab.Core.ChangePolicy(low, SchedulingPolicy.Fifo(60));
        Assert.Equal("low", lab.Look(0));
        Assert.Same(high, lab.Core.Workers[0].Donor);

        low.Exit(mutex);
        Assert.Equal("high", lab.Look(0));
        Assert.Equal("low", lab.Sleep(0));
    }

    [Fact]
    public void DonorsPolicyChanged_WhileItLends_CountsFromTheNextLook()
    {
        var lab = new SchedulingLab(1);
        var mutex = new HandoffMutex();
        LabFiber low = lab.StartAndEnter("low", Low, mutex);
        LabFiber high = lab.StartAndEnter("high", High, mutex);
        lab.Sleep(0);
        lab.Start("medium", Medium);
        Assert.Equal("low", lab.Look(0));

        lab.Core.ChangePolicy(high, SchedulingPolicy.Fifo(20));

        Assert.Equal("medium", lab.Look(0));
    }

    [Fact]
    public void Times_AcrossProxying_AgreeBetweenWhoRanAndWhoPaid()
    {
        var lab = new SchedulingLab(1);
        var mutex = new HandoffMutex();
        LabFiber low = lab.StartAndEnter("low", Low, mutex);
        lab.Now += 100;
        LabFiber high = lab.Start("high", High);
        lab.Look(0);
        lab.Now += 10;
        high.Enter(mutex);
        lab.Sleep(0);
        lab.Now += 1000;
        low.Exit(mutex);
        lab.Look(0);
        lab.Now += 5;
        lab.Look(0);

        Assert.Equal(1100, low.Times.Executed);
        Assert.Equal(1000, low.Times.Borrowed);
        Assert.Equal(15, high.Times.Executed);
        Assert.Equal(1000, high.Times.Lent);
    }
}
