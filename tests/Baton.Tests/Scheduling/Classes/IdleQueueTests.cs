using Baton.Scheduling.Classes;
using Xunit;
using static Baton.Tests.Scheduling.Classes.ClassBench;

namespace Baton.Tests.Scheduling.Classes;

public sealed class IdleQueueTests
{
    private readonly ClassBench _bench = new(new IdleQueue());

    [Fact]
    public void Fibers_TakeTurnsOfOneSlice()
    {
        QueuedFiber a = _bench.Start("a", SchedulingPolicy.Idle);
        QueuedFiber b = _bench.Start("b", SchedulingPolicy.Idle);
        QueuedFiber c = _bench.Start("c", SchedulingPolicy.Idle);
        _bench.RunUntil(_bench.Now + (3 * 10 * IdleQueue.Slice));

        Assert.Equal(10 * IdleQueue.Slice, a.Ran);
        Assert.Equal(10 * IdleQueue.Slice, b.Ran);
        Assert.Equal(10 * IdleQueue.Slice, c.Ran);
    }

    [Fact]
    public void Preempted_CompletesItsSliceFirst()
    {
        QueuedFiber a = _bench.Start("a", SchedulingPolicy.Idle);
        _bench.Start("b", SchedulingPolicy.Idle);
        _bench.Pick();
        _bench.Run(Millisecond);
        _bench.PutBack();

        Assert.Equal("a b", _bench.Waiting());
        Assert.Same(a, _bench.Pick());
        Assert.Equal(_bench.Now + IdleQueue.Slice - Millisecond, _bench.NextEvent());
    }

    [Fact]
    public void Woken_WaitsForItsTurn()
    {
        QueuedFiber a = _bench.Start("a", SchedulingPolicy.Idle);
        _bench.Start("b", SchedulingPolicy.Idle);
        _bench.Sleep(a);
        _bench.Pick();

        Assert.False(_bench.WakePreempts(a));
        Assert.Equal("a", _bench.Waiting());
    }

    [Fact]
    public void Yield_GoesToTheTail()
    {
        _bench.Start("a", SchedulingPolicy.Idle);
        _bench.Start("b", SchedulingPolicy.Idle);
        _bench.Pick();
        _bench.Yield();

        Assert.Equal("b", _bench.Pick()!.DisplayName);
        Assert.Equal("a", _bench.Waiting());
    }

    [Fact]
    public void Alone_HasNoEnd()
    {
        QueuedFiber alone = _bench.Start("alone", SchedulingPolicy.Idle);
        _bench.Pick();
        _bench.Yield();
        Assert.Equal(long.MaxValue, _bench.NextEvent());
        _bench.Run(Second);

        Assert.False(_bench.Tick());
        Assert.Same(alone, _bench.Pick());
        _bench.Dequeue(alone, Baton.Scheduling.DequeueReason.Finished);
        Assert.Equal(0, _bench.Queue.Count);
        Assert.Null(_bench.Pick());
    }
}
