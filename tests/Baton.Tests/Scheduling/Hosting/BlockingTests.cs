// Synchronous waits in fibers: they block the fiber, not the worker, and their threads are bounded.

using Baton.Contracts;
using Xunit;

namespace Baton.Tests.Scheduling.Hosting;

public sealed class BlockingTests
{
    private static readonly Watchdog Watchdog = new(TimeSpan.FromSeconds(60));

    [Theory]
    [InlineData(ProxyExecution.On)]
    [InlineData(ProxyExecution.Off)]
    public async Task Enter_InMoreFibersThanWorkers_BlocksNoWorker(ProxyExecution proxy)
    {
        const int Blocked = 50;
        await using ProxyScheduler scheduler = NewScheduler(proxy: proxy);
        var mutex = new HandoffMutex();
        int inside = 0, count = 0;
        HandoffMutex.AsyncScope held = await mutex.EnterAsync();
        Fiber[] blocked = [.. Enumerable.Range(0, Blocked).Select(_ => scheduler.Start(() =>
        {
            mutex.Enter();
            Assert.Equal(1, ++inside);
            Fiber.YieldNow();
            inside--;
            count++;
            mutex.Exit();
        }))];
        await Watchdog.UntilAsync(
            () => blocked.All(fiber => fiber.BlockedOn is not null && fiber.IsAsleep), "all fibers wait for the mutex");
        await End(scheduler.Start(async () => await Task.Yield()));
        held.Dispose();
        foreach (Fiber fiber in blocked)
        {
            await End(fiber);
        }

        Assert.Equal(Blocked, count);
        Assert.Equal(0, scheduler.BlockedThreadCount);
        Assert.InRange(scheduler.ThreadCount, 1, Blocked + scheduler.WorkerCount);
    }

    [Fact]
    public async Task Enter_AtTheLimitOfThreads_ThrowsAndLeavesTheMutexAsItWas()
    {
        await using ProxyScheduler scheduler = NewScheduler(threads: 3);
        var mutex = new HandoffMutex();
        HandoffMutex.AsyncScope held = await mutex.EnterAsync();
        Fiber first = scheduler.Start(() => Visit(mutex));
        await Watchdog.UntilAsync(() => first.BlockedOn is not null && first.IsAsleep, "the first waits");
        Fiber second = scheduler.Start(() => Visit(mutex), default, new FiberOptions { Name = "second" });
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => End(second));
        held.Dispose();
        await End(first);

        Assert.Contains("second cannot block", refused.Message, StringComparison.Ordinal);
        Assert.Contains("ThreadCountMax", refused.Message, StringComparison.Ordinal);
        await End(scheduler.Start(() => Visit(mutex)));
        using HandoffMutex.AsyncScope again = await mutex.TryEnterAsync(TimeSpan.Zero);
        Assert.True(again.IsEntered);
    }

    [Fact]
    public async Task TryEnter_WithATimeLimit_EndsByItself()
    {
        await using ProxyScheduler scheduler = NewScheduler();
        var mutex = new HandoffMutex();
        HandoffMutex.AsyncScope held = await mutex.EnterAsync();
        Fiber<bool> fiber = scheduler.Start(() => mutex.TryEnter(TimeSpan.FromMilliseconds(20)));

        Assert.False(await Watchdog.ResultOf(fiber.Completion, "the wait ends"));
        held.Dispose();
        Assert.True(await Watchdog.ResultOf(
            scheduler.Start(() =>
            {
                bool entered = mutex.TryEnter(TimeSpan.FromMinutes(10));
                mutex.Exit();
                return entered;
            }).Completion,
            "a free mutex is entered"));
    }

    [Fact]
    public async Task Enter_ThatIsCanceled_ThrowsInTheFiber()
    {
        await using ProxyScheduler scheduler = NewScheduler();
        var mutex = new HandoffMutex();
        HandoffMutex.AsyncScope held = await mutex.EnterAsync();
        Fiber fiber = scheduler.Start(token => Visit(mutex, token));
        await Watchdog.UntilAsync(() => fiber.BlockedOn is not null && fiber.IsAsleep, "the fiber waits");
        fiber.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => End(fiber));
        Assert.True(fiber.Completion.IsCanceled);
        held.Dispose();
    }

    [Fact]
    public async Task Posts_ToAFiberThatIsBlocked_WaitUntilItIsNot()
    {
        await using ProxyScheduler scheduler = NewScheduler();
        var mutex = new HandoffMutex();
        var order = new List<string>();
        HandoffMutex.AsyncScope held = await mutex.EnterAsync();
        Fiber fiber = scheduler.Start(() =>
        {
            Visit(mutex);
            order.Add("body");
        });
        await Watchdog.UntilAsync(() => fiber.BlockedOn is not null && fiber.IsAsleep, "the fiber waits");
        var ran = new TaskCompletionSource();
        fiber.Post(_ =>
        {
            order.Add("post");
            ran.SetResult();
        }, null);
        await End(scheduler.Start(() => { }));
        held.Dispose();
        await Watchdog.EndOf(ran.Task, "the callback runs");

        Assert.Equal(["body", "post"], order);
    }

    [Fact]
    public async Task YieldNow_InSynchronousBodies_TakesTurns()
    {
        await using ProxyScheduler scheduler = NewScheduler(workers: 1);
        var turns = new List<int>();
        using var gate = new ManualResetEventSlim();
        Fiber blocker = scheduler.Start(() => gate.Wait(), SchedulingPolicy.Fifo(9));
        Fiber[] fibers = [.. Enumerable.Range(0, 3).Select(i => scheduler.Start(
            () =>
            {
                for (int turn = 0; turn < 3; turn++)
                {
                    turns.Add(i);
                    Fiber.YieldNow();
                }
            },
            SchedulingPolicy.Fifo(5)))];
        gate.Set();
        foreach (Fiber fiber in fibers)
        {
            await End(fiber);
        }

        await End(blocker);
        Assert.Equal([0, 1, 2, 0, 1, 2, 0, 1, 2], turns);
    }

    [Fact]
    public async Task SliceEnd_IsNoticedAtACheckpoint()
    {
        await using ProxyScheduler scheduler = NewScheduler(workers: 1);
        bool otherRan = false;
        Fiber busy = scheduler.Start(() =>
        {
            _ = scheduler.Start(() => { otherRan = true; }, SchedulingPolicy.Batch());

            // A batch fiber preempts nobody: what lets it run is the end of a slice.
            while (!otherRan)
            {
                Fiber.CheckpointNow();
            }
        });

        await End(busy);
    }

    private static void Visit(HandoffMutex mutex, CancellationToken cancellationToken = default)
    {
        mutex.Enter(cancellationToken);
        mutex.Exit();
    }

    private static Task End(Fiber fiber) => Watchdog.EndOf(fiber.Completion, $"{fiber.Name} has ended");

    private static ProxyScheduler NewScheduler(int workers = 2, int threads = 512, ProxyExecution proxy = ProxyExecution.On) =>
        new(new ProxySchedulerOptions { WorkerCount = workers, ThreadCountMax = threads, ProxyExecution = proxy });
}
