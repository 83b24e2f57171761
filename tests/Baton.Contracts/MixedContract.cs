// Threads and async callers on one lock, in one queue: neither kind may overlook the other, and a pool whose threads are
// blocked in Enter must still serve the async callers that those threads wait for.

using Xunit;

namespace Baton.Contracts;

/// <summary>What a lock promises when threads and async callers share it.</summary>
public abstract class MixedContract<TLock, TScope> : AsyncLockContract<TLock, TScope>
    where TLock : AsyncExclusiveLock<TScope>
    where TScope : struct, IDisposable
{
    [Fact]
    public async Task EnterAndEnterAsync_Together_AdmitOneAtATime()
    {
        const int each = 4;
        const int visitsEach = 1_500;
        Section section = new();

        TestThread[] threads = TestThread.StartMany(each, index =>
        {
            for (int i = 0; i < visitsEach; i++)
            {
                Lock.Enter();
                section.Visit(spins: (i + index) % 32);
                Lock.Exit();
            }
        });
        await Watchdog.EndOf(Task.WhenAll(Enumerable.Range(0, each).Select(index => Task.Run(async () =>
        {
            for (int i = 0; i < visitsEach; i++)
            {
                using (await Lock.EnterAsync())
                {
                    if ((i + index) % 8 == 0)
                    {
                        await section.VisitAsync();
                    }
                    else
                    {
                        section.Visit(spins: 10);
                    }
                }
            }
        }))), "all async callers have made their visits");
        JoinAll(threads);

        section.AssertExclusive(2 * each * visitsEach);
        AssertFree();
    }

    [Fact]
    public async Task Enter_WhenAnAsyncCallerHolds_WaitsUntilItsScopeEnds()
    {
        TScope holder = await TakeAsync();
        AssertHeldByOther();
        bool entered = false;
        TestThread waiter = StartWaiter("waiter", () =>
        {
            Lock.Enter();
            Volatile.Write(ref entered, true);
            Lock.Exit();
        });

        Assert.False(Volatile.Read(ref entered), "A thread entered while an async caller held the lock.");
        holder.Dispose();

        Watchdog.EndOf(waiter);
        AssertFree();
    }

    [Fact]
    public async Task EnterAsync_WhenAThreadHolds_WaitsUntilItsExit()
    {
        Tenure holder = HoldElsewhere();
        Task<TScope> entry = Lock.EnterAsync().AsTask();
        Assert.False(entry.IsCompleted, "An async caller entered while a thread held the lock.");

        holder.End();

        (await Watchdog.ResultOf(entry, "the async waiter enters")).Dispose();
        AssertFree();
    }

    /// <summary>Alternating kinds in one queue, none of which may be lost.</summary>
    [Fact]
    public async Task Queue_OfThreadsAndAsyncCallersInTurn_AdmitsThemAll()
    {
        const int pairs = 10;
        Section section = new();
        Tenure holder = HoldElsewhere();
        List<TestThread> threads = [];
        List<Task> callers = [];
        for (int i = 0; i < pairs; i++)
        {
            threads.Add(StartWaiter($"waiter {i}", VisitOnce, threads, callers.Count));
            callers.Add(VisitOnceAsync());
        }

        holder.End();
        JoinAll(threads);
        await Watchdog.EndOf(Task.WhenAll(callers), "all async callers have entered");

        section.AssertExclusive(2 * pairs);
        AssertFree();

        void VisitOnce()
        {
            Lock.Enter();
            section.Visit();
            Lock.Exit();
        }

        async Task VisitOnceAsync()
        {
            using (await Lock.EnterAsync())
            {
                section.Visit();
            }
        }
    }

    /// <summary>A holder that is no thread is held by no thread: not even by the one that awaited it.</summary>
    [Fact]
    public async Task AsyncTenure_IsNoThreadsTenure()
    {
        Requires(LockCapabilities.Ownership);
        TScope holder = await TakeAsync();

        Assert.False(Lock.IsHeldByCurrentThread, "An async tenure belongs to its scope, not to a thread.");
        Assert.Throws<SynchronizationLockException>(Lock.Exit);
        AssertHeldByOther();

        holder.Dispose();
        AssertFree();
    }

    /// <summary>As AsyncEx#57: an async loop and blocking entries on the pool, which must not starve each other for ever.</summary>
    [Fact]
    public async Task Enter_OnThePoolAgainstAnAsyncLoop_DoesNotDeadlock()
    {
        const int blockers = 8;
        const int visitsEach = 50;
        Section section = new();
        long visits = 0;
        bool stop = false;

        Task loop = Task.Run(async () =>
        {
            while (!Volatile.Read(ref stop))
            {
                using (await Lock.EnterAsync())
                {
                    await section.VisitAsync();
                    visits++;
                }
            }
        });
        Task blocking = Task.WhenAll(Enumerable.Range(0, blockers).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < visitsEach; i++)
            {
                Lock.Enter();
                section.Visit();
                visits++;
                Lock.Exit();
            }
        })));
        await Watchdog.EndOf(blocking, "the blocking entries on the pool are through");
        Volatile.Write(ref stop, true);
        await Watchdog.EndOf(loop, "the async loop ends");

        section.AssertExclusive(visits);
        AssertFree();
    }

    /// <summary>
    /// As ConcWaitAndRelease and ConcWaitAsyncAndRelease: fifty of each kind, half of them impatient while the lock is held.
    /// Exactly the impatient ones fail.
    /// </summary>
    [Fact]
    public async Task PatientAndImpatientWaiters_WhileHeld_SucceedAndFailExactly()
    {
        const int each = 25;
        int threadEntries = 0;
        int threadTimeouts = 0;
        int asyncEntries = 0;
        int asyncCancellations = 0;
        using CancellationTokenSource impatience = new();
        Tenure holder = HoldElsewhere();

        TestThread[] impatient = TestThread.StartMany(each, _ =>
        {
            if (!Lock.TryEnter(TimeSpan.FromMilliseconds(20)))
            {
                Interlocked.Increment(ref threadTimeouts);
            }
        });
        TestThread[] patient = TestThread.StartMany(each, _ =>
        {
            Lock.Enter();
            threadEntries++;
            Lock.Exit();
        });
        Task[] impatientCallers = [.. Enumerable.Range(0, each).Select(_ => WaitAsync(impatience.Token))];
        Task[] patientCallers = [.. Enumerable.Range(0, each).Select(_ => WaitAsync(CancellationToken.None))];
        JoinAll(impatient);
        await impatience.CancelAsync();
        await Watchdog.EndOf(Task.WhenAll(impatientCallers), "the impatient callers have left");
        holder.End();
        JoinAll(patient);
        await Watchdog.EndOf(Task.WhenAll(patientCallers), "the patient callers have entered");

        Assert.Equal(each, threadEntries);
        Assert.Equal(each, threadTimeouts);
        Assert.Equal(each, asyncEntries);
        Assert.Equal(each, asyncCancellations);
        AssertFree();

        async Task WaitAsync(CancellationToken token)
        {
            try
            {
                using (await Lock.EnterAsync(token))
                {
                    asyncEntries++;
                }
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref asyncCancellations);
            }
        }
    }
}
