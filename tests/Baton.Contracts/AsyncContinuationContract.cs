// Where and with what context an async waiter continues. Never inside the call that exits: the unlocker would run a
// stranger's code, perhaps while it holds other locks, and a chain of waiters would grow its stack. Otherwise as any
// ValueTask: execution context, SynchronizationContext and TaskScheduler as its awaiter asked.

using System.Runtime.CompilerServices;
using Xunit;

namespace Baton.Contracts;

/// <summary>What the continuation of a contended EnterAsync may rely on.</summary>
public abstract class AsyncContinuationContract<TLock, TScope> : AsyncLockContract<TLock, TScope>
    where TLock : AsyncExclusiveLock<TScope>
    where TScope : struct, IDisposable
{
    private static readonly AsyncLocal<string?> Ambient = new();

    /// <summary>As SemaphoreSlimTests.WaitAsync2: a thread-local mark says whether we are inside the exit.</summary>
    [Fact]
    public async Task Exit_WithAsyncWaiters_NeverRunsAContinuationInline()
    {
        const int count = 20;
        using ThreadLocal<int> depth = new();
        int inlined = 0;
        TScope holder = await TakeAsync();
        Task[] waiters = [.. Enumerable.Range(0, count).Select(_ => Waiter())];

        Dispose(holder);
        await Watchdog.EndOf(Task.WhenAll(waiters), "all waiters have entered");

        Assert.True(inlined == 0, $"{inlined} of {count} continuations ran inside the exit before them.");

        async Task Waiter()
        {
            TScope scope = await Lock.EnterAsync().ConfigureAwait(false);
            if (depth.Value > 0)
            {
                Interlocked.Increment(ref inlined);
            }

            Dispose(scope);
        }

        void Dispose(TScope scope)
        {
            depth.Value++;
            scope.Dispose();
            depth.Value--;
        }
    }

    [Fact]
    public async Task Exit_ByAThreadWithAsyncWaiters_NeverRunsAContinuationInline()
    {
        int exitingThread = 0;
        bool inline = false;
        Task? waiter = null;

        await Task.Factory.StartNew(
            () =>
            {
                Take();
                waiter = Waiter();
                Volatile.Write(ref exitingThread, Environment.CurrentManagedThreadId);
                Lock.Exit();
                Volatile.Write(ref exitingThread, 0);
            },
            TaskCreationOptions.LongRunning);
        await Watchdog.EndOf(waiter!, "the async waiter has entered");

        Assert.False(inline, "The continuation ran inside the thread's exit.");

        async Task Waiter()
        {
            using (await Lock.EnterAsync().ConfigureAwait(false))
            {
                inline = Volatile.Read(ref exitingThread) == Environment.CurrentManagedThreadId;
            }
        }
    }

    /// <summary>The safe OnCompleted flows the context itself; an async method's builder does so in its place.</summary>
    [Fact]
    public async Task OnCompleted_Contended_FlowsTheExecutionContext()
    {
        TaskCompletionSource<string?> seen = new();
        TScope holder = await TakeAsync();
        Ambient.Value = "waiter";
        NoteAmbientState(Lock.EnterAsync());
        Ambient.Value = "unlocker";

        holder.Dispose();

        Assert.Equal("waiter", await Watchdog.ResultOf(seen.Task, "the continuation runs"));
        await Watchdog.UntilAsync(IsFree, "the waiter has exited");

        void NoteAmbientState(ValueTask<TScope> entry)
        {
            ValueTaskAwaiter<TScope> awaiter = entry.GetAwaiter();
            awaiter.OnCompleted(() =>
            {
                seen.SetResult(Ambient.Value);
                awaiter.GetResult().Dispose();
            });
        }
    }

    /// <summary>The continuation is posted to the context of the await and to no other.</summary>
    [Fact]
    public async Task EnterAsync_AwaitedOnASynchronizationContext_ContinuesThere()
    {
        RecordingContext context = new();
        TScope holder = await TakeAsync();
        Task<SynchronizationContext?> waiter = On(context, Waiter);

        holder.Dispose();

        Assert.Same(context, await Watchdog.ResultOf(waiter, "the waiter has entered"));
        Assert.True(context.Posts == 1, $"The context got {context.Posts} posts for one continuation.");

        async Task<SynchronizationContext?> Waiter()
        {
            using (await Lock.EnterAsync())
            {
                return SynchronizationContext.Current;
            }
        }
    }

    [Fact]
    public async Task EnterAsync_AwaitedWithConfigureAwaitFalse_LeavesTheContextAlone()
    {
        RecordingContext context = new();
        TScope holder = await TakeAsync();
        Task<SynchronizationContext?> waiter = On(context, Waiter);

        holder.Dispose();

        Assert.Null(await Watchdog.ResultOf(waiter, "the waiter has entered"));
        Assert.True(context.Posts == 0, "A continuation that asked for no context was posted to one.");

        async Task<SynchronizationContext?> Waiter()
        {
            using (await Lock.EnterAsync().ConfigureAwait(false))
            {
                return SynchronizationContext.Current;
            }
        }
    }

    [Fact]
    public async Task EnterAsync_AwaitedOnATaskScheduler_ContinuesThere()
    {
        TaskScheduler scheduler = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        TScope holder = await TakeAsync();
        Task<TaskScheduler> waiter = await Task.Factory.StartNew(
            Waiter, CancellationToken.None, TaskCreationOptions.None, scheduler);

        holder.Dispose();

        Assert.Same(scheduler, await Watchdog.ResultOf(waiter, "the waiter has entered"));

        async Task<TaskScheduler> Waiter()
        {
            using (await Lock.EnterAsync())
            {
                return TaskScheduler.Current;
            }
        }
    }

    [Fact]
    public async Task AsTask_OfAContendedEntry_CompletesLikeAnyTask()
    {
        TScope holder = await TakeAsync();
        Task<TScope> entry = Lock.EnterAsync().AsTask();
        Task<bool> continued = entry.ContinueWith(
            task => task.IsCompletedSuccessfully, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

        holder.Dispose();

        Assert.True(await Watchdog.ResultOf(continued, "the task's continuation runs"));
        (await entry).Dispose();
        AssertFree();
    }

    private bool IsFree()
    {
        bool free = false;
        OnAnotherThread(() =>
        {
            if (free = Lock.TryEnter())
            {
                Lock.Exit();
            }
        });
        return free;
    }

    private static Task<T> On<T>(SynchronizationContext context, Func<Task<T>> body)
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(context);
        try
        {
            return body();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    // Runs what is posted on the pool, under itself, and counts it.
    private sealed class RecordingContext : SynchronizationContext
    {
        private int _posts;

        public int Posts => Volatile.Read(ref _posts);

        public override void Post(SendOrPostCallback d, object? state)
        {
            Interlocked.Increment(ref _posts);
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    SetSynchronizationContext(this);
                    d(state);
                    SetSynchronizationContext(null);
                },
                null);
        }
    }
}
