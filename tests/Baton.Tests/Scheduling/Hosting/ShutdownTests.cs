// A scheduler that stops loses no fiber: each completion ends as result, fault, or cancelled.

using Baton.Contracts;
using Xunit;

namespace Baton.Tests.Scheduling.Hosting;

public sealed class ShutdownTests
{
    private static readonly Watchdog Watchdog = new(TimeSpan.FromSeconds(60));

    [Fact]
    public async Task Dispose_WithFibersUnderWay_WaitsForAllOfThem()
    {
        ProxyScheduler scheduler = NewScheduler();
        int ended = 0;
        Fiber[] fibers = [.. Enumerable.Range(0, 1_000).Select(i => scheduler.Start(async () =>
        {
            await Task.Delay(i % 5);
            await Fiber.Yield();
            Interlocked.Increment(ref ended);
        }))];
        await Watchdog.EndOf(scheduler.DisposeAsync().AsTask(), "the scheduler has stopped");

        Assert.Equal(fibers.Length, ended);
        Assert.All(fibers, fiber => Assert.True(fiber.Completion.IsCompletedSuccessfully));
        Assert.Equal(0, scheduler.FiberCount);
        await Watchdog.UntilAsync(() => scheduler.ThreadCount == 0, "its threads have ended");
        Assert.Equal(0, scheduler.BlockedThreadCount);
    }

    [Fact]
    public async Task Start_AfterDispose_Throws()
    {
        ProxyScheduler scheduler = NewScheduler();
        await scheduler.DisposeAsync();

        Assert.Throws<ObjectDisposedException>(() => scheduler.Start(() => { }));
    }

    [Fact]
    public async Task Stop_CancelsThoseWhoHaveBegunAndThoseWhoHaveNot()
    {
        ProxyScheduler scheduler = NewScheduler();
        using var gate = new ManualResetEventSlim();
        bool called = false;
        Fiber heeds = scheduler.Start(token => Task.Delay(Timeout.Infinite, token));
        await Watchdog.UntilAsync(() => heeds.IsAsleep, "the fiber waits");
        Fiber[] blockers = [Block(0), Block(1)];
        Fiber notBegun = scheduler.Start(() => { called = true; });
        Task stopped = scheduler.StopAsync();
        gate.Set();
        await Watchdog.EndOf(stopped, "the scheduler has stopped");

        Assert.True(heeds.Completion.IsCanceled);
        Assert.True(notBegun.Completion.IsCanceled);
        Assert.False(called);
        Assert.All(blockers, blocker => Assert.True(blocker.IsCompleted));

        Fiber Block(int worker) => scheduler.Start(
            () => gate.Wait(), SchedulingPolicy.Fifo(9), new FiberOptions { Affinity = WorkerSet.Of(worker) });
    }

    [Fact]
    public async Task Stop_WithAFiberThatHeedsNothing_AbandonsItWhenTold()
    {
        ProxyScheduler scheduler = NewScheduler();
        var never = new TaskCompletionSource();
        bool wentOn = false;
        Fiber deaf = scheduler.Start(async () =>
        {
            await never.Task;
            wentOn = true;
        });
        Fiber<int> unasked = scheduler.Start(async () =>
        {
            await never.Task;
            return 1;
        });
        Task completion = deaf.Completion;
        await Watchdog.UntilAsync(() => deaf.IsAsleep && unasked.IsAsleep, "both wait");
        using var abandon = new CancellationTokenSource();
        Task stopped = scheduler.StopAsync(abandon.Token);
        Assert.False(stopped.IsCompleted);
        abandon.Cancel();
        await Watchdog.EndOf(stopped, "the scheduler has stopped");

        Assert.True(completion.IsCanceled);
        Assert.True(unasked.Completion.IsCanceled);
        Assert.Equal(0, scheduler.FiberCount);

        // Nobody waits for it, but what it still does is done, and on it.
        await Watchdog.UntilAsync(() => scheduler.ThreadCount == 0, "its threads have ended");
        never.SetResult();
        await Watchdog.UntilAsync(() => Volatile.Read(ref wentOn), "the fiber has gone on");
        await Watchdog.UntilAsync(() => scheduler.ThreadCount == 0, "the thread that came back has ended");
    }

    [Fact]
    public async Task Stop_FromItsOwnFiber_ThrowsInsteadOfWaitingForItself()
    {
        ProxyScheduler scheduler = NewScheduler();
        Fiber fiber = scheduler.Start(() => scheduler.StopAsync());

        await Assert.ThrowsAsync<InvalidOperationException>(() => Watchdog.EndOf(fiber.Completion, "the fiber has ended"));
        await scheduler.DisposeAsync();
    }

    [Fact]
    public async Task UnusedScheduler_HasNoThreads()
    {
        ProxyScheduler scheduler = NewScheduler();

        Assert.Equal(0, scheduler.ThreadCount);
        await scheduler.DisposeAsync();
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(4, 3)]
    [InlineData(ProxySchedulerOptions.WorkerCountMax + 1, 10_000)]
    public void Options_OutOfRange_AreRefusedByName(int workers, int threads)
    {
        ArgumentOutOfRangeException refused = Assert.Throws<ArgumentOutOfRangeException>(
            () => new ProxyScheduler(new ProxySchedulerOptions { WorkerCount = workers, ThreadCountMax = threads }));

        Assert.Contains(refused.ParamName!, new[] { "WorkerCount", "ThreadCountMax" });
    }

    private static ProxyScheduler NewScheduler() => new(new ProxySchedulerOptions { WorkerCount = 2 });
}
