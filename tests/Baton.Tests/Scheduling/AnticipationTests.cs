// A worker that stands idle for the sleeping owner of what an urgent fiber wants, rather than begin what it could not interrupt.

using Baton.Scheduling;
using Xunit;

namespace Baton.Tests.Scheduling;

public sealed class AnticipationTests
{
    private const long Anticipation = 1_000;

    private static readonly SchedulingPolicy Low = SchedulingPolicy.Fifo(10);
    private static readonly SchedulingPolicy Medium = SchedulingPolicy.Fifo(50);
    private static readonly SchedulingPolicy High = SchedulingPolicy.Fifo(90);

    private readonly SchedulingLab _lab = new(1) { Anticipation = Anticipation, Now = 1 };
    private readonly HandoffMutex _mutex = new();

    private Worker Worker => _lab.Core.Workers[0];

    [Fact]
    public void OwnerFallsAsleep_WithAnUrgentLender_NothingLessUrgentBegins()
    {
        (LabFiber low, LabFiber high) = OwnerSleepsWhileLentTo(High);

        Assert.Equal("idle", _lab.Look(0));
        Assert.Equal(1 + Anticipation, Worker.NextEvent());
        low.WakeUp();
        Assert.Equal("low", _lab.Look(0));
        Assert.Same(high, Worker.Donor);
        low.Exit(_mutex);
        Assert.Equal("high", _lab.Look(0));
        Assert.Equal("medium", _lab.Finish(0));
    }

    [Fact]
    public void OwnerSleepsForLong_TheOthersGoOn()
    {
        OwnerSleepsWhileLentTo(High);

        _lab.Now = Anticipation;
        Assert.Equal("idle", _lab.Look(0));
        _lab.Now = 1 + Anticipation;
        Assert.Equal("medium", _lab.Look(0));
        Assert.Equal(long.MaxValue, Worker.NextEvent());
    }

    [Fact]
    public void OwnerSleepsForLong_WithNobodyElse_TheWorkerRestsForGood()
    {
        LabFiber low = _lab.StartAndEnter("low", Low, _mutex);
        _lab.Sleep(0);
        _lab.StartAndEnter("high", High, _mutex);
        _lab.Sleep(0);
        low.WakeUp();
        Assert.Equal("low", _lab.Look(0));
        Assert.Equal("idle", _lab.Sleep(0));
        Assert.Equal(1 + Anticipation, Worker.NextEvent());

        _lab.Now = 1 + Anticipation;
        Worker.Tick();

        Assert.Equal("idle", _lab.Look(0));
        Assert.Equal(long.MaxValue, Worker.NextEvent());
        Assert.False(Worker.Queue.Anticipates);
    }

    [Fact]
    public void OwnerFallsAsleepAgain_IsWaitedForAgain()
    {
        (LabFiber low, _) = OwnerSleepsWhileLentTo(High);
        _lab.Now = Anticipation;
        low.WakeUp();
        Assert.Equal("low", _lab.Look(0));

        Assert.Equal("idle", _lab.Sleep(0));

        Assert.Equal(2 * Anticipation, Worker.NextEvent());
    }

    [Fact]
    public void LenderGivesUp_TheOthersGoOn()
    {
        (_, LabFiber high) = OwnerSleepsWhileLentTo(High);

        Assert.True(high.Cancel());

        Assert.Equal("high", _lab.Look(0));
        Assert.Equal("medium", _lab.Finish(0));
    }

    [Fact]
    public void SomebodyAsUrgentComes_RunsAtOnce_AndTheWaitIsOver()
    {
        OwnerSleepsWhileLentTo(High);

        _lab.Start("other", High);

        Assert.Equal("other", _lab.Look(0));
        Assert.Equal("medium", _lab.Finish(0));
    }

    [Fact]
    public void LenderIsFair_NothingIsHeldBack()
    {
        OwnerSleepsWhileLentTo(SchedulingPolicy.Normal());

        Assert.Equal("medium", _lab.Look(0));
    }

    [Fact]
    public void HostThatInterrupts_NothingIsHeldBack()
    {
        _lab.Anticipation = 0;
        OwnerSleepsWhileLentTo(High);

        Assert.Equal("medium", _lab.Look(0));
    }

    /// <summary>The owner runs for a lender, and falls asleep; "medium" is waiting meanwhile.</summary>
    private (LabFiber Low, LabFiber Lender) OwnerSleepsWhileLentTo(SchedulingPolicy policy)
    {
        LabFiber low = _lab.StartAndEnter("low", Low, _mutex);
        _lab.Sleep(0);
        LabFiber lender = _lab.StartAndEnter("high", policy, _mutex);
        _lab.Sleep(0);
        low.WakeUp();
        Assert.Equal("low", _lab.Look(0));
        _lab.Start("medium", Medium);
        if (policy != High)
        {
            // Medium deserves more than the lender, and comes first.
            return (low, lender);
        }

        Assert.Equal(_lab.Anticipation > 0 ? "idle" : "medium", _lab.Sleep(0));
        return (low, lender);
    }
}
