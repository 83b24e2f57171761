// What a handoff costs when many fibers lend at once: all to the owner of one mutex, or each to the next in a chain of
// mutexes. On one worker, so that nothing but the handoffs and the walks before them is measured.

using System.Diagnostics;

namespace Baton.Measures;

/// <summary>Measures handoffs between lending fibers.</summary>
public static class ChainRun
{
    /// <summary>
    /// So many fibers of real-time policy wait for a mutex that a fair fiber holds, and get it one after the other. Returns
    /// the time of one handoff.
    /// </summary>
    public static Nanoseconds MeasureDonors(int donors) => Measure(donors, async (scheduler, blocked, ended) =>
    {
        var mutex = new HandoffMutex();
        HandoffMutex.AsyncScope scope = await mutex.EnterAsync();
        for (int i = 0; i < donors; i++)
        {
            _ = scheduler.Start(
                async () =>
                {
                    blocked.Signal();
                    (await mutex.EnterAsync()).Dispose();
                    ended.Signal();
                },
                SchedulingPolicy.Fifo(50));
        }

        return scope;
    });

    /// <summary>
    /// Fiber 0 holds mutex 0; each further fiber holds its own mutex and waits for that of the one before. The last, the
    /// most urgent, lends to all of them. Returns the time of one handoff, each of which is found by a walk along what is
    /// left of the chain.
    /// </summary>
    public static Nanoseconds MeasureChain(int locks) => Measure(locks, async (scheduler, blocked, ended) =>
    {
        HandoffMutex[] mutexes = [.. Enumerable.Range(0, locks).Select(_ => new HandoffMutex())];
        HandoffMutex.AsyncScope scope = await mutexes[0].EnterAsync();
        for (int i = 1; i <= locks; i++)
        {
            HandoffMutex wanted = mutexes[i - 1];
            HandoffMutex? held = i < locks ? mutexes[i] : null;
            _ = scheduler.Start(
                async () =>
                {
                    HandoffMutex.AsyncScope own = held is null ? default : await held.EnterAsync();
                    blocked.Signal();
                    (await wanted.EnterAsync()).Dispose();
                    own.Dispose();
                    ended.Signal();
                },
                SchedulingPolicy.Fifo(held is null ? 99 : 50));
        }

        return scope;
    });

    private static Nanoseconds Measure(
        int handoffs, Func<ProxyScheduler, CountdownEvent, CountdownEvent, Task<HandoffMutex.AsyncScope>> prepare)
    {
        using var blocked = new CountdownEvent(handoffs);
        using var ended = new CountdownEvent(handoffs);
        var scheduler = new ProxyScheduler(new ProxySchedulerOptions { WorkerCount = 1 });
        long began = 0;
        Fiber owner = scheduler.Start(async () =>
        {
            HandoffMutex.AsyncScope scope = await prepare(scheduler, blocked, ended);
            while (!blocked.IsSet)
            {
                await Fiber.Yield();
            }

            began = Stopwatch.GetTimestamp();
            scope.Dispose();
        });
        owner.Completion.Wait();
        ended.Wait();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(began);
        scheduler.DisposeAsync().AsTask().Wait();
        return new Nanoseconds(elapsed.TotalNanoseconds / handoffs);
    }
}
