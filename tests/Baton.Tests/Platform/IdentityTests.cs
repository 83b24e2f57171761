// Identities: one for each thread and each async acquisition, never given twice, and an honest end when there are no more.

using Baton.Contracts;
using Baton.Locking;
using Baton.Platform;
using Xunit;

namespace Baton.Tests.Platform;

public sealed class IdentityTests
{
    private static readonly Watchdog Watchdog = new(TimeSpan.FromSeconds(60));

    /// <summary>Ten thousand threads, a few at a time, each of which meets the mutex and ends.</summary>
    [Fact]
    public void ShortLivedThreads_NeverShareAnIdentity()
    {
        const int batches = 1_250;
        const int threadsPerBatch = 8;
        HandoffMutex mutex = new();
        HashSet<long> ids = [];

        for (int batch = 0; batch < batches; batch++)
        {
            TestThread[] threads = new TestThread[threadsPerBatch];
            for (int i = 0; i < threads.Length; i++)
            {
                threads[i] = TestThread.Start("short-lived", () =>
                {
                    mutex.Enter();
                    Assert.True(ids.Add(Identity.CurrentId), "Two threads have had one identity.");
                    mutex.Exit();
                });
            }

            Array.ForEach(threads, Watchdog.EndOf);
        }

        Assert.Equal(batches * threadsPerBatch, ids.Count);
        Assert.Equal(0, mutex.State.Bits);
    }

    [Fact]
    public void ThreadThatHasMetNoMutex_HasNoIdentityAndHoldsNothing()
    {
        HandoffMutex mutex = new();
        Watchdog.EndOf(TestThread.Start("newcomer", () =>
        {
            Assert.Equal(0, Identity.CurrentId);
            Assert.False(mutex.IsHeldByCurrentThread, "A free mutex is held by nobody, not by who has no name.");
            Assert.Throws<SynchronizationLockException>(mutex.Exit);
            Assert.True(mutex.TryEnter());
            Assert.NotEqual(0, Identity.CurrentId);
            mutex.Exit();
        }));
    }

    /// <summary>A thread that ended while it held the mutex: its successor with a fresh identity does not hold it.</summary>
    [Fact]
    public void ThreadThatEndsAsTheOwner_IsNotReplacedByAnother()
    {
        HandoffMutex mutex = new();
        Watchdog.EndOf(TestThread.Start("owner", mutex.Enter));

        for (int i = 0; i < 200; i++)
        {
            Watchdog.EndOf(TestThread.Start("successor", () =>
            {
                Assert.False(mutex.TryEnter());
                Assert.False(mutex.IsHeldByCurrentThread);
                Assert.Throws<SynchronizationLockException>(mutex.Exit);
            }));
        }
    }

    [Fact]
    public void Draw_GivesConsecutiveMultiplesOfTheUnit()
    {
        IdSource source = new(unit: 16);

        Assert.Equal(16, source.Draw(1));
        Assert.Equal(32, source.Draw(3));
        Assert.Equal(80, source.Draw(1));
    }

    [Fact]
    public void Draw_ByManyThreads_GivesEachIdOnce()
    {
        IdSource source = new(unit: 16);
        const int threads = 4;
        const int drawsEach = 20_000;
        long[][] drawn = new long[threads][];

        Array.ForEach(
            TestThread.StartMany(threads, index => drawn[index] = [.. Enumerable.Range(0, drawsEach).Select(_ => source.Draw(1))]),
            Watchdog.EndOf);

        Assert.Equal(threads * drawsEach, drawn.SelectMany(ids => ids).Distinct().Count());
    }

    /// <summary>The last id is given; after it every caller gets a sentence, again and again, and no id twice.</summary>
    [Fact]
    public void Draw_WhenAllIdsAreGiven_ThrowsAndKeepsThrowing()
    {
        const long unit = 16;
        const long last = long.MaxValue - (long.MaxValue % unit);
        IdSource source = new(unit, last - (3 * unit));

        Assert.Equal(last - (2 * unit), source.Draw(1));
        Assert.Throws<InvalidOperationException>(() => source.Draw(3));
        Assert.Equal(last - unit, source.Draw(1));
        Assert.Equal(last, source.Draw(1));
        for (int i = 0; i < 3; i++)
        {
            InvalidOperationException exhausted = Assert.Throws<InvalidOperationException>(() => source.Draw(1));
            Assert.Contains("Restart", exhausted.Message, StringComparison.Ordinal);
        }

        Assert.Equal(last, new OwnerState(last).Owner);
    }
}
