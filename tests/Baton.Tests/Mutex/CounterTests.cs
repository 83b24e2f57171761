// The counters a user can read: they say what happened, and they add up.

using Baton.Contracts;
using Baton.Torture;
using Xunit;

namespace Baton.Tests.Mutex;

public sealed class CounterTests
{
    [Fact]
    public void Counters_OfADefaultMutex_AreNotKept()
    {
        Assert.Null(new HandoffMutex().Counters);
        Assert.Null(new HandoffMutex(new HandoffMutexOptions { Spinning = false }).Counters);
    }

    [Fact]
    public async Task Counters_WithoutContention_CountAcquisitionsOnly()
    {
        HandoffMutex mutex = new(new HandoffMutexOptions { CountEvents = true });

        mutex.Enter();
        mutex.Exit();
        Assert.True(mutex.TryEnter());
        mutex.Exit();
        using (mutex.EnterScope())
        {
        }

        using (await mutex.EnterAsync())
        {
        }

        Assert.Equal(
            new HandoffMutexCounters
            {
                Acquisitions = 4,
                Contended = 0,
                Steals = 0,
                SpinsThatPaid = 0,
                HandoffsRequested = 0,
                HandoffsMade = 0,
                Pickups = 0,
                Cancellations = 0,
                Timeouts = 0,
            },
            mutex.Counters);
    }

    [Theory]
    [InlineData(HandoffMode.Normal)]
    [InlineData(HandoffMode.Never)]
    [InlineData(HandoffMode.Always)]
    public async Task Counters_OfACrowd_AddUp(HandoffMode handoff)
    {
        HandoffMutex mutex = new(new HandoffMutexOptions { Handoff = handoff, CountEvents = true });

        Crowd crowd = await Crowd.RunAsync(mutex, threads: 4, asyncCallers: 6, attemptsEach: 400);

        HandoffMutexCounters counters = mutex.Counters!.Value;
        Assert.Equal(crowd.Entries, counters.Acquisitions);
        Assert.True(counters.Contended > 0, "The crowd never met.");

        // Who contends ends in one of these ways, and only who contends does.
        Assert.True(counters.Cancellations <= crowd.Cancellations, "More cancelled waits than callers that were told so.");
        Assert.True(counters.Timeouts <= crowd.Timeouts, "More timed out waits than callers that were told so.");
        Assert.True(counters.Pickups <= counters.HandoffsMade, "A pickup without a handoff.");
        Assert.True(
            counters.Steals + counters.SpinsThatPaid + counters.Pickups <= counters.Acquisitions,
            "More ways of acquiring than acquisitions.");
    }

    /// <summary>A wait that ends by its token or its time is counted once, as what it was.</summary>
    [Fact]
    public async Task Counters_OfWaitsThatEnd_TellCancellationsFromTimeouts()
    {
        HandoffMutex mutex = new(new HandoffMutexOptions { CountEvents = true });
        Watchdog watchdog = new(TimeSpan.FromSeconds(30));
        using CancellationTokenSource source = new();
        using (await mutex.EnterAsync())
        {
            TestThread timed = TestThread.Start("timed", () => Assert.False(mutex.TryEnter(TimeSpan.FromMilliseconds(1))));
            TestThread cancelled = TestThread.Start(
                "cancelled", () => Assert.ThrowsAny<OperationCanceledException>(() => mutex.Enter(source.Token)));
            Task cancelledAsync = mutex.EnterAsync(source.Token).AsTask();
            Assert.False((await mutex.TryEnterAsync(TimeSpan.FromMilliseconds(1))).IsEntered);
            watchdog.EndOf(timed);
            watchdog.Until(() => MutexInspection.CountWaiters(mutex) == 2, "the two with a token wait");
            await source.CancelAsync();
            watchdog.EndOf(cancelled);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelledAsync);
        }

        HandoffMutexCounters counters = mutex.Counters!.Value;
        Assert.Equal(1, counters.Acquisitions);
        Assert.Equal(4, counters.Contended);
        Assert.Equal(2, counters.Timeouts);
        Assert.Equal(2, counters.Cancellations);
    }
}
