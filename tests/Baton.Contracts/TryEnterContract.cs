// Tries that give up at once, tries that give up after a time, and the arguments they refuse. A try that fails must leave no
// trace: what it queued is gone, what it took is given back.

using System.Diagnostics;
using Xunit;

namespace Baton.Contracts;

/// <summary>What TryEnter promises, with and without a timeout.</summary>
public abstract class TryEnterContract<TLock> : LockContract<TLock>
    where TLock : ExclusiveLock
{
    private static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(5);

    [Fact]
    public void TryEnter_WhenFree_Enters()
    {
        OnAnotherThread(() =>
        {
            Assert.True(Lock.TryEnter(), "A try on a free lock failed.");
            AssertHeldByOther();
            Lock.Exit();
        });
        AssertFree();
    }

    [Fact]
    public void TryEnter_WhenHeldByAnother_ReturnsFalseWithoutWaiting()
    {
        Tenure holder = HoldElsewhere();

        // Joining before the holder ends is the proof that the try did not wait.
        OnAnotherThread(() => Assert.False(Lock.TryEnter(), "A try succeeded on a lock that another thread holds."));
        OnAnotherThread(() => Assert.False(Lock.TryEnter(TimeSpan.Zero), "A try without time succeeded on a held lock."));

        holder.End();
        AssertFree();
    }

    [Fact]
    public void TryEnterTimed_WhenTheTimeElapses_ReturnsFalseAndLeavesTheHolderAlone()
    {
        Tenure holder = HoldElsewhere();

        OnAnotherThread(() =>
        {
            long start = Stopwatch.GetTimestamp();
            Assert.False(Lock.TryEnter(Brief), "A timed try succeeded on a lock that was held all the time.");

            // A lower bound is no race: nothing but a lock that gave up early can fail it. Timers may tick early by one.
            Assert.True(Stopwatch.GetElapsedTime(start) > Brief / 2, "A timed try gave up before its time.");
        });

        AssertHeldByOther();
        holder.End();
        AssertFree();
    }

    [Fact]
    public void TryEnterTimed_WhenTheHolderExitsInTime_Enters()
    {
        Tenure holder = HoldElsewhere();
        TestThread waiter = StartWaiter("timed waiter", () =>
        {
            Assert.True(Lock.TryEnter(Lock.Patience), "A timed try failed although the lock came free in time.");
            Lock.Exit();
        });

        holder.End();
        Watchdog.EndOf(waiter);
        AssertFree();
    }

    [Fact]
    public void TryEnterTimed_ForEver_WaitsUntilTheExit()
    {
        Tenure holder = HoldElsewhere();
        TestThread waiter = StartWaiter("patient waiter", () =>
        {
            Assert.True(Lock.TryEnter(Timeout.InfiniteTimeSpan), "A try without a limit gave up.");
            Lock.Exit();
        });

        holder.End();
        Watchdog.EndOf(waiter);
        AssertFree();
    }

    /// <summary>The one that gives up first stands between two that do not; neither may be forgotten.</summary>
    [Fact]
    public void TryEnterTimed_ElapsedInTheMiddleOfTheQueue_LeavesTheOthersQueued()
    {
        Tenure holder = HoldElsewhere();
        int entered = 0;
        TestThread first = StartWaiter("first", EnterAndExit);
        bool middleEntered = true;
        TestThread middle = StartWaiter("middle", () => middleEntered = Lock.TryEnter(TimeSpan.FromMilliseconds(50)), [first]);
        TestThread last = TestThread.Start("last", EnterAndExit);

        Watchdog.EndOf(middle);
        Assert.False(middleEntered, "A timed try succeeded on a lock that was held all the time.");
        Assert.Equal(0, Volatile.Read(ref entered));
        holder.End();
        JoinAll([first, last]);

        Assert.Equal(2, entered);
        AssertFree();

        void EnterAndExit()
        {
            Lock.Enter();
            entered++;
            Lock.Exit();
        }
    }

    /// <summary>Time-outs that race grants: whoever is told "false" holds nothing, whoever is told "true" holds the lock.</summary>
    [Fact]
    public void TryEnterTimed_InAStormOfTimeouts_NeitherLeaksNorLosesTheLock()
    {
        const int threads = 6;
        const int attemptsEach = 150;
        Section section = new();
        long visits = 0;

        JoinAll(TestThread.StartMany(threads, index =>
        {
            Random random = new(index);
            for (int i = 0; i < attemptsEach; i++)
            {
                if (Lock.TryEnter(TimeSpan.FromMilliseconds(random.Next(3))))
                {
                    section.Arrive();
                    if (random.Next(8) == 0)
                    {
                        Thread.Sleep(1);
                    }

                    section.Leave();
                    Lock.Exit();
                    Interlocked.Increment(ref visits);
                }
            }
        }));

        section.AssertExclusive(visits);
        Assert.True(visits > 0, "Nobody ever entered.");
        AssertFree();
    }

    [Theory]
    [MemberData(nameof(Timeouts.Refused), MemberType = typeof(Timeouts))]
    public void TryEnterTimed_OutOfRange_NamesTheParameter(double milliseconds)
    {
        TimeSpan timeout = RefusedTimeout(milliseconds);
        ArgumentOutOfRangeException refused = Assert.Throws<ArgumentOutOfRangeException>(() => EnterBriefly(timeout));
        Assert.Equal("timeout", refused.ParamName);

        if (Lock.Can(LockCapabilities.Cancellation))
        {
            refused = Assert.Throws<ArgumentOutOfRangeException>(() => Lock.TryEnter(timeout, CancellationToken.None));
            Assert.Equal("timeout", refused.ParamName);
        }

        AssertFree();
    }

    [Theory]
    [MemberData(nameof(Timeouts.Accepted), MemberType = typeof(Timeouts))]
    public void TryEnterTimed_AtTheEdgeOfTheRange_EntersAFreeLock(double milliseconds)
    {
        EnterBriefly(Timeouts.FromMilliseconds(milliseconds));
        AssertFree();
    }

    private void EnterBriefly(TimeSpan timeout)
    {
        Assert.True(Lock.TryEnter(timeout), "A timed try on a free lock failed.");
        Lock.Exit();
    }
}
