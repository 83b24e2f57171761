// Async callers: no thread is blocked, the scope may be disposed on any thread, and exactly once.

using Xunit;

namespace Baton.Contracts;

/// <summary>What EnterAsync and its scope promise.</summary>
public abstract class AsyncContract<TLock, TScope> : AsyncLockContract<TLock, TScope>
    where TLock : AsyncExclusiveLock<TScope>
    where TScope : struct, IDisposable
{
    [Fact]
    public async Task EnterAsync_WhenFree_CompletesAtOnce()
    {
        ValueTask<TScope> entry = Lock.EnterAsync();

        Assert.True(entry.IsCompletedSuccessfully, "An async entry into a free lock should not have to wait.");
        TScope scope = await entry;
        AssertHeldByOther();
        scope.Dispose();
        AssertFree();
    }

    [Fact]
    public async Task EnterAsync_WhenHeld_CompletesAfterTheExit()
    {
        TScope holder = await TakeAsync();
        Task<TScope> waiter = Lock.EnterAsync().AsTask();
        Assert.False(waiter.IsCompleted, "An async caller entered while another held the lock.");

        holder.Dispose();

        (await Watchdog.ResultOf(waiter, "the async waiter enters")).Dispose();
        AssertFree();
    }

    [Fact]
    public async Task EnterAsync_ByManyCallers_AdmitsOneAtATime()
    {
        const int callers = 16;
        const int visitsEach = 1_000;
        Section section = new();

        await Watchdog.EndOf(Task.WhenAll(Enumerable.Range(0, callers).Select(index => Task.Run(async () =>
        {
            for (int i = 0; i < visitsEach; i++)
            {
                using (await Lock.EnterAsync())
                {
                    if ((i + index) % 4 == 0)
                    {
                        await section.VisitAsync();
                    }
                    else
                    {
                        section.Visit(spins: 10);
                    }
                }
            }
        }))), "all callers have made their visits");

        section.AssertExclusive(callers * visitsEach);
        AssertFree();
    }

    [Fact]
    public async Task EnterAsync_ByThousandsOfWaiters_AdmitsThemAll()
    {
        const int count = 10_000;
        Section section = new();
        TScope holder = await TakeAsync();
        Task[] waiters = [.. Enumerable.Range(0, count).Select(_ => VisitOnce())];

        holder.Dispose();
        await Watchdog.EndOf(Task.WhenAll(waiters), $"all {count} async waiters have entered");

        section.AssertExclusive(count);
        AssertFree();

        async Task VisitOnce()
        {
            using (await Lock.EnterAsync())
            {
                section.Visit();
            }
        }
    }

    [Fact]
    public async Task EnterAsync_WhileNobodyNewArrives_AdmitsInOrder()
    {
        Requires(LockCapabilities.QueuesInOrder);
        const int count = 50;
        List<int> order = [];
        TScope holder = await TakeAsync();
        Task[] waiters = [.. Enumerable.Range(0, count).Select(EnterAndNote)];

        holder.Dispose();
        await Watchdog.EndOf(Task.WhenAll(waiters), "all async waiters have entered");

        Assert.Equal(Enumerable.Range(0, count), order);

        async Task EnterAndNote(int index)
        {
            using (await Lock.EnterAsync())
            {
                order.Add(index);
            }
        }
    }

    [Fact]
    public async Task AsyncScope_DisposedOnAnotherThread_Exits()
    {
        TScope scope = await TakeAsync();
        Task<TScope> waiter = Lock.EnterAsync().AsTask();

        OnAnotherThread(() => scope.Dispose());

        (await Watchdog.ResultOf(waiter, "the async waiter enters")).Dispose();
        AssertFree();
    }

    [Fact]
    public async Task AsyncScope_DisposedTwice_Throws()
    {
        Requires(LockCapabilities.CheckedAsyncScopes);
        TScope scope = await TakeAsync();
        TScope copy = scope;
        scope.Dispose();

        Assert.Throws<SynchronizationLockException>(() => copy.Dispose());

        AssertFree();
    }

    /// <summary>The lock has a new holder, and the stale copy must not end that tenure: neither a thread's nor an async one.</summary>
    [Fact]
    public async Task AsyncScopeCopy_DisposedInSomeoneElsesTenure_ThrowsAndLeavesItAlone()
    {
        Requires(LockCapabilities.CheckedAsyncScopes);
        TScope scope = await TakeAsync();
        TScope stale = scope;
        scope.Dispose();

        TScope next = await TakeAsync();
        Assert.Throws<SynchronizationLockException>(() => stale.Dispose());
        AssertHeldByOther();
        next.Dispose();

        Tenure holder = HoldElsewhere();
        Assert.Throws<SynchronizationLockException>(() => stale.Dispose());
        AssertHeldByOther();
        holder.End();
        AssertFree();
    }

    /// <summary>As the case before, when the lock came to the first holder through the queue.</summary>
    [Fact]
    public async Task AsyncScopeCopy_FromAContendedEntry_ThrowsAfterTheTenure()
    {
        Requires(LockCapabilities.CheckedAsyncScopes);
        TScope holder = await TakeAsync();
        Task<TScope> first = Lock.EnterAsync().AsTask();
        Task<TScope> second = Lock.EnterAsync().AsTask();
        holder.Dispose();

        TScope scope = await Watchdog.ResultOf(first, "the first waiter enters");
        TScope stale = scope;
        scope.Dispose();
        TScope next = await Watchdog.ResultOf(second, "the second waiter enters");

        Assert.Throws<SynchronizationLockException>(() => stale.Dispose());
        AssertHeldByOther();
        next.Dispose();
        AssertFree();
    }

    /// <summary>However many threads dispose copies of one scope at the same moment, one of them exits.</summary>
    [Fact]
    public async Task AsyncScopeCopies_DisposedAtTheSameTime_ExitOnce()
    {
        Requires(LockCapabilities.CheckedAsyncScopes);
        const int rounds = 200;
        const int threads = 4;

        for (int round = 0; round < rounds; round++)
        {
            TScope scope = await TakeAsync();
            int exits = 0;
            int refusals = 0;
            using Barrier start = new(threads);
            await Watchdog.EndOf(Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    TScope copy = scope;
                    start.SignalAndWait(Lock.Patience);
                    try
                    {
                        copy.Dispose();
                        Interlocked.Increment(ref exits);
                    }
                    catch (SynchronizationLockException)
                    {
                        Interlocked.Increment(ref refusals);
                    }
                },
                TaskCreationOptions.LongRunning))), "all copies are disposed");
            Assert.Equal(1, exits);
            Assert.Equal(threads - 1, refusals);
        }

        AssertFree();
    }

    [Fact]
    public async Task DefaultAsyncScope_Disposed_DoesNothing()
    {
        Requires(LockCapabilities.CheckedAsyncScopes);

        Lock.DisposeDefaultAsyncScope();
        AssertFree();

        TScope scope = await TakeAsync();
        Lock.DisposeDefaultAsyncScope();
        AssertHeldByOther();
        scope.Dispose();
        AssertFree();
    }
}
