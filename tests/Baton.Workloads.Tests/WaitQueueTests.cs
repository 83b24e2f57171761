// Who is woken, in which order. The waits are bounded, so that a wake that is missing shows as a failure.

using Baton.Workloads.Execution;
using Baton.Workloads.Execution.Measures;
using Baton.Workloads.Execution.Os;

namespace Baton.Workloads.Tests;

public sealed class WaitQueueTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task WakeAll_WithThreeWaiting_WakesAllThree()
    {
        using var stop = new StopSignal();
        var queue = new WaitQueue(stop);
        Waiter[] waiters = [queue.Enlist(NewWaiter()), queue.Enlist(NewWaiter()), queue.Enlist(NewWaiter())];

        queue.WakeAll();

        long[] wokenAt = await Task.WhenAll(waiters.Select(WokenAt));
        Assert.DoesNotContain(0, wokenAt);
    }

    [Fact]
    public async Task WakeOne_Repeated_WakesInTheOrderOfArrival()
    {
        using var stop = new StopSignal();
        var queue = new WaitQueue(stop);
        Waiter first = queue.Enlist(NewWaiter());
        Waiter second = queue.Enlist(NewWaiter());

        queue.WakeOne();
        long firstWoken = await WokenAt(first);
        queue.WakeOne();

        Assert.InRange(await WokenAt(second), firstWoken, long.MaxValue);
    }

    [Fact]
    public void Enlist_AfterTheEndOfTheRun_IsRefused()
    {
        using var stop = new StopSignal();
        stop.Set();

        Assert.Throws<OperationCanceledException>(() => new WaitQueue(stop).Enlist(NewWaiter()));
    }

    private static Waiter NewWaiter() => new OsThreadExecutor(_ => new WorkTally(), "waits", new StopSignal()).NewWaiter();

    private static Task<long> WokenAt(Waiter waiter) => Task.Run(() => waiter.Await().AsTask()).WaitAsync(Bound);
}
