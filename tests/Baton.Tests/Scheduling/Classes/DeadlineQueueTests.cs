// The rules of the deadline class, one by one. Times in the names are milliseconds: runtime/deadline/period.

using Baton.Scheduling;
using Baton.Scheduling.Classes;
using Xunit;
using static Baton.Tests.Scheduling.Classes.ClassBench;

namespace Baton.Tests.Scheduling.Classes;

public sealed class DeadlineQueueTests
{
    private readonly ClassBench _bench = new(new DeadlineQueue());

    [Fact]
    public void Pick_TakesTheEarliestDeadline()
    {
        Start("late", 1, 30, 30);
        Start("early", 1, 10, 10);
        Start("middle", 1, 20, 20);

        Assert.Equal("early middle late", _bench.Waiting());
        Assert.Equal("early", _bench.Pick()!.DisplayName);
        Assert.Equal("middle late", _bench.Waiting());
    }

    [Fact]
    public void Pick_AmongEqualDeadlines_TakesWhoCameFirst()
    {
        Start("a", 1, 10, 10);
        Start("b", 1, 10, 10);
        Start("c", 2, 10, 20);

        Assert.Equal("a b c", _bench.Waiting());
    }

    [Fact]
    public void Wake_WithAnEarlierDeadline_Preempts_WithTheSameDoesNot()
    {
        Start("running", 5, 10, 10);
        _bench.Pick();

        Assert.True(_bench.WakePreempts(new QueuedFiber("earlier", Policy(1, 9, 10))));
        Assert.False(_bench.WakePreempts(new QueuedFiber("same", Policy(1, 10, 10))));
    }

    [Fact]
    public void Budget_WhenItIsGone_ThrottlesUntilTheNextPeriod()
    {
        long start = _bench.Now;
        QueuedFiber fiber = Start("fiber", 4, 10, 10);
        _bench.Pick();
        Assert.Equal(start + (4 * Millisecond), _bench.NextEvent());
        _bench.Run(4 * Millisecond);

        Assert.True(_bench.Tick());
        Assert.Null(_bench.Pick());
        Assert.Equal("", _bench.Waiting());
        Assert.Equal(1, _bench.Queue.Count);
        Assert.Equal(start + (10 * Millisecond), _bench.NextEvent());

        _bench.Now = start + (10 * Millisecond) - 1;
        Assert.False(_bench.Tick());
        _bench.Now++;
        Assert.True(_bench.Tick());
        Assert.Same(fiber, _bench.Pick());
        Assert.Equal(start + (20 * Millisecond), fiber.ByDeadline.Deadline);
        Assert.Equal(4 * Millisecond, fiber.ByDeadline.Budget);
    }

    [Fact]
    public void Replenishment_OfAnEarlierDeadline_TakesTheProcessor_OfALaterDoesNot()
    {
        QueuedFiber brief = Start("brief", 1, 10, 10);
        QueuedFiber longer = Start("long", 30, 40, 40);
        _bench.Pick();
        _bench.Run(1 * Millisecond);
        Assert.True(_bench.Tick());
        Assert.Same(longer, _bench.Pick());

        _bench.Run(_bench.NextEvent() - _bench.Now);
        Assert.True(_bench.Tick());
        Assert.Same(brief, _bench.Pick());

        // Its fourth period ends when the long one's deadline is: no reason to preempt.
        for (int period = 1; period < 3; period++)
        {
            _bench.Run(1 * Millisecond);
            Assert.True(_bench.Tick());
            Assert.Same(longer, _bench.Pick());
            _bench.Run(_bench.NextEvent() - _bench.Now);
            bool preempts = _bench.Tick();
            Assert.Equal(brief.ByDeadline.Deadline < longer.ByDeadline.Deadline, preempts);
            Assert.Same(preempts ? brief : longer, _bench.Pick());
        }
    }

    [Fact]
    public void Overrun_IsPaidByWholePeriods()
    {
        long start = _bench.Now;
        QueuedFiber fiber = Start("fiber", 4, 10, 10);
        _bench.Pick();

        // Nothing could stop it for 13 ms: 9 too many, which the second and the third period pay, and 1 of the fourth.
        _bench.Run(13 * Millisecond);
        Assert.True(_bench.Tick());
        Assert.Null(_bench.Pick());
        _bench.Now = start + (30 * Millisecond) - 1;
        _bench.Tick();
        Assert.Null(_bench.Pick());
        _bench.Now++;
        Assert.True(_bench.Tick());
        Assert.Same(fiber, _bench.Pick());
        Assert.Equal(3 * Millisecond, fiber.ByDeadline.Budget);
        Assert.Equal(start + (40 * Millisecond), fiber.ByDeadline.Deadline);
    }

    [Fact]
    public void NextEvent_WhenTheBudgetIsGoneAndNobodyHasPicked_IsNow()
    {
        Start("fiber", 4, 10, 10);
        _bench.Pick();
        _bench.Run(5 * Millisecond);

        Assert.Equal(_bench.Now, _bench.NextEvent());
        Assert.Null(_bench.Pick());
        Assert.True(_bench.NextEvent() > _bench.Now);
    }

    [Fact]
    public void Throttled_ThatRunsOn_OwesThatToo()
    {
        QueuedFiber fiber = Start("fiber", 4, 10, 10);
        _bench.Pick();
        _bench.Run(4 * Millisecond);
        _bench.Run(3 * Millisecond);

        Assert.True(fiber.ByDeadline.IsThrottled);
        Assert.Equal(-3 * Millisecond, fiber.ByDeadline.Budget);
    }

    [Fact]
    public void Periods_ThatNobodyNoticed_AreNotSavedUp()
    {
        QueuedFiber fiber = Start("fiber", 4, 10, 10);
        _bench.Pick();
        _bench.Run(4 * Millisecond);
        _bench.Pick();
        _bench.Now += 95 * Millisecond;
        _bench.Tick();

        Assert.Equal(4 * Millisecond, fiber.ByDeadline.Budget);
        Assert.Equal(_bench.Now + Millisecond, fiber.ByDeadline.NextPeriod);
    }

    [Fact]
    public void Period_NoticedAfterItsDeadline_BeginsWhenItIsNoticed()
    {
        QueuedFiber fiber = Start("fiber", 4, 5, 10);
        _bench.Pick();
        _bench.Run(4 * Millisecond);
        _bench.Pick();
        _bench.Now += 12 * Millisecond;
        _bench.Tick();

        Assert.Equal(_bench.Now + (5 * Millisecond), fiber.ByDeadline.Deadline);
    }

    [Fact]
    public void Yield_GivesUpTheRestOfTheBudget()
    {
        long start = _bench.Now;
        QueuedFiber fiber = Start("fiber", 4, 10, 10);
        QueuedFiber other = Start("other", 4, 20, 20);
        _bench.Pick();
        _bench.Run(1 * Millisecond);
        _bench.Yield();

        Assert.Same(other, _bench.Pick());
        Assert.Equal(start + (10 * Millisecond), fiber.ByDeadline.NextPeriod);
        _bench.Now = start + (10 * Millisecond);
        _bench.Tick();
        Assert.Equal(4 * Millisecond, fiber.ByDeadline.Budget);
    }

    [Fact]
    public void Yield_ByProxy_KeepsTheBudget()
    {
        QueuedFiber donor = Start("donor", 4, 10, 10);
        Start("other", 4, 20, 20);
        _bench.Pick();
        _bench.Run(1 * Millisecond);
        _bench.Yield(byProxy: true);

        Assert.Same(donor, _bench.Pick());
        Assert.Equal(3 * Millisecond, donor.ByDeadline.Budget);
    }

    [Fact]
    public void Yield_WhenThrottledAlready_LosesNothing()
    {
        QueuedFiber fiber = Start("fiber", 4, 10, 10);
        _bench.Pick();
        _bench.Run(5 * Millisecond);
        _bench.Yield();

        Assert.Equal(-1 * Millisecond, fiber.ByDeadline.Budget);
    }

    [Fact]
    public void Wake_WithABudgetThatFits_GoesOnInThePeriod()
    {
        QueuedFiber fiber = Start("fiber", 4, 10, 10);
        _bench.Pick();
        _bench.Run(2 * Millisecond);
        _bench.Sleep(fiber);
        long deadline = fiber.ByDeadline.Deadline;

        // 2 of 4 ms are left with 5 of 10 ms to go: exactly its bandwidth.
        _bench.Now += 3 * Millisecond;
        _bench.Wake(fiber);
        Assert.Equal(deadline, fiber.ByDeadline.Deadline);
        Assert.Equal(2 * Millisecond, fiber.ByDeadline.Budget);
    }

    [Fact]
    public void Wake_WithMoreBudgetThanFits_BeginsANewPeriod()
    {
        QueuedFiber fiber = Start("fiber", 4, 10, 10);
        _bench.Pick();
        _bench.Run(2 * Millisecond);
        _bench.Sleep(fiber);
        _bench.Now += (3 * Millisecond) + 1;
        _bench.Wake(fiber);

        Assert.Equal(_bench.Now + (10 * Millisecond), fiber.ByDeadline.Deadline);
        Assert.Equal(4 * Millisecond, fiber.ByDeadline.Budget);
    }

    [Fact]
    public void Wake_WithMoreThanFits_AndADeadlineInThePeriod_KeepsTheDeadlineAndLosesBudget()
    {
        QueuedFiber fiber = Start("fiber", 4, 8, 20);
        _bench.Pick();
        _bench.Run(1 * Millisecond);
        _bench.Sleep(fiber);
        long deadline = fiber.ByDeadline.Deadline;
        _bench.Now += 3 * Millisecond;
        _bench.Wake(fiber);

        // 4 ms to go at 4 in 8.
        Assert.Equal(deadline, fiber.ByDeadline.Deadline);
        Assert.Equal(2 * Millisecond, fiber.ByDeadline.Budget);
    }

    [Fact]
    public void Wake_BetweenDeadlineAndPeriod_WaitsForThePeriod()
    {
        long start = _bench.Now;
        QueuedFiber fiber = Start("fiber", 4, 8, 20);
        _bench.Pick();
        _bench.Run(1 * Millisecond);
        _bench.Sleep(fiber);
        _bench.Now = start + (8 * Millisecond);
        _bench.Wake(fiber);

        Assert.Null(_bench.Pick());
        Assert.Equal(start + (20 * Millisecond), _bench.NextEvent());
        _bench.Now = start + (20 * Millisecond);
        Assert.Same(fiber, _bench.Pick());
        Assert.Equal(4 * Millisecond, fiber.ByDeadline.Budget);
    }

    [Fact]
    public void Wake_OfAThrottledAfterItsPeriod_BeginsANewOneWithAllOfTheBudget()
    {
        QueuedFiber fiber = Start("fiber", 4, 8, 20);
        _bench.Pick();
        _bench.Run(4 * Millisecond);
        _bench.Sleep(fiber);
        _bench.Now += 20 * Millisecond;
        _bench.Wake(fiber);

        Assert.Equal(_bench.Now + (8 * Millisecond), fiber.ByDeadline.Deadline);
        Assert.Equal(4 * Millisecond, fiber.ByDeadline.Budget);
    }

    [Fact]
    public void Sleep_WhileThrottled_IsNoWayOut()
    {
        long start = _bench.Now;
        QueuedFiber fiber = Start("fiber", 4, 10, 10);
        _bench.Pick();
        _bench.Run(4 * Millisecond);
        _bench.Sleep(fiber);
        Assert.Equal(long.MaxValue, _bench.NextEvent());
        _bench.Now += 1 * Millisecond;
        _bench.Wake(fiber);

        Assert.Null(_bench.Pick());
        Assert.Equal(start + (10 * Millisecond), _bench.NextEvent());
        _bench.Sleep(fiber);
        _bench.Now = start + (11 * Millisecond);
        _bench.Wake(fiber);
        Assert.Same(fiber, _bench.Pick());
    }

    [Fact]
    public void Migration_ChangesNothing()
    {
        QueuedFiber fiber = Start("fiber", 4, 10, 10);
        _bench.Pick();
        _bench.Run(1 * Millisecond);
        long deadline = fiber.ByDeadline.Deadline;
        _bench.Dequeue(fiber, DequeueReason.Migrated);
        ClassBench there = new(new DeadlineQueue()) { Now = _bench.Now + (8 * Millisecond) };
        there.Enqueue(fiber, EnqueueReason.Migrated);

        Assert.Equal(0, _bench.Queue.Count);
        Assert.Same(fiber, there.Pick());
        Assert.Equal(deadline, fiber.ByDeadline.Deadline);
        Assert.Equal(3 * Millisecond, fiber.ByDeadline.Budget);
    }

    [Fact]
    public void Change_OfParameters_IsNoWayToMore()
    {
        QueuedFiber fiber = Start("fiber", 4, 10, 10);
        _bench.Pick();
        _bench.Run(3 * Millisecond);
        long deadline = fiber.ByDeadline.Deadline;
        _bench.Change(fiber, Policy(8, 10, 10));
        Assert.Equal(1 * Millisecond, fiber.ByDeadline.Budget);
        Assert.Equal(deadline, fiber.ByDeadline.Deadline);

        _bench.Run(1 * Millisecond);
        Assert.Null(_bench.Pick());
        _bench.Now = fiber.ByDeadline.NextPeriod;
        Assert.Same(fiber, _bench.Pick());
        Assert.Equal(8 * Millisecond, fiber.ByDeadline.Budget);

        _bench.Change(fiber, Policy(2, 10, 10));
        Assert.Equal(2 * Millisecond, fiber.ByDeadline.Budget);
        Assert.Equal(Policy(2, 10, 10), fiber.Entity.Policy);
    }

    [Fact]
    public void Donor_WhoseBudgetIsGone_GivesWayToAnybodyWithBudget()
    {
        QueuedFiber donor = Start("donor", 4, 10, 10);
        _bench.Pick();
        _bench.Run(4 * Millisecond);

        Assert.True(_bench.WakePreempts(new QueuedFiber("late", Policy(1, 100, 100))));
        Assert.Equal(-1, donor.Entity.Entitlement);
    }

    private QueuedFiber Start(string name, int runtime, int deadline, int period) => _bench.Start(name, Policy(runtime, deadline, period));

    private static SchedulingPolicy Policy(int runtime, int deadline, int period) => SchedulingPolicy.Deadline(
        TimeSpan.FromMilliseconds(runtime), TimeSpan.FromMilliseconds(deadline), TimeSpan.FromMilliseconds(period));
}
