// What the scheduler costs beside the thread pool: a hop, a start and finish, and a fiber that waits. Both run the same
// loops; the pool is given as many processors as the scheduler has workers, which is all of them.

namespace Baton.Measures;

/// <summary>Who runs the loops.</summary>
public enum FiberContestant
{
    /// <summary>The thread pool: <c>await Task.Yield()</c>, <c>Task.Run</c>.</summary>
    ThreadPool,

    /// <summary>Baton's scheduler: <c>await Fiber.Yield()</c>, <c>Start</c>.</summary>
    Fibers,

    /// <summary>The same, with proxy execution switched off.</summary>
    FibersWithoutProxy,
}

/// <summary>What one run showed.</summary>
/// <param name="Time">For one operation, on the wall.</param>
/// <param name="ProcessorTime">For one operation, of all processors.</param>
/// <param name="BytesPerOperation">What was allocated for one operation.</param>
/// <param name="ForeignShare">Part of the machine that others used meanwhile, where it is known.</param>
public sealed record FiberResult(Nanoseconds Time, Nanoseconds ProcessorTime, double BytesPerOperation, double? ForeignShare);

/// <summary>Measures the scheduler and the thread pool.</summary>
public static class FiberRun
{
    /// <summary><paramref name="flows"/> flows hop until each has done its share of <paramref name="hops"/>.</summary>
    public static FiberResult MeasureHops(FiberContestant contestant, int flows, int hops) => Measure(contestant, hops, async scheduler =>
    {
        int share = hops / flows;
        var ends = new Task[flows];
        for (int i = 0; i < flows; i++)
        {
            ends[i] = scheduler is null
                ? Task.Run(() => HopOnPoolAsync(share))
                : scheduler.Start(() => HopOnSchedulerAsync(share)).Completion;
        }

        await Task.WhenAll(ends).ConfigureAwait(false);
    });

    /// <summary>So many bodies are started from one thread, and all of them end.</summary>
    public static FiberResult MeasureStarts(FiberContestant contestant, int count) => Measure(contestant, count, async scheduler =>
    {
        var left = new CountdownEvent(count);
        Func<Task> body = () =>
        {
            left.Signal();
            return Task.CompletedTask;
        };
        for (int i = 0; i < count; i++)
        {
            if (scheduler is null)
            {
                _ = Task.Run(body);
            }
            else
            {
                _ = scheduler.Start(body);
            }
        }

        await Task.Yield();
        left.Wait();
    });

    /// <summary>So many flows wait for one task; returns what each of them keeps allocated beside the task that it waits for.</summary>
    public static double MeasureIdleBytes(FiberContestant contestant, int count)
    {
        ProxyScheduler? scheduler = NewScheduler(contestant);
        WaitingBytes(scheduler, count / 10);
        double bytes = WaitingBytes(scheduler, count);
        scheduler?.DisposeAsync().AsTask().Wait();
        return bytes;
    }

    private static double WaitingBytes(ProxyScheduler? scheduler, int count)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = new CountdownEvent(count);
        var ends = new object[count];
        Func<Task> body = async () =>
        {
            waiting.Signal();
            await gate.Task;
        };
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < count; i++)
            ends[i] = scheduler is null ? Task.Run(body) : scheduler.Start(body);

        waiting.Wait();
        long after = GC.GetTotalMemory(forceFullCollection: true);
        gate.SetResult();
        foreach (object end in ends)
            (end as Task ?? ((Fiber)end).Completion).Wait();

        return (double)(after - before) / count;
    }

    private static FiberResult Measure(FiberContestant contestant, int operations, Func<ProxyScheduler?, Task> run)
    {
        ProxyScheduler? scheduler = NewScheduler(contestant);
        ResourceMeter before = ResourceMeter.ReadBefore();
        Task.Run(() => run(scheduler)).Wait();
        ResourceUse use = before.Until(ResourceMeter.ReadAfter());
        scheduler?.DisposeAsync().AsTask().Wait();
        return new FiberResult(
            new Nanoseconds(use.Elapsed.TotalNanoseconds / operations),
            new Nanoseconds(use.ProcessTime.TotalNanoseconds / operations),
            (double)use.AllocatedBytes / operations,
            use.ForeignShare);
    }

    private static ProxyScheduler? NewScheduler(FiberContestant contestant) => contestant == FiberContestant.ThreadPool
        ? null
        : new ProxyScheduler(new ProxySchedulerOptions
        {
            ProxyExecution = contestant == FiberContestant.Fibers ? ProxyExecution.On : ProxyExecution.Off,
        });

    private static async Task HopOnPoolAsync(int hops)
    {
        for (int i = 0; i < hops; i++)
            await Task.Yield();
    }

    private static async Task HopOnSchedulerAsync(int hops)
    {
        for (int i = 0; i < hops; i++)
            await Fiber.Yield();
    }
}
