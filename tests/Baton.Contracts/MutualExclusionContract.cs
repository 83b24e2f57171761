// One at a time, whichever way in was taken, whatever happens inside, however many wait.

using Xunit;

namespace Baton.Contracts;

/// <summary>The promise that makes a lock a lock.</summary>
public abstract class MutualExclusionContract<TLock> : LockContract<TLock>
    where TLock : ExclusiveLock
{
    private const int Threads = 4;
    private const int VisitsEach = 5_000;

    [Fact]
    public void Enter_ByManyThreads_AdmitsOneAtATime()
    {
        Section section = new();

        JoinAll(TestThread.StartMany(Threads, index =>
        {
            for (int i = 0; i < VisitsEach; i++)
            {
                Lock.Enter();
                section.Visit(spins: (i + index) % 32);
                Lock.Exit();
            }
        }));

        section.AssertExclusive(Threads * VisitsEach);
        AssertFree();
    }

    /// <summary>A holder that loses its CPU inside the section makes the others queue, not only spin.</summary>
    [Fact]
    public void Enter_WhileHoldersYield_AdmitsOneAtATime()
    {
        Section section = new();
        const int visitsEach = 500;

        JoinAll(TestThread.StartMany(Threads, _ =>
        {
            for (int i = 0; i < visitsEach; i++)
            {
                Lock.Enter();
                section.Arrive();
                Thread.Sleep(i % 50 == 0 ? 1 : 0);
                section.Leave();
                Lock.Exit();
            }
        }));

        section.AssertExclusive(Threads * visitsEach);
        AssertFree();
    }

    /// <summary>As Go's HammerMutex: blocking entries, tries and timed tries on one lock.</summary>
    [Fact]
    public void EveryWayIn_ByManyThreads_AdmitsOneAtATime()
    {
        Section section = new();
        long visits = 0;
        using CancellationTokenSource neverCancelled = new();

        JoinAll(TestThread.StartMany(Threads, index =>
        {
            for (int i = 0; i < VisitsEach; i++)
            {
                bool entered = ((i + index) % 4) switch
                {
                    0 => Lock.TryEnter(),
                    1 => Lock.TryEnter(TimeSpan.FromMilliseconds(1)),
                    2 when Lock.Can(LockCapabilities.Cancellation) => Lock.TryEnter(Lock.Patience, neverCancelled.Token),
                    _ => Entered(),
                };
                if (entered)
                {
                    section.Visit(spins: 10);
                    Lock.Exit();
                    Interlocked.Increment(ref visits);
                }
            }
        }));

        section.AssertExclusive(visits);
        Assert.True(visits >= Threads * VisitsEach / 2, $"Only {visits} entries: half of the attempts wait as long as it takes.");
        AssertFree();

        bool Entered()
        {
            Lock.Enter();
            return true;
        }
    }

    [Fact]
    public void Enter_WhenHeldByAnother_WaitsUntilTheExit()
    {
        Tenure holder = HoldElsewhere();
        bool entered = false;

        TestThread waiter = StartWaiter("waiter", () =>
        {
            Lock.Enter();
            Volatile.Write(ref entered, true);
            Lock.Exit();
        });

        Assert.False(Volatile.Read(ref entered), "A waiter entered while another thread held the lock.");
        holder.End();
        Watchdog.EndOf(waiter);
        Assert.True(entered);
        AssertFree();
    }

    [Fact]
    public void Enter_ByHundredsOfWaiters_AdmitsThemAll()
    {
        const int count = 300;
        Section section = new();
        Tenure holder = HoldElsewhere();
        List<TestThread> waiters = [];
        for (int i = 0; i < count; i++)
        {
            waiters.Add(TestThread.Start($"waiter {i}", () =>
            {
                Lock.Enter();
                section.Visit();
                Lock.Exit();
            }));
        }

        // The first has surely queued before anybody is let in; most of the others too.
        Watchdog.Until(() => Lock.AreWaiting([waiters[0].Thread], asyncCallers: 0), "the first waiter waits");
        holder.End();
        JoinAll(waiters);

        section.AssertExclusive(count);
        AssertFree();
    }

    [Fact]
    public void Exit_AfterAnExceptionInTheSection_LetsTheNextIn()
    {
        Section section = new();
        const int roundsEach = 200;

        JoinAll(TestThread.StartMany(Threads, _ =>
        {
            for (int i = 0; i < roundsEach; i++)
            {
                Assert.Throws<InvalidTimeZoneException>(VisitAndThrow);
            }
        }));

        section.AssertExclusive(Threads * roundsEach);
        AssertFree();

        void VisitAndThrow()
        {
            Lock.Enter();
            try
            {
                section.Arrive();
                Thread.Sleep(0);
                section.Leave();
                throw new InvalidTimeZoneException();
            }
            finally
            {
                Lock.Exit();
            }
        }
    }

    /// <summary>What one holder wrote, the next one reads, also when the tenure passes from thread to thread each time.</summary>
    [Fact]
    public void Enter_AfterAnExitElsewhere_SeesWhatWasWritten()
    {
        // Each round is a wake, which takes milliseconds on a machine that is busy otherwise.
        const int rounds = 200;
        int turn = 0;
        long first = 0;
        long second = 0;

        JoinAll(TestThread.StartMany(2, index =>
        {
            for (int done = 0; done < rounds; done++)
            {
                // Outside the lock, so that a lock that prefers the last holder is not kept from the other by this test.
                SpinWait.SpinUntil(() => Volatile.Read(ref turn) % 2 == index);

                Lock.Enter();
                Assert.True(first == second, "A holder saw half of what the one before it wrote.");
                Volatile.Write(ref turn, turn + 1);
                first++;
                Thread.Sleep(0);
                second++;
                Lock.Exit();
            }
        }));

        Assert.Equal(2 * rounds, first);
    }
}
