// Existing code of tasks on the scheduler.

using Baton.Contracts;
using Xunit;

namespace Baton.Tests.Scheduling.Hosting;

public sealed class FiberTaskSchedulerTests
{
    private static readonly Watchdog Watchdog = new(TimeSpan.FromSeconds(60));

    [Fact]
    public async Task Task_QueuedToIt_RunsInAFiberOfThePolicy()
    {
        await using ProxyScheduler scheduler = NewScheduler();
        TaskScheduler tasks = scheduler.AsTaskScheduler(SchedulingPolicy.Fifo(7));
        SchedulingPolicy? policy = null;
        Task<int> task = Task.Factory.StartNew(
            () =>
            {
                policy = Fiber.Current!.Policy;
                return 3;
            },
            CancellationToken.None,
            TaskCreationOptions.None,
            tasks);

        Assert.Equal(3, await Watchdog.ResultOf(task, "the task ends"));
        Assert.Equal(SchedulingPolicy.Fifo(7), policy);
    }

    [Fact]
    public async Task AsyncTask_QueuedToIt_IsOneFiberAcrossItsAwaits()
    {
        await using ProxyScheduler scheduler = NewScheduler();
        bool isOne = false;
        Task task = Task.Factory.StartNew(
            async () =>
            {
                Fiber? first = Fiber.Current;
                await Task.Delay(1);
                isOne = first is not null && ReferenceEquals(first, Fiber.Current);
            },
            CancellationToken.None,
            TaskCreationOptions.None,
            scheduler.AsTaskScheduler()).Unwrap();
        await Watchdog.EndOf(task, "the task ends");

        Assert.True(isOne);
    }

    [Fact]
    public async Task Tasks_ManyAndContinuations_AllRun()
    {
        await using ProxyScheduler scheduler = NewScheduler();
        var factory = new TaskFactory(scheduler.AsTaskScheduler());
        int count = 0;
        Task[] tasks = [.. Enumerable.Range(0, 5_000).Select(_ => factory
            .StartNew(() => Interlocked.Increment(ref count))
            .ContinueWith(_ => Interlocked.Increment(ref count), factory.Scheduler!))];
        await Watchdog.EndOf(Task.WhenAll(tasks), "all tasks end");

        Assert.Equal(2 * tasks.Length, count);
    }

    [Fact]
    public async Task Exception_InATask_StaysInTheTask()
    {
        await using ProxyScheduler scheduler = NewScheduler();
        Task task = new TaskFactory(scheduler.AsTaskScheduler()).StartNew(() => { throw new FormatException(); });

        await Assert.ThrowsAsync<FormatException>(() => Watchdog.EndOf(task, "the task ends"));
    }

    private static ProxyScheduler NewScheduler() => new(new ProxySchedulerOptions { WorkerCount = 2 });
}
