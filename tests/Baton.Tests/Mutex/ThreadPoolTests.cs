// The mutex and a thread pool that has no thread left. A blocked Enter is woken by the thread that exits, so it never needs
// the pool (the spiral of dotnet/corefx#35393: waiters that hold pool threads until a pool thread wakes them). An async
// caller does need the pool to continue; it gets on as soon as the pool has a thread, and only then.

using Baton.Contracts;
using Baton.Torture;
using Xunit;

namespace Baton.Tests.Mutex;

[Collection(nameof(RunAlone))]
public sealed class ThreadPoolTests
{
    private static readonly Watchdog Watchdog = new(TimeSpan.FromSeconds(60));

    [Fact]
    public void Enter_OfAThreadWhenThePoolIsSaturated_IsWokenByTheExit()
    {
        HandoffMutex mutex = new();
        using SaturatedPool pool = new(Watchdog);
        mutex.Enter();
        TestThread waiter = TestThread.Start("waiter", () =>
        {
            mutex.Enter();
            mutex.Exit();
        });
        Watchdog.Until(() => MutexInspection.CountWaiters(mutex) == 1, "the waiter queues");

        mutex.Exit();

        Watchdog.EndOf(waiter);
        Assert.True(pool.IsSaturated, "The pool had a thread to spare, so this test has shown nothing.");
    }

    /// <summary>A wait that ends by its time or by a token that a plain thread cancels needs no pool either.</summary>
    [Fact]
    public void TimedAndCancelledEnter_WhenThePoolIsSaturated_EndWithoutIt()
    {
        HandoffMutex mutex = new();
        using SaturatedPool pool = new(Watchdog);
        using CancellationTokenSource source = new();
        mutex.Enter();
        TestThread timed = TestThread.Start("timed", () => Assert.False(mutex.TryEnter(TimeSpan.FromMilliseconds(20))));
        TestThread cancelled = TestThread.Start(
            "cancelled", () => Assert.ThrowsAny<OperationCanceledException>(() => mutex.Enter(source.Token)));
        Watchdog.EndOf(timed);

        source.Cancel();

        Watchdog.EndOf(cancelled);
        Assert.True(pool.IsSaturated, "The pool had a thread to spare, so this test has shown nothing.");
        mutex.Exit();
    }

    /// <summary>
    /// The pool's threads themselves wait in Enter, with an async caller queued behind them. A thread that is no pool
    /// thread exits: each blocked pool thread must come through, and with them the pool comes back to the async caller.
    /// </summary>
    [Fact]
    public Task EnterOnAllPoolThreads_WithAnAsyncCallerBehindThem_AllComeThrough() => OnAThreadOfItsOwn(() =>
    {
        HandoffMutex mutex = new();
        using PoolLimits limits = new(Environment.ProcessorCount);
        mutex.Enter();
        List<Task> callers = FillThePool(mutex);
        callers.Add(EnterAndExitAsync());

        mutex.Exit();

        Watchdog.Until(() => callers.TrueForAll(caller => caller.IsCompletedSuccessfully), "all callers come through");
        Assert.Equal(0, mutex.State.Bits);

        async Task EnterAndExitAsync()
        {
            using (await mutex.EnterAsync())
            {
            }
        }
    });

    /// <summary>
    /// The case that has a limit: an async caller holds the mutex, and cannot go on because all pool threads wait in Enter
    /// for it. It goes on when the pool adds a thread, which it does unless it was forbidden to (see docs/limits.md).
    /// </summary>
    [Fact]
    public Task AsyncHolder_WithTheWholePoolWaitingBehindIt_GoesOnWhenThePoolGrows() => OnAThreadOfItsOwn(() =>
    {
        HandoffMutex mutex = new();
        using PoolLimits limits = new(Environment.ProcessorCount);
        TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task holder = HoldAsync();
        List<Task> callers = FillThePool(mutex);
        goOn.SetResult();
        Assert.False(holder.IsCompleted, "The holder went on without a pool thread.");

        limits.Lift();

        callers.Add(holder);
        Watchdog.Until(() => callers.TrueForAll(caller => caller.IsCompletedSuccessfully), "the holder lets everybody in");

        async Task HoldAsync()
        {
            using (await mutex.EnterAsync())
            {
                await goOn.Task.ConfigureAwait(false);
            }
        }
    });

    /// <summary>Blocks every pool thread in Enter, and returns when more work is queued that none of them can do.</summary>
    private static List<Task> FillThePool(HandoffMutex mutex)
    {
        List<Task> callers = [.. Enumerable.Range(0, 4 * Environment.ProcessorCount).Select(_ => Task.Run(() =>
        {
            mutex.Enter();
            mutex.Exit();
        }))];
        int waiting = 0;
        Watchdog.Until(
            () =>
            {
                // One thread may belong to the test runner.
                waiting = MutexInspection.CountWaiters(mutex);
                return waiting >= Environment.ProcessorCount - 1 && ThreadPool.PendingWorkItemCount > 0;
            },
            "the pool's threads wait in Enter");
        Assert.True(waiting < callers.Count, "The pool had a thread for everybody, so this test would show nothing.");
        return callers;
    }

    // The pool is the thing under test, so the test must not use up one of its threads.
    private static Task OnAThreadOfItsOwn(Action body) => Task.Factory.StartNew(body, TaskCreationOptions.LongRunning);

    /// <summary>Keeps the pool to a few threads.</summary>
    private sealed class PoolLimits : IDisposable
    {
        private readonly (int Workers, int Ports) _min;
        private readonly (int Workers, int Ports) _max;

        public PoolLimits(int workers)
        {
            ThreadPool.GetMinThreads(out _min.Workers, out _min.Ports);
            ThreadPool.GetMaxThreads(out _max.Workers, out _max.Ports);
            ThreadPool.SetMinThreads(workers, _min.Ports);
            Assert.True(ThreadPool.SetMaxThreads(workers, _max.Ports), "The pool does not take the limit.");
        }

        public void Lift()
        {
            ThreadPool.SetMaxThreads(_max.Workers, _max.Ports);
            ThreadPool.SetMinThreads(_min.Workers, _min.Ports);
        }

        public void Dispose() => Lift();
    }

    /// <summary>A pool all of whose threads are busy until this is disposed.</summary>
    private sealed class SaturatedPool : IDisposable
    {
        private readonly PoolLimits _limits = new(Environment.ProcessorCount);
        private readonly ManualResetEvent _release = new(initialState: false);
        private bool _spareThread;

        public SaturatedPool(Watchdog watchdog)
        {
            int busy = 0;
            for (int i = 0; i < 64; i++)
            {
                ThreadPool.UnsafeQueueUserWorkItem(
                    _ =>
                    {
                        Interlocked.Increment(ref busy);
                        _release.WaitOne();
                    },
                    null);
            }

            // A pool thread runs this test, so one worker less can be made busy; those in use do not grow any more.
            watchdog.Until(() => Volatile.Read(ref busy) >= Environment.ProcessorCount - 1, "the pool's threads are busy");
            ThreadPool.UnsafeQueueUserWorkItem(_ => Volatile.Write(ref _spareThread, true), null);
        }

        /// <summary>Whether no thread has been found for a work item that was queued in the beginning.</summary>
        public bool IsSaturated => !Volatile.Read(ref _spareThread);

        public void Dispose()
        {
            _release.Set();
            _limits.Dispose();
        }
    }
}
