// What the options change: who hands over, and when.

using Baton.Contracts;
using Baton.Torture;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Baton.Tests.Mutex;

public sealed class HandoffModeTests
{
    private static readonly Watchdog Watchdog = new(TimeSpan.FromSeconds(30));

    [Fact]
    public void Always_AdmitsThreadsInTheOrderInWhichTheyQueued()
    {
        HandoffMutex mutex = new(new HandoffMutexOptions { Handoff = HandoffMode.Always });
        List<int> order = [];
        List<TestThread> waiters = [];
        mutex.Enter();
        for (int i = 0; i < 10; i++)
        {
            int index = i;
            waiters.Add(TestThread.Start($"waiter {i}", () =>
            {
                mutex.Enter();
                order.Add(index);
                mutex.Exit();
            }));
            Watchdog.Until(() => MutexInspection.CountWaiters(mutex) == index + 1, $"waiter {index} queues");
        }

        mutex.Exit();
        waiters.ForEach(Watchdog.EndOf);

        Assert.Equal(Enumerable.Range(0, 10), order);
    }

    [Fact]
    public async Task Never_IsNeitherAskedNorHandsOver()
    {
        HandoffMutex mutex = new(new HandoffMutexOptions { Handoff = HandoffMode.Never, CountEvents = true });

        await Crowd.RunAsync(mutex, threads: 4, asyncCallers: 4, attemptsEach: 500, impatient: false);

        HandoffMutexCounters counters = mutex.Counters!.Value;
        Assert.True(counters.Contended > 0, "The crowd never met.");
        Assert.Equal(0, counters.HandoffsRequested);
        Assert.Equal(0, counters.HandoffsMade);
        Assert.Equal(0, counters.Pickups);
    }

    /// <summary>A waiter whose patience is over gets the lock from the exit itself: nobody can come between.</summary>
    [Fact]
    public void Normal_AfterTheRequest_GivesTheLockAwayInsteadOfFreeingIt()
    {
        Assert.SkipUnless(Environment.ProcessorCount > 1, "On one processor nobody busy-waits, and who sleeps does not ask.");
        HandoffMutex mutex = new(new HandoffMutexOptions { CountEvents = true });
        mutex.Enter();
        TestThread waiter = TestThread.Start("waiter", () =>
        {
            mutex.Enter();
            mutex.Exit();
        });
        Watchdog.Until(() => mutex.State.HandoffRequested, "the first waiter asks");

        mutex.Exit();
        bool overtook = mutex.TryEnter();
        if (overtook)
        {
            mutex.Exit();
        }

        Watchdog.EndOf(waiter);
        HandoffMutexCounters counters = mutex.Counters!.Value;
        Assert.Equal(1, counters.HandoffsRequested);
        Assert.Equal(1, counters.HandoffsMade);
        Assert.Equal(1, counters.Pickups);
        Assert.Equal(0, counters.Steals);
    }

    [Fact]
    public void Options_WithAnUnknownMode_AreRefused()
    {
        ArgumentOutOfRangeException refused = Assert.Throws<ArgumentOutOfRangeException>(
            () => new HandoffMutex(new HandoffMutexOptions { Handoff = (HandoffMode)17 }));

        Assert.Equal("Handoff", refused.ParamName);
    }

    [Fact]
    public void Options_Null_AreRefused()
    {
        ArgumentNullException refused = Assert.Throws<ArgumentNullException>(() => new HandoffMutex(null!));

        Assert.Equal("options", refused.ParamName);
    }

    /// <summary>A timed async wait lives by the clock it was given: not a moment less, however long we look.</summary>
    [Fact]
    public async Task TryEnterAsync_UnderAFakeClock_TimesOutWhenThatClockSaysSo()
    {
        FakeTimeProvider time = new();
        HandoffMutex mutex = new(new HandoffMutexOptions { TimeProvider = time });
        HandoffMutex.AsyncScope holder = await mutex.EnterAsync();
        Task<HandoffMutex.AsyncScope> waiter = mutex.TryEnterAsync(TimeSpan.FromHours(1)).AsTask();

        time.Advance(TimeSpan.FromMinutes(59));
        Assert.False(waiter.IsCompleted);
        Assert.Equal(1, MutexInspection.CountWaiters(mutex));
        time.Advance(TimeSpan.FromMinutes(2));

        Assert.False((await Watchdog.ResultOf(waiter, "the timed wait ends")).IsEntered);
        Assert.Equal(0, MutexInspection.CountWaiters(mutex));
        holder.Dispose();
    }
}
