// Cancellation of a thread's wait at every stage: before it asks, first in the queue, in the middle, last, at the moment of
// the grant, and after it. The rule behind all of them: a call that throws holds nothing, a call that returns holds the
// lock, and nobody else in the queue notices.

using Xunit;

namespace Baton.Contracts;

/// <summary>What Enter and TryEnter promise when they take a token.</summary>
public abstract class CancellationContract<TLock> : LockContract<TLock>
    where TLock : ExclusiveLock
{
    [Fact]
    public void Enter_TokenCancelledBefore_ThrowsAndLeavesAFreeLockFree()
    {
        Requires(LockCapabilities.Cancellation);
        CancellationToken cancelled = new(canceled: true);

        OnAnotherThread(() =>
        {
            AssertCancelled(() => Lock.Enter(cancelled), cancelled);
            AssertCancelled(() => Lock.TryEnter(TimeSpan.Zero, cancelled), cancelled);
            AssertCancelled(() => Lock.TryEnter(Timeout.InfiniteTimeSpan, cancelled), cancelled);
        });

        AssertFree();
    }

    [Fact]
    public void Enter_TokenCancelledBefore_ThrowsWithoutWaitingForTheHolder()
    {
        Requires(LockCapabilities.Cancellation);
        CancellationToken cancelled = new(canceled: true);
        Tenure holder = HoldElsewhere();

        OnAnotherThread(() => AssertCancelled(() => Lock.Enter(cancelled), cancelled));

        AssertHeldByOther();
        holder.End();
        AssertFree();
    }

    /// <summary>The others enter: the one that left took neither their wakeup nor their place.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Enter_CancelledAtAnyPlaceInTheQueue_LeavesTheOthersTheirs(int place)
    {
        Requires(LockCapabilities.Cancellation);
        using CancellationTokenSource source = new();
        Tenure holder = HoldElsewhere();
        int entered = 0;
        List<TestThread> waiters = [];
        for (int i = 0; i < 3; i++)
        {
            Action body = i == place ? EnterCancelled : EnterAndExit;
            waiters.Add(StartWaiter($"waiter {i}", body, waiters));
        }

        source.Cancel();
        Watchdog.EndOf(waiters[place]);
        Assert.Equal(0, Volatile.Read(ref entered));
        holder.End();
        JoinAll(waiters);

        Assert.Equal(2, entered);
        AssertFree();

        void EnterCancelled() => AssertCancelled(() => Lock.Enter(source.Token), source.Token);

        void EnterAndExit()
        {
            Lock.Enter();
            entered++;
            Lock.Exit();
        }
    }

    [Fact]
    public void Enter_AllWaitersCancelled_LeavesTheHolderAndThenAFreeLock()
    {
        Requires(LockCapabilities.Cancellation);
        using CancellationTokenSource source = new();
        Tenure holder = HoldElsewhere();
        TestThread[] waiters = TestThread.StartMany(8, _ => AssertCancelled(() => Lock.Enter(source.Token), source.Token));
        Watchdog.Until(() => Lock.AreWaiting([.. waiters.Select(waiter => waiter.Thread)], asyncCallers: 0), "all eight wait");

        source.Cancel();
        JoinAll(waiters);

        AssertHeldByOther();
        holder.End();
        AssertFree();
    }

    [Fact]
    public void Enter_CancelledAfterItReturned_StillHoldsTheLock()
    {
        Requires(LockCapabilities.Cancellation);
        using CancellationTokenSource source = new();
        Tenure holder = HoldElsewhere();
        using ManualResetEventSlim cancelled = new();
        bool entered = false;
        TestThread waiter = StartWaiter("waiter", () =>
        {
            Lock.Enter(source.Token);
            Volatile.Write(ref entered, true);
            cancelled.Wait();
            Lock.Exit();
        });
        holder.End();
        Watchdog.Until(() => Volatile.Read(ref entered), "the waiter has entered");

        source.Cancel();

        AssertHeldByOther();
        cancelled.Set();
        Watchdog.EndOf(waiter);
        AssertFree();
    }

    [Fact]
    public void TryEnterTimed_WithAToken_ReportsWhicheverComesFirst()
    {
        Requires(LockCapabilities.Cancellation);
        using CancellationTokenSource source = new();
        Tenure holder = HoldElsewhere();

        OnAnotherThread(() => Assert.False(
            Lock.TryEnter(TimeSpan.FromMilliseconds(2), source.Token), "A timed try succeeded on a held lock."));
        TestThread waiter = StartWaiter(
            "waiter", () => AssertCancelled(() => Lock.TryEnter(Lock.Patience, source.Token), source.Token));
        source.Cancel();
        Watchdog.EndOf(waiter);

        holder.End();
        AssertFree();
    }

    /// <summary>
    /// The grant and the cancellation start from one gate, round after round: either may win, but they may not both win or
    /// both lose. A second waiter behind the cancelled one must get the lock in each round.
    /// </summary>
    [Fact]
    public void Enter_CancelledWhileTheHolderExits_EitherThrowsOrHolds()
    {
        Requires(LockCapabilities.Cancellation);
        const int rounds = 300;
        Section section = new();
        int visits = 0;
        using Barrier gate = new(4);
        CancellationTokenSource[] sources = [.. Enumerable.Range(0, rounds).Select(_ => new CancellationTokenSource())];

        TestThread[] threads =
        [
            TestThread.Start("holder", () => EachRound(_ =>
            {
                Lock.Enter();
                gate.SignalAndWait(Lock.Patience);
                section.Visit(spins: 200);
                Lock.Exit();
                Interlocked.Increment(ref visits);
            })),
            TestThread.Start("cancelled", () => EachRound(round =>
            {
                gate.SignalAndWait(Lock.Patience);
                try
                {
                    Lock.Enter(sources[round].Token);
                    section.Visit();
                    Lock.Exit();
                    Interlocked.Increment(ref visits);
                }
                catch (OperationCanceledException)
                {
                }
            })),
            TestThread.Start("follower", () => EachRound(_ =>
            {
                gate.SignalAndWait(Lock.Patience);
                Lock.Enter();
                section.Visit();
                Lock.Exit();
                Interlocked.Increment(ref visits);
            })),
            TestThread.Start("canceller", () => EachRound(round =>
            {
                gate.SignalAndWait(Lock.Patience);
                Thread.SpinWait(round % 64 * 10);
                sources[round].Cancel();
            })),
        ];
        JoinAll(threads);

        section.AssertExclusive(visits);
        Assert.InRange(visits, 2 * rounds, 3 * rounds);
        AssertFree();

        void EachRound(Action<int> act)
        {
            for (int round = 0; round < rounds; round++)
            {
                act(round);
                Assert.True(gate.SignalAndWait(Lock.Patience), $"Not all four came to the end of round {round}.");
            }
        }
    }

    [Fact]
    public void Enter_InAStormOfCancellations_NeitherLeaksNorLosesTheLock()
    {
        Requires(LockCapabilities.Cancellation);
        const int threads = 6;
        const int attemptsEach = 150;
        Section section = new();
        long visits = 0;

        JoinAll(TestThread.StartMany(threads, index =>
        {
            Random random = new(index);
            for (int i = 0; i < attemptsEach; i++)
            {
                using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(random.Next(1, 4)));
                try
                {
                    Lock.Enter(source.Token);
                }
                catch (OperationCanceledException)
                {
                    continue;
                }

                section.Arrive();
                if (random.Next(8) == 0)
                {
                    Thread.Sleep(1);
                }

                section.Leave();
                Lock.Exit();
                Interlocked.Increment(ref visits);
            }
        }));

        section.AssertExclusive(visits);
        Assert.True(visits > 0, "Nobody ever entered.");
        AssertFree();
    }

    private static void AssertCancelled(Action wait, CancellationToken token)
    {
        OperationCanceledException thrown = Assert.ThrowsAny<OperationCanceledException>(wait);
        Assert.True(token == thrown.CancellationToken, "The exception does not carry the token that was cancelled.");
    }
}
