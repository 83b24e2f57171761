// The rules of sched(7) for SCHED_FIFO and SCHED_RR, one by one, and random walks against lists that are searched.

using Baton.Scheduling;
using Baton.Scheduling.Classes;
using CsCheck;
using Xunit;
using static Baton.Tests.Scheduling.Classes.ClassBench;

namespace Baton.Tests.Scheduling.Classes;

public sealed class RealTimeQueueTests
{
    private readonly ClassBench _bench = new(new RealTimeQueue());

    [Fact]
    public void Pick_AmongPriorities_TakesTheHighest()
    {
        foreach (int priority in new[] { 1, 63, 64, 65, 99, 2 })
        {
            _bench.Start($"{priority}", SchedulingPolicy.Fifo(priority));
        }

        Assert.Equal("99 65 64 63 2 1", _bench.Waiting());
        Assert.Equal("99", _bench.Pick()!.DisplayName);
        Assert.Equal("65 64 63 2 1", _bench.Waiting());
        Assert.Equal("65 64", _bench.Waiting(room: 2));
    }

    [Fact]
    public void Wake_OfHigherPriority_Preempts_OfSameOrLowerDoesNot()
    {
        _bench.Start("running", SchedulingPolicy.Fifo(50));
        _bench.Pick();

        Assert.True(_bench.WakePreempts(new QueuedFiber("higher", SchedulingPolicy.Fifo(51))));
        Assert.False(_bench.WakePreempts(new QueuedFiber("same", SchedulingPolicy.Fifo(50))));
        Assert.False(_bench.WakePreempts(new QueuedFiber("lower", SchedulingPolicy.RoundRobin(49))));
    }

    [Fact]
    public void Preempted_ComesBackBeforeOthersOfItsPriority()
    {
        QueuedFiber first = _bench.Start("first", SchedulingPolicy.Fifo(50));
        _bench.Start("second", SchedulingPolicy.Fifo(50));
        _bench.Pick();
        _bench.Run(Millisecond);
        QueuedFiber urgent = _bench.Start("urgent", SchedulingPolicy.Fifo(60));
        Assert.Same(urgent, _bench.Pick());
        _bench.Start("third", SchedulingPolicy.Fifo(50));
        _bench.Sleep(urgent);

        Assert.Same(first, _bench.Pick());
        Assert.Equal("second third", _bench.Waiting());
    }

    [Fact]
    public void Woken_GoesToTheTail()
    {
        QueuedFiber first = _bench.Start("first", SchedulingPolicy.Fifo(50));
        _bench.Start("second", SchedulingPolicy.Fifo(50));
        _bench.Start("third", SchedulingPolicy.Fifo(50));
        _bench.Pick();
        _bench.Sleep(first);
        _bench.Wake(first);

        Assert.Equal("second third first", _bench.Waiting());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Yield_GoesToTheTail_AlsoByProxy(bool byProxy)
    {
        _bench.Start("first", SchedulingPolicy.Fifo(50));
        _bench.Start("second", SchedulingPolicy.Fifo(50));
        _bench.Start("third", SchedulingPolicy.Fifo(50));
        _bench.Start("lower", SchedulingPolicy.Fifo(49));
        _bench.Pick();
        _bench.Yield(byProxy);

        Assert.Equal("second", _bench.Pick()!.DisplayName);
        Assert.Equal("third first lower", _bench.Waiting());
    }

    [Fact]
    public void Yield_AloneInItsPriority_GoesOn()
    {
        QueuedFiber alone = _bench.Start("alone", SchedulingPolicy.Fifo(50));
        _bench.Start("lower", SchedulingPolicy.Fifo(49));
        _bench.Pick();
        _bench.Yield();

        Assert.False(_bench.Tick());
        Assert.Same(alone, _bench.Pick());
    }

    [Fact]
    public void Fifo_RunsForAsLongAsItLikes()
    {
        QueuedFiber hog = _bench.Start("hog", SchedulingPolicy.Fifo(50));
        _bench.Start("same", SchedulingPolicy.Fifo(50));
        _bench.Pick();

        Assert.Equal(long.MaxValue, _bench.NextEvent());
        _bench.Run(1_000 * Second);
        Assert.False(_bench.Tick());
        Assert.Same(hog, _bench.Pick());
    }

    [Fact]
    public void RoundRobin_AtTheEndOfItsSlice_GoesToTheTail()
    {
        QueuedFiber first = _bench.Start("first", SchedulingPolicy.RoundRobin(50));
        QueuedFiber second = _bench.Start("second", SchedulingPolicy.Fifo(50));
        _bench.Pick();

        Assert.Equal(_bench.Now + RealTimeQueue.Slice, _bench.NextEvent());
        _bench.Run(RealTimeQueue.Slice - 1);
        Assert.False(_bench.Tick());
        Assert.Equal(_bench.Now + 1, _bench.NextEvent());
        _bench.Run(1);
        Assert.Equal(_bench.Now, _bench.NextEvent());
        Assert.True(_bench.Tick());
        Assert.Same(second, _bench.Pick());
        Assert.Equal("first", _bench.Waiting());
        Assert.Equal(RealTimeQueue.Slice, ((RealTimeEntity)first.Entity).SliceLeft);
    }

    [Fact]
    public void RoundRobin_AloneInItsPriority_HasNoEnd()
    {
        QueuedFiber alone = _bench.Start("alone", SchedulingPolicy.RoundRobin(50));
        _bench.Start("lower", SchedulingPolicy.RoundRobin(49));
        _bench.Pick();

        Assert.Equal(long.MaxValue, _bench.NextEvent());
        _bench.Run(10 * RealTimeQueue.Slice);
        Assert.False(_bench.Tick());
        Assert.Same(alone, _bench.Pick());
    }

    [Fact]
    public void RoundRobin_Preempted_CompletesTheRestOfItsSlice()
    {
        QueuedFiber first = _bench.Start("first", SchedulingPolicy.RoundRobin(50));
        _bench.Start("second", SchedulingPolicy.RoundRobin(50));
        _bench.Pick();
        _bench.Run(60 * Millisecond);
        QueuedFiber urgent = _bench.Start("urgent", SchedulingPolicy.RoundRobin(60));
        _bench.Pick();
        _bench.Run(500 * Millisecond);
        _bench.Sleep(urgent);

        Assert.Same(first, _bench.Pick());
        Assert.Equal(_bench.Now + (40 * Millisecond), _bench.NextEvent());
    }

    [Fact]
    public void RoundRobin_ThatAlsoSleeps_PaysForAllItsRuns()
    {
        QueuedFiber fiber = _bench.Start("fiber", SchedulingPolicy.RoundRobin(50));
        _bench.Start("other", SchedulingPolicy.Fifo(40));
        _bench.Pick();
        _bench.Run(30 * Millisecond);
        _bench.Sleep(fiber);
        _bench.Wake(fiber);

        Assert.Equal(70 * Millisecond, ((RealTimeEntity)fiber.Entity).SliceLeft);
    }

    [Fact]
    public void Change_ToAHigherPriority_GoesToTheTailOfTheNewList()
    {
        _bench.Start("a", SchedulingPolicy.Fifo(60));
        _bench.Start("b", SchedulingPolicy.Fifo(60));
        QueuedFiber raised = _bench.Start("raised", SchedulingPolicy.Fifo(50));
        _bench.Change(raised, SchedulingPolicy.Fifo(60));

        Assert.Equal("a b raised", _bench.Waiting());
    }

    [Fact]
    public void Change_ToALowerPriority_GoesToTheHeadOfTheNewList()
    {
        _bench.Start("a", SchedulingPolicy.Fifo(40));
        _bench.Start("b", SchedulingPolicy.Fifo(40));
        QueuedFiber lowered = _bench.Start("lowered", SchedulingPolicy.Fifo(50));
        _bench.Change(lowered, SchedulingPolicy.Fifo(40));

        Assert.Equal("lowered a b", _bench.Waiting());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Change_WithinThePriority_KeepsThePlace(int place)
    {
        QueuedFiber[] fibers = [.. new[] { "a", "b", "c" }.Select(name => _bench.Start(name, SchedulingPolicy.Fifo(50)))];
        _bench.Change(fibers[place], SchedulingPolicy.RoundRobin(50));

        Assert.Equal("a b c", _bench.Waiting());
        Assert.Equal(SchedulingPolicy.RoundRobin(50), fibers[place].Entity.Policy);
    }

    [Fact]
    public void Change_OfTheDonor_LeavesItTheDonor()
    {
        QueuedFiber running = _bench.Start("running", SchedulingPolicy.Fifo(50));
        _bench.Start("other", SchedulingPolicy.Fifo(40));
        _bench.Pick();
        _bench.Change(running, SchedulingPolicy.Fifo(40));
        Assert.Same(running, _bench.Pick());

        _bench.Change(running, SchedulingPolicy.Fifo(39));
        Assert.Equal("other", _bench.Pick()!.DisplayName);
    }

    [Fact]
    public void Change_FromAnotherClass_FollowsTheSameRule()
    {
        _bench.Start("a", SchedulingPolicy.Fifo(50));
        QueuedFiber fair = new("fair", SchedulingPolicy.Normal());
        fair.Entity = fair.Entity.With(SchedulingPolicy.Fifo(50));
        _bench.Enqueue(fair, EnqueueReason.Changed);
        QueuedFiber deadline = new("deadline", SchedulingPolicy.Deadline(
            TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(2)));
        deadline.Entity = deadline.Entity.With(SchedulingPolicy.Fifo(50));
        _bench.Enqueue(deadline, EnqueueReason.Changed);

        Assert.Equal("deadline a fair", _bench.Waiting());
    }

    private enum Move
    {
        Start,
        Sleep,
        Wake,
        PickAndRun,
        Yield,
        Change,
    }

    [Fact]
    public void RandomWalk_AgreesWithSearchedLists()
    {
        Gen.Select(Gen.Enum<Move>(), Gen.Int[0, 1_000], Gen.OneOf(1, 2, 63, 64, 99)).Array[1, 100].Sample(
            walk =>
            {
                ClassBench bench = new(new RealTimeQueue());
                List<QueuedFiber> all = [];
                List<QueuedFiber> model = [];
                Dictionary<QueuedFiber, long> slices = [];
                foreach ((Move move, int which, int priority) in walk)
                {
                    SchedulingPolicy policy = which % 2 == 0 ? SchedulingPolicy.Fifo(priority) : SchedulingPolicy.RoundRobin(priority);
                    QueuedFiber? any = all.Count == 0 ? null : all[which % all.Count];
                    switch (move)
                    {
                        case Move.Start:
                            QueuedFiber fiber = bench.Start($"{all.Count}", policy);
                            all.Add(fiber);
                            slices.Add(fiber, RealTimeQueue.Slice);
                            Insert(model, fiber, atHead: false);
                            break;
                        case Move.Sleep when model.Contains(any!):
                            bench.Sleep(any!);
                            model.Remove(any!);
                            break;
                        case Move.Wake when any is not null && !model.Contains(any):
                            bench.Wake(any);
                            Insert(model, any, atHead: false);
                            break;
                        case Move.PickAndRun when bench.Pick() is { } donor:
                            Assert.Same(model[0], donor);
                            bench.Run(which * Millisecond / 5);
                            if (donor.Entity.Policy.Kind == SchedulingPolicyKind.RoundRobin
                                && (slices[donor] -= which * Millisecond / 5) <= 0)
                            {
                                slices[donor] = RealTimeQueue.Slice;
                                model.Remove(donor);
                                Insert(model, donor, atHead: false);
                            }

                            break;
                        case Move.Yield when bench.Donor is { } donor:
                            bench.Yield();
                            model.Remove(donor);
                            Insert(model, donor, atHead: false);
                            break;
                        case Move.Change when model.Contains(any!):
                            int before = PriorityOf(any!);
                            bench.Change(any!, policy);
                            if (before != priority)
                            {
                                model.Remove(any!);
                                Insert(model, any!, atHead: priority < before);
                            }

                            break;
                    }

                    Assert.Equal(model.Count, bench.Queue.Count);
                    Assert.Equal(string.Join(" ", model.Where(fiber => fiber != bench.Donor)), bench.Waiting(room: 200));
                }
            },
            iter: 5_000);
    }

    private static int PriorityOf(QueuedFiber fiber) => ((RealTimeEntity)fiber.Entity).Priority;

    private static void Insert(List<QueuedFiber> model, QueuedFiber fiber, bool atHead)
    {
        int priority = PriorityOf(fiber);
        int at = model.FindIndex(other => atHead ? PriorityOf(other) <= priority : PriorityOf(other) < priority);
        model.Insert(at < 0 ? model.Count : at, fiber);
    }
}
