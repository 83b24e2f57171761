// A fiber waits for each mutex of a set as itself, so that its importance goes to whoever owns that. An await inside of LockAll
// that went on elsewhere would let the fiber sleep for something that the scheduler cannot see.

using Baton.Torture;
using Xunit;

namespace Baton.Tests.WoundWait;

public sealed class FiberSetTests
{
    private readonly WoundWaitMutex _first = new();
    private readonly WoundWaitMutex _second = new();

    [Fact]
    public async Task LockAll_OfAFiberThatWaitsTwice_WaitsAsTheFiberBothTimes()
    {
        using AcquireContext owner = new();
        Assert.Equal(AcquireOutcome.Acquired, await _first.EnterAsync(owner));
        Assert.Equal(AcquireOutcome.Acquired, await _second.EnterAsync(owner));
        await using var scheduler = new ProxyScheduler(new ProxySchedulerOptions { WorkerCount = 1 });
        Fiber fiber = scheduler.Start(async () =>
        {
            using LockSet held = await LockAll.EnterAsync([_first, _second]);
            Assert.Equal(2, held.Count);
        });

        await WaitsFor(_first, fiber);
        _first.Exit(owner);
        await WaitsFor(_second, fiber);
        _second.Exit(owner);
        await fiber;
    }

    [Fact]
    public async Task LockSet_OfAFiberThatHadToLetGo_WaitsForTheContendedOneAsTheFiber()
    {
        WoundWaitMutex mine = new();
        using AcquireContext older = new();
        using AcquireContext owner = new();
        Assert.Equal(AcquireOutcome.Acquired, await mine.EnterAsync(older));
        Assert.Equal(AcquireOutcome.Acquired, await _second.EnterAsync(owner));
        await using var scheduler = new ProxyScheduler(new ProxySchedulerOptions { WorkerCount = 1 });
        bool hadToLetGo = false;
        Fiber fiber = scheduler.Start(async () =>
        {
            using LockSet held = new();
            await held.AddAsync(_first);
            hadToLetGo = !await held.AddAsync(_second);
        });
        await WaitsFor(_second, fiber);

        Task<AcquireOutcome> wound = _first.EnterAsync(older).AsTask();
        Assert.Equal(AcquireOutcome.Acquired, await Flow.Watchdog.ResultOf(wound, "the older one is served"));

        await WaitsFor(_second, fiber);
        _second.Exit(owner);
        await fiber;
        Assert.True(hadToLetGo);
        _first.Exit(older);
        mine.Exit(older);
    }

    private static async Task WaitsFor(WoundWaitMutex mutex, Fiber fiber)
    {
        await Flow.Watchdog.UntilAsync(() => MutexInspection.CountWaiters(mutex) == 1, "somebody waits");
        Assert.Same(mutex, fiber.BlockedOn);
    }
}
