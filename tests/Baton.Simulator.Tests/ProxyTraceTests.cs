// The eight worked examples of proxy execution, event for event. L is of low priority and holds a mutex; H is of high
// priority and wants it; M is in between and wants the processor. Times are microseconds of a machine on which only work
// takes time.

using static Baton.Simulator.TraceEventKind;

namespace Baton.Simulator.Tests;

public sealed class ProxyTraceTests
{
    [Fact]
    public void Donor_OnItsOwnersProcessor_IsServedBeforeTheMiddle()
    {
        SimulationResult result = Lab.Run(
            """
            { "global" : { "default_policy" : "SCHED_FIFO" }, "tasks" : {
                "L" : { "priority" : 2, "loop" : 1, "lock" : "m", "run" : 1000, "unlock" : "m", "run" : 50 },
                "H" : { "priority" : 10, "loop" : 1, "delay" : 200, "lock" : "m", "run" : 100, "unlock" : "m" },
                "M" : { "priority" : 5, "loop" : 1, "delay" : 300, "run" : 500 } } }
            """,
            Lab.Ideal());

        Assert.Equal(
            [
                "0 cpu0 Switched L L",
                "200 cpu0 Switched H H",
                "200 cpu0 Blocked H",
                "200 cpu0 Switched L H",
                "1000 cpu0 HandedToDonor L H",
                "1000 cpu0 Woken H",
                "1000 cpu0 Preempted L",
                "1000 cpu0 Switched H H",
                "1100 cpu0 Switched M M",
                "1600 cpu0 Switched L L",
            ],
            Lab.Story(result, Switched, Blocked, HandedToDonor, Woken, Preempted).Except(["200 cpu0 Preempted L"]));
        Assert.Equal(800_000, result.Of("H").LentNanoseconds);
        Assert.Equal(800_000, result.Of("L").BorrowedNanoseconds);
    }

    [Fact]
    public void Chain_OfTwoMutexes_IsHandedOnLinkByLink()
    {
        SimulationResult result = Lab.Run(
            """
            { "global" : { "default_policy" : "SCHED_FIFO" }, "tasks" : {
                "L" : { "priority" : 2, "loop" : 1, "lock" : "m1", "run" : 1000, "unlock" : "m1" },
                "M1" : { "priority" : 3, "loop" : 1, "delay" : 100, "lock_2" : "m2", "lock_1" : "m1", "run" : 100, "unlock_1" : "m1", "unlock_2" : "m2" },
                "H" : { "priority" : 10, "loop" : 1, "delay" : 200, "lock" : "m2", "run" : 100, "unlock" : "m2" },
                "M" : { "priority" : 5, "loop" : 1, "delay" : 300, "run" : 500 } } }
            """,
            Lab.Ideal());

        Assert.Equal(
            [
                "0 cpu0 Switched L L",
                "100 cpu0 Switched M1 M1",
                "100 cpu0 Switched L M1",
                "200 cpu0 Switched H H",
                "200 cpu0 Switched L H",
                "1000 cpu0 HandedToDonor L M1",
                "1000 cpu0 Switched M1 H",
                "1100 cpu0 HandedToDonor M1 H",
                "1100 cpu0 Switched H H",
                "1200 cpu0 Switched M M",
            ],
            Lab.Story(result, Switched, HandedToDonor)[..10]);
    }

    [Fact]
    public void Owner_ThatHasHandedOnAChain_LosesWhatWasLentToItAtOnce()
    {
        // L has more to do after its unlock. The mutex goes to M1, who deserves less than H by itself and preempts nobody;
        // but it is M1 that H waits for now.
        SimulationResult result = Lab.Run(
            """
            { "global" : { "default_policy" : "SCHED_FIFO" }, "tasks" : {
                "L" : { "priority" : 2, "loop" : 1, "lock" : "m1", "run" : 1000, "unlock" : "m1", "run" : 500 },
                "M1" : { "priority" : 3, "loop" : 1, "delay" : 100, "lock_2" : "m2", "lock_1" : "m1", "run" : 100, "unlock_1" : "m1", "unlock_2" : "m2" },
                "H" : { "priority" : 10, "loop" : 1, "delay" : 200, "lock" : "m2", "run" : 100, "unlock" : "m2" } } }
            """,
            Lab.Ideal());

        Assert.Equal(
            ["1000 cpu0 Switched M1 H", "1100 cpu0 Switched H H", "1200 cpu0 Switched M1 M1", "1200 cpu0 Switched L L"],
            Lab.Story(result, Switched)[^4..]);
    }

    [Fact]
    public void Donor_WhoseOwnerIsQueuedElsewhere_GoesThereAndComesHome()
    {
        // L waits on processor 1 behind M, which is bound to it as L is.
        SimulationResult result = Lab.Run(
            """
            { "global" : { "default_policy" : "SCHED_FIFO" }, "tasks" : {
                "L" : { "cpus" : [1], "priority" : 2, "loop" : 1, "lock" : "m", "run" : 1000, "unlock" : "m" },
                "M" : { "cpus" : [1], "priority" : 5, "loop" : 1, "delay" : 100, "run" : 500 },
                "H" : { "cpus" : [0], "priority" : 10, "loop" : 1, "delay" : 200, "lock" : "m", "run" : 100, "unlock" : "m" } } }
            """,
            Lab.Ideal(processors: 2));

        Assert.Equal(
            [
                "0 cpu1 Switched L L",
                "100 cpu1 Switched M M",
                "200 cpu0 Switched H H",
                "200 cpu0 Blocked H",
                "200 cpu1 DonorMigrated H L",
                "200 cpu1 Switched L H",
                "1100 cpu1 HandedToDonor L H",
                "1100 cpu1 Returned H",
                "1100 cpu0 Woken H",
            ],
            Lab.Story(result, Switched, Blocked, DonorMigrated, HandedToDonor, Returned, Woken)[..9]);
        Assert.Contains("1100 cpu0 Switched H H", Lab.Story(result, Switched));
        Assert.Contains("1100 cpu1 Switched M M", Lab.Story(result, Switched));
    }

    [Fact]
    public void Donor_WhoseOwnerRunsElsewhere_LendsToItThere()
    {
        SimulationResult result = Lab.Run(
            """
            { "global" : { "default_policy" : "SCHED_FIFO" }, "tasks" : {
                "L" : { "cpus" : [1], "priority" : 2, "loop" : 1, "lock" : "m", "run" : 1000, "unlock" : "m" },
                "H" : { "cpus" : [0], "priority" : 10, "loop" : 1, "delay" : 200, "lock" : "m", "run" : 100, "unlock" : "m" },
                "M" : { "cpus" : [1], "priority" : 5, "loop" : 1, "delay" : 300, "run" : 500 } } }
            """,
            Lab.Ideal(processors: 2));

        Assert.Equal(
            [
                "0 cpu1 Switched L L",
                "200 cpu0 Switched H H",
                "200 cpu1 DonorMigrated H L",
                "200 cpu1 Switched L H",
                "1000 cpu1 HandedToDonor L H",
            ],
            Lab.Story(result, Switched, DonorMigrated, HandedToDonor)[..5]);
        Assert.Contains("1000 cpu0 Switched H H", Lab.Story(result, Switched));
    }

    [Fact]
    public void Donor_WhoseOwnerSleeps_WaitsBesideItAndBoostsItWhenItWakes()
    {
        SimulationResult result = Lab.Run(
            """
            { "global" : { "default_policy" : "SCHED_FIFO" }, "tasks" : {
                "L" : { "priority" : 2, "loop" : 1, "lock" : "m", "sleep" : 1000, "run" : 400, "unlock" : "m" },
                "H" : { "priority" : 10, "loop" : 1, "delay" : 200, "lock" : "m", "run" : 100, "unlock" : "m" },
                "M" : { "priority" : 5, "loop" : 1, "delay" : 300, "run" : 2000 } } }
            """,
            Lab.Ideal());

        Assert.Equal(
            [
                "200 cpu0 Switched H H",
                "200 cpu0 Blocked H",
                "200 cpu0 LentToSleeper H L",
                "300 cpu0 Switched M M",
                "1000 cpu0 Activated H L",
                "1000 cpu0 Switched L H",
                "1400 cpu0 HandedToDonor L H",
                "1400 cpu0 Switched H H",
                "1500 cpu0 Switched M M",
            ],
            Lab.Story(result, Switched, Blocked, LentToSleeper, Activated, HandedToDonor)[1..10]);
    }

    [Fact]
    public void Donor_WhoseWaitIsCancelled_GoesHomeAndTakesItsLoanAway()
    {
        // Cancelled at a random moment of the wait; it tries again at once, so it lends again. What has to be seen: after
        // the cancellation nobody runs on H's behalf until H has blocked anew.
        SimulationResult result = Lab.Run(
            """
            { "global" : { "default_policy" : "SCHED_FIFO" }, "tasks" : {
                "L" : { "cpus" : [1], "priority" : 2, "loop" : 1, "lock" : "m", "run" : 100000, "unlock" : "m" },
                "H" : { "cpus" : [0], "priority" : 10, "loop" : 1, "delay" : 200, "lock" : "m", "run" : 100, "unlock" : "m" } } }
            """,
            Lab.Ideal(processors: 2) with { Faults = new FaultPlan { Cancellation = 5_000_000 } });

        string[] story = [.. Lab.Story(result, LockCancelled, Returned, Woken, Blocked, DonorMigrated, Switched).Select(line => line[(line.IndexOf(' ') + 1)..])];
        int cancelled = Array.IndexOf(story, "cpu1 LockCancelled H");
        Assert.True(cancelled > 0, "Nothing was cancelled; the seed is of no use.");
        string[] after = story[cancelled..(cancelled + 7)];
        Assert.Equal(["cpu1 LockCancelled H", "cpu1 Returned H", "cpu0 Woken H"], after[..3]);
        Assert.True(Array.IndexOf(after, "cpu0 Switched H H") < Array.IndexOf(after, "cpu0 Blocked H"));
        Assert.True(Array.IndexOf(after, "cpu0 Blocked H") < Array.IndexOf(after, "cpu1 DonorMigrated H L"));
        Assert.Equal(SimulationEnding.Completed, result.Ending);
    }

    [Fact]
    public void Mutex_ThatIsFreedWithoutADonor_MayBeStolenFromWhoWasWoken_WhoWaitsAgain()
    {
        // Only a lock without handoff lets that happen among async callers: H is told that the mutex is free, but X takes it
        // before H, which takes its time to wake. H finds it taken and waits again.
        SimulationResult result = Lab.Run(
            """
            { "global" : { "default_policy" : "SCHED_FIFO" }, "tasks" : {
                "L" : { "cpus" : [1], "priority" : 2, "loop" : 1, "lock" : "m", "run" : 1000, "unlock" : "m" },
                "H" : { "cpus" : [0], "priority" : 10, "loop" : 1, "delay" : 200, "lock" : "m", "run" : 100, "unlock" : "m" },
                "X" : { "cpus" : [1], "priority" : 1, "loop" : 1, "lock" : "m", "run" : 700, "unlock" : "m" } } }
            """,
            Lab.Ideal(processors: 2) with { Lock = LockKind.Unfair, Costs = new MachineCosts { Wake = 1_000 } });

        // X wants it first, as soon as L has gone; it runs on L's processor and needs no kick.
        Assert.Equal(
            ["1 cpu1 LockAcquired L", "201 cpu0 LockRequested H L", "1001 cpu1 LockAcquired X", "1702 cpu0 LockAcquired H"],
            Lab.Story(result, LockRequested, LockAcquired));
        Assert.InRange(result.Locks[0].Tasks.Single(task => task.Task == "H").WaitTime.Max, 1_500_000, 1_502_000);
    }

    [Fact]
    public void Chain_ThatContainsTheFiberThatHasJustBlocked_MovesAtOnce()
    {
        // In a kernel the blocking task still executes while its processor schedules, so a chain that begins with it cannot
        // move before the processor has been idle for a round. Nothing of a fiber executes while its worker schedules;
        // so that round is not needed here, and there is none: no WentIdle between Blocked and DonorMigrated.
        SimulationResult result = Lab.Run(
            """
            { "global" : { "default_policy" : "SCHED_FIFO" }, "tasks" : {
                "L" : { "cpus" : [1], "priority" : 2, "loop" : 1, "lock" : "m1", "run" : 1000, "unlock" : "m1" },
                "M1" : { "cpus" : [0], "priority" : 3, "loop" : 1, "lock_2" : "m2", "run" : 200, "lock_1" : "m1", "run" : 100, "unlock_1" : "m1", "unlock_2" : "m2" },
                "H" : { "cpus" : [0], "priority" : 10, "loop" : 1, "delay" : 100, "lock" : "m2", "run" : 100, "unlock" : "m2" } } }
            """,
            Lab.Ideal(processors: 2));

        string[] story = Lab.Story(result, Switched, Blocked, DonorMigrated, WentIdle);
        int blocked = Array.IndexOf(story, "200 cpu0 Blocked M1");
        Assert.True(blocked > 0, string.Join('\n', story));
        Assert.Equal(
            ["200 cpu0 Blocked M1", "200 cpu1 DonorMigrated H L", "200 cpu1 DonorMigrated M1 L", "200 cpu0 WentIdle -", "200 cpu1 Switched L H"],
            story[blocked..(blocked + 5)]);
    }
}
