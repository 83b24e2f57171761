// Fairness, counted in acquisitions by others and never in time: a slow machine makes a wait longer, but it does not make a
// lock let the same thread past a waiter a thousand times. As Go's TestMutexFairness, with a count in place of its 10 s.

using Xunit;

namespace Baton.Contracts;

/// <summary>What a lock that bounds bypassing promises to a waiter.</summary>
public abstract class FairnessContract<TLock> : LockContract<TLock>
    where TLock : ExclusiveLock
{
    private const int AcquisitionsWanted = 21;

    // The hog stops here, so that a lock that starves its victim fails the test instead of hanging it.
    private const int HogAcquisitionsMax = 20_000;

    /// <summary>A hog holds the lock for tens of microseconds and re-takes it at once; the victim asks again and again.</summary>
    [Fact]
    public void Enter_AgainstAHogThatRetakesAtOnce_IsBypassedABoundedNumberOfTimes()
    {
        int limit = BypassLimit();
        long hogAcquisitions = 0;
        bool victimDone = false;
        List<long> bypasses = [];

        TestThread hog = TestThread.Start("hog", () =>
        {
            while (!Volatile.Read(ref victimDone) && hogAcquisitions < HogAcquisitionsMax)
            {
                Lock.Enter();
                Interlocked.Increment(ref hogAcquisitions);
                Thread.SpinWait(2_000);
                Lock.Exit();
            }
        });
        Watchdog.Until(() => Interlocked.Read(ref hogAcquisitions) > 0, "the hog has started");
        TestThread victim = TestThread.Start("victim", () =>
        {
            for (int i = 0; i < AcquisitionsWanted; i++)
            {
                long before = Interlocked.Read(ref hogAcquisitions);
                Lock.Enter();
                bypasses.Add(Interlocked.Read(ref hogAcquisitions) - before);
                Lock.Exit();
            }

            Volatile.Write(ref victimDone, true);
        });
        JoinAll([hog, victim]);

        bypasses.Sort();
        Assert.True(
            hogAcquisitions < HogAcquisitionsMax,
            $"The hog acquired the lock {hogAcquisitions} times before the victim had its {AcquisitionsWanted}: " +
            $"bypasses {string.Join(", ", bypasses)}.");
        long median = bypasses[AcquisitionsWanted / 2];
        Assert.True(median <= limit, $"The victim was bypassed {median} times in the median; the lock promises {limit}.");
    }

    /// <summary>Everybody wants the lock all the time: nobody may be left out while the others have thousands.</summary>
    /// <remarks>It ends as soon as everybody has had its turns, so a lock that goes to sleep for each of them is not made to
    /// do so forty thousand times.</remarks>
    [Fact]
    public void Enter_ByManyThreadsAllTheTime_LeavesNobodyOut()
    {
        BypassLimit();
        const int threads = 8;
        const int turnsWanted = 10;
        const int total = 40_000;
        long acquisitions = 0;
        int served = 0;
        long[] perThread = new long[threads];

        JoinAll(TestThread.StartMany(threads, index =>
        {
            while (Volatile.Read(ref served) < threads && Interlocked.Read(ref acquisitions) < total)
            {
                Lock.Enter();
                Interlocked.Increment(ref acquisitions);
                if (++perThread[index] == turnsWanted)
                {
                    Interlocked.Increment(ref served);
                }

                Thread.SpinWait(100);
                Lock.Exit();
            }
        }));

        Assert.True(
            served == threads,
            $"Of {acquisitions} acquisitions the {threads} threads had {string.Join(", ", perThread)}.");
    }

    private int BypassLimit()
    {
        Assert.SkipUnless(Lock.BypassLimit is not null, $"{Lock.GetType().Name} does not bound bypassing.");
        return Lock.BypassLimit.GetValueOrDefault();
    }
}
