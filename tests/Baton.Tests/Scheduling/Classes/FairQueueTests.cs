// The rules of the fair class, one by one.

using Baton.Scheduling;
using Baton.Scheduling.Classes;
using Xunit;
using static Baton.Tests.Scheduling.Classes.ClassBench;

namespace Baton.Tests.Scheduling.Classes;

public sealed class FairQueueTests
{
    private readonly ClassBench _bench = new(new FairQueue());

    [Theory]
    [InlineData(0, 1_024)]
    [InlineData(1, 819)]
    [InlineData(-1, 1_280)]
    [InlineData(19, 15)]
    [InlineData(-20, 88_818)]
    public void Weight_OfNice_GrowsByAQuarterAStep(int nice, int weight) => Assert.Equal(weight, NiceWeight.Of(nice));

    [Fact]
    public void Slice_WhenItEnds_GivesWayToTheOther()
    {
        _bench.Start("a", SchedulingPolicy.Normal());
        _bench.Start("b", SchedulingPolicy.Normal());
        Assert.Equal("a", _bench.Pick()!.DisplayName);

        // Who begins has half a slice.
        Assert.Equal(_bench.Now + (FairQueue.Slice / 2), _bench.NextEvent());
        _bench.Run((FairQueue.Slice / 2) - 1);
        Assert.False(_bench.Tick());
        _bench.Run(1);
        Assert.Equal(_bench.Now, _bench.NextEvent());
        Assert.True(_bench.Tick());
        Assert.Equal("b", _bench.Pick()!.DisplayName);
    }

    [Fact]
    public void Slice_OfABatchFiber_IsFourTimesAsLong()
    {
        QueuedFiber batch = _bench.Start("batch", SchedulingPolicy.Batch());
        _bench.Start("other", SchedulingPolicy.Batch());
        _bench.Pick();
        _bench.Run(FairQueue.BatchSlice / 2);
        Assert.True(_bench.Tick());

        Assert.Equal(4 * FairQueue.Slice, batch.Fair.Deadline - batch.Fair.Runtime);
    }

    [Fact]
    public void Alone_HasNoEnd()
    {
        QueuedFiber alone = _bench.Start("alone", SchedulingPolicy.Normal());
        _bench.Pick();
        Assert.Equal(long.MaxValue, _bench.NextEvent());
        _bench.Run(Second);
        Assert.False(_bench.Tick());
        _bench.Yield();
        Assert.False(_bench.Tick());
        Assert.Same(alone, _bench.Pick());
    }

    [Fact]
    public void NextEvent_IsWhenTheSliceEnds_WhateverTheWeight()
    {
        for (int nice = SchedulingPolicy.MinNice; nice <= SchedulingPolicy.MaxNice; nice++)
        {
            ClassBench bench = new(new FairQueue());
            bench.Start("fiber", SchedulingPolicy.Normal(nice));
            bench.Pick();
            bench.Start("other", SchedulingPolicy.Normal());
            bench.Run(1);
            long left = bench.NextEvent() - bench.Now;
            bench.Run(left - 1);
            Assert.False(bench.Tick());
            bench.Run(1);
            Assert.True(bench.Tick());
        }
    }

    [Fact]
    public void ManyShortRuns_CostWhatOneLongRunCosts()
    {
        QueuedFiber fiber = _bench.Start("heavy", SchedulingPolicy.Normal(SchedulingPolicy.MinNice));
        _bench.Start("other", SchedulingPolicy.Normal());
        _bench.Pick();
        long before = fiber.Fair.Runtime;
        for (int i = 0; i < 88_818; i++)
        {
            _bench.Run(1);
        }

        Assert.Equal(1_024, fiber.Fair.Runtime - before);
    }

    [Fact]
    public void Woken_WithAnEarlierDeadline_Preempts_WithALaterDoesNot()
    {
        QueuedFiber running = _bench.Start("running", SchedulingPolicy.Normal());
        _bench.Start("other", SchedulingPolicy.Normal());
        _bench.Pick();
        _bench.Run(FairQueue.Slice / 2);
        _bench.Tick();
        Assert.Equal(FairQueue.Slice, running.Fair.Deadline - running.Fair.Runtime);

        // What comes in is level at 0.75 ms, with a deadline one slice later; the running one's is at 4.5 ms.
        Assert.True(_bench.WakePreempts(new QueuedFiber("earlier", SchedulingPolicy.Normal())));
        Assert.False(_bench.WakePreempts(new QueuedFiber("later", SchedulingPolicy.Normal(2))));
    }

    [Fact]
    public void Woken_WhoIsAhead_DoesNotPreempt_HoweverEarlyItsDeadline()
    {
        QueuedFiber heavy = _bench.Start("heavy", SchedulingPolicy.Normal(-10));
        QueuedFiber running = _bench.Start("running", SchedulingPolicy.Normal());
        Run(heavy, Millisecond);
        _bench.Sleep(heavy);
        Assert.Same(running, _bench.Pick());
        Assert.False(_bench.WakePreempts(heavy));
        Assert.True(heavy.Fair.Deadline < running.Fair.Deadline);
    }

    [Fact]
    public void Woken_Batch_NeverPreempts()
    {
        foreach (bool isBatch in new[] { false, true })
        {
            ClassBench bench = new(new FairQueue());
            QueuedFiber running = bench.Start("running", SchedulingPolicy.Batch());
            bench.Start("other", SchedulingPolicy.Batch());
            bench.Pick();
            bench.Run(1 * Millisecond);

            // A heavy fiber's slice is short in virtual time, so its deadline is earlier by far.
            QueuedFiber woken = new("woken", isBatch ? SchedulingPolicy.Batch(-20) : SchedulingPolicy.Normal(-20));
            Assert.Equal(!isBatch, bench.WakePreempts(woken));
            Assert.True(woken.Fair.Deadline < running.Fair.Deadline);
        }
    }

    [Fact]
    public void Lag_OverASleep_IsKept()
    {
        QueuedFiber waiting = _bench.Start("waiting", SchedulingPolicy.Normal(-5));
        QueuedFiber running = _bench.Start("running", SchedulingPolicy.Normal(3));
        _bench.Start("third", SchedulingPolicy.Normal());
        Run(running, 2 * Millisecond);
        long lag = VirtualTime - waiting.Fair.Runtime;
        Assert.InRange(lag, 1, long.MaxValue);
        _bench.Sleep(waiting);
        Assert.Equal(lag, waiting.Fair.Lag);
        _bench.RunUntil(_bench.Now + Second);
        _bench.Wake(waiting);

        Assert.InRange(VirtualTime - waiting.Fair.Runtime, lag - 2, lag + 2);
        Assert.Same(waiting, _bench.Pick());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-20)]
    [InlineData(19)]
    public void Lag_OverASleep_IsLimitedToASliceAndATick(int nice)
    {
        QueuedFiber waiting = _bench.Start("waiting", SchedulingPolicy.Normal(nice));
        QueuedFiber running = _bench.Start("running", SchedulingPolicy.Normal(nice));
        Run(running, Second);
        _bench.Sleep(waiting);
        _bench.Dequeue(running, DequeueReason.Migrated);

        // In real time, whatever the weight.
        long limit = (FairQueue.Slice + FairQueue.Tick) * 1_024 / NiceWeight.Of(nice);
        Assert.Equal(limit, waiting.Fair.Lag);
        Assert.InRange(running.Fair.Lag, -limit, 0);
    }

    [Fact]
    public void Sleeper_WhoIsAhead_StaysUntilItHasPaid()
    {
        QueuedFiber sleeper = _bench.Start("sleeper", SchedulingPolicy.Normal());
        QueuedFiber other = _bench.Start("other", SchedulingPolicy.Normal());
        QueuedFiber third = _bench.Start("third", SchedulingPolicy.Normal());
        Assert.Same(sleeper, _bench.Pick());
        _bench.Run(3 * Millisecond);
        _bench.Sleep(sleeper);

        Assert.Equal(Queueing.Delayed, sleeper.Queueing);
        Assert.Equal(3, _bench.Queue.Count);
        Assert.Equal("other third", _bench.Waiting());
        Assert.Same(other, _bench.Pick());
        _bench.Run(1500 * Microsecond);
        Assert.Same(third, _bench.Pick());

        // The average is at 1.5 + 1.5 of 3 ms, and it is on its way.
        _bench.Run(4 * Millisecond);
        Assert.Equal(Queueing.Delayed, sleeper.Queueing);
        _bench.Pick();
        Assert.Equal(Queueing.Delayed, sleeper.Queueing);
        _bench.Run(1 * Millisecond);
        _bench.Pick();
        Assert.Equal(Queueing.None, sleeper.Queueing);
        Assert.Equal(2, _bench.Queue.Count);
        Assert.Equal(0, sleeper.Fair.Lag);
    }

    [Fact]
    public void Sleeper_WhoIsAheadAndWakesSoon_HasGainedNothing()
    {
        QueuedFiber sleeper = _bench.Start("sleeper", SchedulingPolicy.Normal());
        _bench.Start("other", SchedulingPolicy.Normal());
        _bench.Pick();
        _bench.Run(3 * Millisecond);
        long runtime = sleeper.Fair.Runtime;
        _bench.Sleep(sleeper);
        _bench.Pick();
        Assert.False(_bench.WakePreempts(sleeper));

        Assert.Equal(runtime, sleeper.Fair.Runtime);
        Assert.Equal(Queueing.Queued, sleeper.Queueing);
        Assert.Equal(2, _bench.Queue.Count);
    }

    [Fact]
    public void Sleeper_WhoHasPaidUnnoticed_IsLevel()
    {
        QueuedFiber sleeper = _bench.Start("sleeper", SchedulingPolicy.Normal());
        _bench.Start("other", SchedulingPolicy.Normal());
        _bench.Pick();
        _bench.Run(1 * Millisecond);
        _bench.Sleep(sleeper);
        _bench.Pick();
        _bench.Run(10 * Millisecond);
        Assert.Equal(Queueing.Delayed, sleeper.Queueing);
        _bench.Wake(sleeper);

        // It moved from below the average to what was the average then; the average follows it halfway at most.
        Assert.InRange(VirtualTime - sleeper.Fair.Runtime, 0, 5 * Millisecond);
        Assert.InRange(sleeper.Fair.Runtime, 5 * Millisecond, 7 * Millisecond);
    }

    [Fact]
    public void Delayed_OnlyOnesLeft_AreAllDropped()
    {
        QueuedFiber[] fibers = [.. Enumerable.Range(0, 5).Select(i => _bench.Start($"{i}", SchedulingPolicy.Normal()))];
        foreach (QueuedFiber _ in fibers)
        {
            QueuedFiber donor = _bench.Pick()!;
            _bench.Run((1 + _bench.Queue.Count) * Millisecond);
            _bench.Sleep(donor);
        }

        Assert.Null(_bench.Pick());
        Assert.Equal(0, _bench.Queue.Count);
        Assert.All(fibers, fiber => Assert.Equal(Queueing.None, fiber.Queueing));
    }

    [Fact]
    public void Dequeue_OfOneAhead_ForAnotherReasonThanSleep_IsAtOnce()
    {
        foreach (DequeueReason reason in Enum.GetValues<DequeueReason>().Except([DequeueReason.Slept]))
        {
            ClassBench bench = new(new FairQueue());
            QueuedFiber ahead = bench.Start("ahead", SchedulingPolicy.Normal());
            bench.Start("other", SchedulingPolicy.Normal());
            bench.Pick();
            bench.Run(2 * Millisecond);
            bench.Dequeue(ahead, reason);

            Assert.Equal(Queueing.None, ahead.Queueing);
            Assert.Equal(1, bench.Queue.Count);
            Assert.Equal(-1 * Millisecond, ahead.Fair.Lag);
        }
    }

    [Fact]
    public void Dequeue_OfADelayed_TakesItsDebtAlong()
    {
        QueuedFiber sleeper = _bench.Start("sleeper", SchedulingPolicy.Normal());
        _bench.Start("other", SchedulingPolicy.Normal());
        _bench.Pick();
        _bench.Run(2 * Millisecond);
        _bench.Sleep(sleeper);
        _bench.Dequeue(sleeper, DequeueReason.Changed);

        Assert.Equal(Queueing.None, sleeper.Queueing);
        Assert.Equal(1, _bench.Queue.Count);
        Assert.Equal(-1 * Millisecond, sleeper.Fair.Lag);
    }

    [Fact]
    public void Yield_OfTwo_TakesTurns()
    {
        _bench.Start("a", SchedulingPolicy.Normal());
        _bench.Start("b", SchedulingPolicy.Normal());
        string order = "";
        for (int turn = 0; turn < 8; turn++)
        {
            order += _bench.Pick()!.DisplayName;

            // Not equally long: whoever is behind would come again and again.
            _bench.Run(turn % 2 == 0 ? 100 : 900);
            _bench.Yield();
        }

        Assert.Equal("abababab", order);
    }

    [Fact]
    public void Yield_Always_StillGetsItsShare()
    {
        QueuedFiber polite = _bench.Start("polite", SchedulingPolicy.Normal());
        QueuedFiber hog = _bench.Start("hog", SchedulingPolicy.Normal());
        long end = _bench.Now + Second;
        while (_bench.Now < end)
        {
            if (_bench.Pick() == polite)
            {
                _bench.Run(100 * Microsecond);
                _bench.Yield();
            }
            else
            {
                _bench.Run(_bench.NextEvent() - _bench.Now);
                Assert.True(_bench.Tick());
            }
        }

        Assert.InRange(polite.Ran - hog.Ran, -4 * FairQueue.Slice, 4 * FairQueue.Slice);
    }

    [Fact]
    public void Yield_ThatIsRefused_IsForgotten()
    {
        QueuedFiber polite = _bench.Start("polite", SchedulingPolicy.Normal());
        Run(_bench.Start("hog", SchedulingPolicy.Normal()), 8 * Millisecond);
        Assert.Same(polite, _bench.Pick());
        _bench.Run(10);
        _bench.Yield();
        Assert.Same(polite, _bench.Pick());
        Assert.False(_bench.Tick());

        // As the only one that is eligible, it is what it always was.
        _bench.PutBack();
        Assert.Equal("polite hog", _bench.Waiting());
        Assert.Same(polite, _bench.Pick());
    }

    [Fact]
    public void Yield_ThenPreempted_IsStillCountedAndCopied()
    {
        QueuedFiber a = _bench.Start("a", SchedulingPolicy.Normal());
        _bench.Start("b", SchedulingPolicy.Normal());
        _bench.Pick();
        _bench.Yield();
        _bench.PutBack();

        Assert.Equal("b a", _bench.Waiting());
        Assert.Equal(2, _bench.Queue.Count);
        _bench.Dequeue(a, DequeueReason.Migrated);
        Assert.Equal("b", _bench.Waiting());
        Assert.Equal("b", _bench.Pick()!.DisplayName);
    }

    [Theory]
    [InlineData(-10)]
    [InlineData(10)]
    public void Change_OfNice_KeepsWhatItIsOwedInRealTime(int nice)
    {
        QueuedFiber fiber = _bench.Start("fiber", SchedulingPolicy.Normal());
        QueuedFiber other = _bench.Start("other", SchedulingPolicy.Normal());
        _bench.Start("third", SchedulingPolicy.Normal());
        Run(other, 2 * Millisecond);
        long owed = (VirtualTime - fiber.Fair.Runtime) * fiber.Fair.Weight;
        long distance = (fiber.Fair.Deadline - fiber.Fair.Runtime) * fiber.Fair.Weight;
        FairEntity entity = fiber.Fair;
        _bench.Change(fiber, SchedulingPolicy.Normal(nice));

        Assert.Same(entity, fiber.Entity);
        long error = 3 * fiber.Fair.Weight;
        Assert.InRange((VirtualTime - fiber.Fair.Runtime) * fiber.Fair.Weight, owed - error, owed + error);
        Assert.InRange((fiber.Fair.Deadline - fiber.Fair.Runtime) * fiber.Fair.Weight, distance - error, distance + error);
    }

    [Fact]
    public void Change_FromAnotherClass_BeginsWithHalfASlice()
    {
        _bench.Start("other", SchedulingPolicy.Normal());
        QueuedFiber fiber = new("fiber", SchedulingPolicy.Fifo(50));
        fiber.Entity = fiber.Entity.With(SchedulingPolicy.Normal());
        _bench.Enqueue(fiber, EnqueueReason.Changed);

        Assert.Equal(VirtualTime, fiber.Fair.Runtime);
        Assert.Equal(FairQueue.Slice / 2, fiber.Fair.Deadline - fiber.Fair.Runtime);
    }

    [Fact]
    public void Change_ToTheSame_ChangesNothing()
    {
        QueuedFiber fiber = _bench.Start("fiber", SchedulingPolicy.Normal());
        QueuedFiber other = _bench.Start("other", SchedulingPolicy.Normal());
        _bench.Start("third", SchedulingPolicy.Normal());
        Run(other, 2 * Millisecond);
        long runtime = fiber.Fair.Runtime;
        long average = VirtualTime;
        _bench.Change(fiber, SchedulingPolicy.Normal());

        Assert.InRange(fiber.Fair.Runtime, runtime - 2, runtime + 2);
        Assert.InRange(VirtualTime, average - 2, average + 2);
    }

    [Fact]
    public void Migration_TakesLagAndDeadlineAlong()
    {
        QueuedFiber fiber = _bench.Start("fiber", SchedulingPolicy.Normal());
        Run(_bench.Start("other", SchedulingPolicy.Normal()), 2 * Millisecond);
        _bench.Dequeue(fiber, DequeueReason.Migrated);
        Assert.Equal(1 * Millisecond, fiber.Fair.Lag);

        ClassBench there = new(new FairQueue());
        Run(there, there.Start("host", SchedulingPolicy.Normal()), 77 * Millisecond);
        there.Enqueue(fiber, EnqueueReason.Migrated);
        Assert.Equal(1 * Millisecond, ((FairQueue)there.Queue).VirtualTime - fiber.Fair.Runtime);
        Assert.Equal(FairQueue.Slice / 2, fiber.Fair.Deadline - fiber.Fair.Runtime);
    }

    private long VirtualTime => ((FairQueue)_bench.Queue).VirtualTime;

    private void Run(QueuedFiber fiber, long nanoseconds) => Run(_bench, fiber, nanoseconds);

    // Whoever should run, this one does: the class is told who the donor is.
    private static void Run(ClassBench bench, QueuedFiber fiber, long nanoseconds)
    {
        bench.PutBack();
        bench.Queue.SetDonor(fiber, bench.Now);
        bench.Now += nanoseconds;
        bench.Queue.Charge(fiber, nanoseconds, bench.Now);
        bench.Queue.PutBack(fiber, bench.Now);
    }
}
