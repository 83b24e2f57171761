// When nobody wants the mutex any more, its word is 0 and its ring is empty: no flag left behind, no tenure leaked, however
// the waits ended. A flag that stays costs every later call its fast path (spec M12); an owner that stays is a deadlock (M4).

using Baton.Contracts;
using Baton.Torture;
using Xunit;

namespace Baton.Tests.Mutex;

public sealed class QuiescenceTests
{
    private static readonly Watchdog Watchdog = new(TimeSpan.FromSeconds(30));

    public static TheoryData<HandoffMode, bool> Kinds => new MatrixTheoryData<HandoffMode, bool>(
        Enum.GetValues<HandoffMode>(), [false, true]);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task AfterACrowd_TheWordIsZeroAndTheRingEmpty(HandoffMode handoff, bool spinning)
    {
        HandoffMutex mutex = new(new HandoffMutexOptions { Handoff = handoff, Spinning = spinning });

        await Crowd.RunAsync(mutex, threads: 4, asyncCallers: 8, attemptsEach: 300);

        AssertQuiet(mutex);
    }

    [Fact]
    public async Task AfterTheLastWaiterIsCancelled_OnlyTheOwnerRemainsInTheWord()
    {
        HandoffMutex mutex = new();
        using CancellationTokenSource source = new();
        HandoffMutex.AsyncScope holder = await mutex.EnterAsync();
        long alone = mutex.State.Bits;
        Task<HandoffMutex.AsyncScope>[] callers =
            [.. Enumerable.Range(0, 3).Select(_ => mutex.EnterAsync(source.Token).AsTask())];
        Assert.True(mutex.State.HasWaiters);

        await source.CancelAsync();
        foreach (Task<HandoffMutex.AsyncScope> caller in callers)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => caller);
        }

        Assert.Equal(alone, mutex.State.Bits);
        holder.Dispose();
        AssertQuiet(mutex);
    }

    /// <summary>A thread that waits out its patience has posted a request; when it leaves, the request leaves with it.</summary>
    [Fact]
    public void AfterTheOnlyRequesterTimesOut_NoRequestRemains()
    {
        Assert.SkipUnless(Environment.ProcessorCount > 1, "On one processor nobody busy-waits, and who sleeps does not ask.");
        HandoffMutex mutex = new();
        mutex.Enter();
        long alone = mutex.State.Bits;
        bool requested = false;
        TestThread impatient = TestThread.Start("impatient", () => Assert.False(mutex.TryEnter(TimeSpan.FromMilliseconds(200))));
        Watchdog.Until(() => (requested |= mutex.State.HandoffRequested) || !impatient.Thread.IsAlive, "the waiter asks or leaves");
        Watchdog.EndOf(impatient);

        Assert.True(requested, "A waiter that is first for much longer than its patience should have asked.");
        Assert.Equal(alone, mutex.State.Bits);
        mutex.Exit();
        AssertQuiet(mutex);
    }

    /// <summary>A request whose author leaves is inherited by the next in line, which still gets the lock (spec 1.8).</summary>
    [Fact]
    public void AfterTheRequesterIsCancelled_TheNextWaiterGetsTheLock()
    {
        Assert.SkipUnless(Environment.ProcessorCount > 1, "On one processor nobody busy-waits, and who sleeps does not ask.");
        HandoffMutex mutex = new();
        using CancellationTokenSource source = new();
        mutex.Enter();
        TestThread requester = TestThread.Start(
            "requester", () => Assert.ThrowsAny<OperationCanceledException>(() => mutex.Enter(source.Token)));
        Watchdog.Until(() => mutex.State.HandoffRequested, "the first waiter asks");
        TestThread next = TestThread.Start("next", () =>
        {
            mutex.Enter();
            mutex.Exit();
        });
        Watchdog.Until(() => MutexInspection.CountWaiters(mutex) == 2, "the second waiter queues");

        source.Cancel();
        Watchdog.EndOf(requester);
        mutex.Exit();

        Watchdog.EndOf(next);
        AssertQuiet(mutex);
    }

    /// <summary>Wakes for no reason neither admit a waiter nor end its wait (spec M5, M13).</summary>
    [Fact]
    public void SpuriousWakes_OfAWaiter_ChangeNothing()
    {
        HandoffMutex mutex = new();
        mutex.Enter();
        bool entered = false;
        TestThread waiter = TestThread.Start("waiter", () =>
        {
            mutex.Enter();
            Volatile.Write(ref entered, true);
            mutex.Exit();
        });
        Watchdog.Until(() => MutexInspection.CountWaiters(mutex) == 1, "the waiter queues");

        for (int i = 0; i < 2_000; i++)
        {
            MutexInspection.FirstWaiter(mutex)!.Wake();
        }

        Assert.False(Volatile.Read(ref entered), "A wake for no reason let a waiter in.");
        Assert.Equal(1, MutexInspection.CountWaiters(mutex));
        mutex.Exit();
        Watchdog.EndOf(waiter);
        AssertQuiet(mutex);
    }

    private static void AssertQuiet(HandoffMutex mutex)
    {
        Assert.True(mutex.State.Bits == 0, $"Nobody wants the mutex, but its word says: {mutex.State}.");
        Assert.Equal(0, MutexInspection.CountWaiters(mutex));
    }
}
