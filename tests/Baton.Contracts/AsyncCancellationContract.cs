// Cancellation and time-outs of async waits at every stage: before the call, at each place in the queue, at the moment of
// the grant, after it, and the waiter that nobody awaits any more. An entry that ends in an exception holds nothing; one
// that ends in a scope holds the lock; the others in the queue notice neither.

using Xunit;

namespace Baton.Contracts;

/// <summary>What EnterAsync and its timed form promise when they are given up.</summary>
public abstract class AsyncCancellationContract<TLock, TScope> : AsyncLockContract<TLock, TScope>
    where TLock : AsyncExclusiveLock<TScope>
    where TScope : struct, IDisposable
{
    [Fact]
    public async Task EnterAsync_TokenCancelledBefore_IsCancelledAndLeavesAFreeLockFree()
    {
        CancellationToken cancelled = new(canceled: true);

        await AssertCancelled(Lock.EnterAsync(cancelled).AsTask(), cancelled);

        AssertFree();
    }

    [Fact]
    public async Task EnterAsync_TokenCancelledBefore_DoesNotWaitForTheHolder()
    {
        CancellationToken cancelled = new(canceled: true);
        TScope holder = await TakeAsync();

        ValueTask<TScope> entry = Lock.EnterAsync(cancelled);

        Assert.True(entry.IsCompleted, "An entry with a cancelled token should not wait.");
        await AssertCancelled(entry.AsTask(), cancelled);
        AssertHeldByOther();
        holder.Dispose();
        AssertFree();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task EnterAsync_CancelledAtAnyPlaceInTheQueue_LeavesTheOthersTheirs(int place)
    {
        using CancellationTokenSource source = new();
        TScope holder = await TakeAsync();
        Task<TScope>[] entries =
            [.. Enumerable.Range(0, 3).Select(i => Lock.EnterAsync(i == place ? source.Token : CancellationToken.None).AsTask())];

        await source.CancelAsync();
        await AssertCancelled(entries[place], source.Token);
        Assert.True(entries.Count(entry => entry.IsCompleted) == 1, "A cancellation completed somebody else's entry.");
        holder.Dispose();

        foreach (Task<TScope> entry in entries.Where(entry => entry != entries[place]))
        {
            (await Watchdog.ResultOf(entry, "a waiter that was not cancelled enters")).Dispose();
        }

        AssertFree();
    }

    [Fact]
    public async Task EnterAsync_CancelledTooLate_StillHoldsTheLock()
    {
        using CancellationTokenSource source = new();
        TScope holder = await TakeAsync();
        Task<TScope> entry = Lock.EnterAsync(source.Token).AsTask();
        holder.Dispose();
        TScope scope = await Watchdog.ResultOf(entry, "the waiter enters");

        await source.CancelAsync();

        AssertHeldByOther();
        scope.Dispose();
        AssertFree();
    }

    /// <summary>As the previous case without a queue: a token that was alive at the call has no say after it.</summary>
    [Fact]
    public async Task EnterAsync_CancelledAfterAnUncontendedEntry_StillHoldsTheLock()
    {
        using CancellationTokenSource source = new();
        TScope scope = await Lock.EnterAsync(source.Token);

        await source.CancelAsync();

        AssertHeldByOther();
        scope.Dispose();
        AssertFree();
    }

    /// <summary>The exit and the cancellation race, round after round; a follower behind them must always get in.</summary>
    [Fact]
    public async Task EnterAsync_CancelledWhileTheHolderExits_EitherThrowsOrHolds()
    {
        const int rounds = 1_000;
        Section section = new();
        int visits = 0;

        for (int round = 0; round < rounds; round++)
        {
            using CancellationTokenSource source = new();
            TScope holder = await TakeAsync();
            Task raced = Visit(source.Token);
            Task follower = Visit(CancellationToken.None);
            Task cancelling = Task.Run(source.Cancel);
            Thread.SpinWait(round % 128 * 4);
            holder.Dispose();
            await Watchdog.EndOf(cancelling, "the cancellation ends");
            await Watchdog.EndOf(follower, $"the follower enters in round {round}");
            await Watchdog.EndOf(raced, $"the raced waiter enters or leaves in round {round}");
        }

        section.AssertExclusive(visits);
        Assert.InRange(visits, rounds, 2 * rounds);
        AssertFree();

        async Task Visit(CancellationToken token)
        {
            try
            {
                using (await Lock.EnterAsync(token))
                {
                    section.Visit();
                    visits++;
                }
            }
            catch (OperationCanceledException)
            {
            }
        }
    }

    [Fact]
    public async Task EnterAsync_InAStormOfCancellations_NeitherLeaksNorLosesTheLock()
    {
        const int callers = 12;
        const int attemptsEach = 150;
        Section section = new();
        long visits = 0;

        await Watchdog.EndOf(Task.WhenAll(Enumerable.Range(0, callers).Select(index => Task.Run(async () =>
        {
            Random random = new(index);
            for (int i = 0; i < attemptsEach; i++)
            {
                using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(random.Next(1, 4)));
                try
                {
                    using (await Lock.EnterAsync(source.Token))
                    {
                        await section.VisitAsync();
                        if (random.Next(8) == 0)
                        {
                            section.Arrive();
                            await Task.Delay(1);
                            section.Leave();
                            Interlocked.Increment(ref visits);
                        }

                        Interlocked.Increment(ref visits);
                    }
                }
                catch (OperationCanceledException)
                {
                }
            }
        }))), "the storm is over");

        section.AssertExclusive(visits);
        Assert.True(visits > 0, "Nobody ever entered.");
        AssertFree();
    }

    /// <summary>
    /// A caller that stops waiting by WhenAny has not left the queue; its token takes it out. Nothing of it stays behind,
    /// neither a tenure that nobody ends nor an exception that nobody observed (dotnet/runtime#120767).
    /// </summary>
    [Fact]
    public async Task EnterAsync_AbandonedByWhenAnyAndCancelled_LeavesNothingBehind()
    {
        const int count = 1_000;
        int ended = 0;
        int unobserved = 0;
        HashSet<int> abandoned = [];
        EventHandler<UnobservedTaskExceptionEventArgs> observe = (task, _) =>
        {
            if (abandoned.Contains(((Task)task!).Id))
            {
                Interlocked.Increment(ref unobserved);
            }
        };
        TaskScheduler.UnobservedTaskException += observe;
        try
        {
            TScope holder = await TakeAsync();
            for (int i = 0; i < count; i++)
            {
                await AbandonOne();
            }

            await Watchdog.UntilAsync(() => Volatile.Read(ref ended) == count, "all abandoned entries have ended");
            GC.Collect();
            GC.WaitForPendingFinalizers();
            AssertHeldByOther();
            holder.Dispose();
            AssertFree();
            Assert.True(unobserved == 0, $"{unobserved} abandoned entries ended in an exception that nobody observed.");
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= observe;
        }

        async Task AbandonOne()
        {
            using CancellationTokenSource source = new();
            Task<TScope> entry = Lock.EnterAsync(source.Token).AsTask();
            abandoned.Add(entry.Id);
            _ = entry.ContinueWith(
                _ => Interlocked.Increment(ref ended),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            Task first = await Task.WhenAny(entry, Task.CompletedTask);
            Assert.True(first != entry, "An entry completed while the lock was held.");
            await source.CancelAsync();
        }
    }

    [Fact]
    public async Task TryEnterAsync_WhenTheTimeElapses_SaysSoAndLeavesTheHolderAlone()
    {
        Requires(LockCapabilities.TimedAsync);
        TScope holder = await TakeAsync();

        (bool entered, _) = await Within(TimeSpan.FromMilliseconds(5));
        Assert.False(entered, "A timed entry succeeded on a lock that was held all the time.");
        (entered, _) = await Within(TimeSpan.Zero);
        Assert.False(entered, "An entry without time succeeded on a held lock.");

        AssertHeldByOther();
        holder.Dispose();
        AssertFree();
    }

    [Fact]
    public async Task TryEnterAsync_WhenTheHolderExitsInTime_Enters()
    {
        Requires(LockCapabilities.TimedAsync);
        TScope holder = await TakeAsync();
        Task<(bool Entered, TScope Scope)> limited = Within(Lock.Patience);
        Task<(bool Entered, TScope Scope)> unlimited = Within(Timeout.InfiniteTimeSpan);

        holder.Dispose();

        foreach (Task<(bool Entered, TScope Scope)> entry in new[] { limited, unlimited })
        {
            (bool entered, TScope scope) = await Watchdog.ResultOf(entry, "the timed waiter enters");
            Assert.True(entered, "A timed entry failed although the lock came free in time.");
            scope.Dispose();
        }

        AssertFree();
    }

    [Fact]
    public async Task TryEnterAsync_InAStormOfTimeouts_NeitherLeaksNorLosesTheLock()
    {
        Requires(LockCapabilities.TimedAsync);
        const int callers = 12;
        const int attemptsEach = 100;
        Section section = new();
        long visits = 0;

        await Watchdog.EndOf(Task.WhenAll(Enumerable.Range(0, callers).Select(index => Task.Run(async () =>
        {
            Random random = new(index);
            for (int i = 0; i < attemptsEach; i++)
            {
                (bool entered, TScope scope) = await Lock.TryEnterAsync(TimeSpan.FromMilliseconds(random.Next(4)));
                if (!entered)
                {
                    continue;
                }

                section.Arrive();
                if (random.Next(8) == 0)
                {
                    await Task.Delay(1);
                }

                section.Leave();
                scope.Dispose();
                Interlocked.Increment(ref visits);
            }
        }))), "the storm is over");

        section.AssertExclusive(visits);
        Assert.True(visits > 0, "Nobody ever entered.");
        AssertFree();
    }

    [Theory]
    [MemberData(nameof(Timeouts.Refused), MemberType = typeof(Timeouts))]
    public async Task TryEnterAsync_OutOfRange_NamesTheParameter(double milliseconds)
    {
        Requires(LockCapabilities.TimedAsync);

        TimeSpan timeout = RefusedTimeout(milliseconds);
        ArgumentOutOfRangeException refused =
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Within(timeout));

        Assert.Equal("timeout", refused.ParamName);
        AssertFree();
    }

    private Task<(bool Entered, TScope Scope)> Within(TimeSpan timeout) =>
        Watchdog.ResultOf(Lock.TryEnterAsync(timeout).AsTask(), "the timed entry ends");
}
