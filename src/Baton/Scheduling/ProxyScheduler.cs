// The public face of the scheduler: starting fibers, hearing of what went wrong, and stopping. It decides nothing itself:
// decisions are the workers' (Worker.cs), execution is the threads' (Hosting/ThreadHost.cs).

using System.Diagnostics;
using Baton.Scheduling.Classes;
using Baton.Scheduling.Hosting;

namespace Baton;

/// <summary>
/// Runs fibers on a fixed number of workers by the policies of Linux's <c>sched(7)</c>, with proxy execution: while an
/// urgent fiber waits for a <see cref="HandoffMutex"/>, the owner runs in its place and at its entitlement.
/// </summary>
/// <remarks>
/// <para><b>Fibers and others.</b> The same mutex can be used by fibers, by plain threads and by async code on the thread
/// pool. Only fibers of one scheduler lend to each other.</para>
/// <para><b>Threads.</b> A worker is executed by one thread at a time; a fiber that blocks in synchronous code keeps its
/// thread and leaves the worker to another. Threads are in the background, start when there is something to run, and end
/// when there was nothing for about 20 seconds.</para>
/// <para><b>Stopping.</b> <see cref="DisposeAsync"/> waits for all fibers to end; <see cref="StopAsync"/> cancels them and
/// waits. After either, no fiber can be started. No fiber is lost: each completion ends with a result, an exception, or as
/// cancelled.</para>
/// </remarks>
/// <example><code>
/// await using var scheduler = new ProxyScheduler(new ProxySchedulerOptions { WorkerCount = 4 });
/// Fiber urgent = scheduler.Start(HandleTradeAsync, SchedulingPolicy.Fifo(50));
/// Fiber batch  = scheduler.Start(RebuildIndexAsync, SchedulingPolicy.Normal(nice: 10));
/// await urgent;
/// </code></example>
[DebuggerDisplay("{Name,nq}: {FiberCount} fibers, {WorkerCount} workers, {ThreadCount} threads")]
public sealed class ProxyScheduler : IAsyncDisposable
{
    private readonly ThreadHost _host;

    /// <summary>A scheduler with one worker for each processor.</summary>
    public ProxyScheduler()
        : this(new ProxySchedulerOptions())
    {
    }

    /// <summary>A scheduler that is as <paramref name="options"/> say.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="InvalidOperationException">There are a thousand schedulers already.</exception>
    public ProxyScheduler(ProxySchedulerOptions options)
        : this(options, trace: null)
    {
    }

    /// <summary>For tests and tools: a scheduler that tells <paramref name="trace"/> all that happens.</summary>
    internal ProxyScheduler(ProxySchedulerOptions options, Scheduling.SchedulingTrace? trace)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Name = options.Name;
        _host = new ThreadHost(this, options, trace);
    }

    /// <summary>
    /// Raised for exceptions that no task can carry: from <c>async void</c> methods and callbacks that were posted to a
    /// fiber. If nobody listens, such an exception ends the process, as anywhere.
    /// </summary>
    public event EventHandler<FiberUnhandledExceptionEventArgs>? UnhandledException;

    /// <summary>Raised, on the thread pool, when fibers wait for each other in a circle. They go on waiting.</summary>
    public event EventHandler<FiberDeadlock>? DeadlockDetected;

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>How many fibers run at a time.</summary>
    public int WorkerCount => _host.Seats.Length;

    /// <summary>Whether fibers that wait for a mutex lend their place to its owner.</summary>
    public ProxyExecution ProxyExecution => _host.Core.ProxyExecution ? ProxyExecution.On : ProxyExecution.Off;

    /// <summary>How many fibers have been started and have not ended.</summary>
    public int FiberCount => _host.Registry.Count;

    /// <summary>How many threads it has now.</summary>
    public int ThreadCount => _host.ThreadCount;

    /// <summary>How many of its threads wait with a fiber that is blocked in synchronous code.</summary>
    public int BlockedThreadCount => _host.BlockedThreadCount;

    /// <summary>What executes the fibers.</summary>
    internal ThreadHost Host => _host;

    /// <summary>Whether somebody listens to <see cref="UnhandledException"/>.</summary>
    internal bool ReportsExceptions => UnhandledException is not null;

#pragma warning disable RS0026 // Optional parameters in several overloads: these are told apart by the first, which is required.
    /// <summary>Starts a fiber with an asynchronous body.</summary>
    /// <param name="body">What it does. It is called on a worker.</param>
    /// <param name="policy">What it is entitled to; by default a fair share.</param>
    /// <param name="options">Its name, affinity and token.</param>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <exception cref="ArgumentException">The options' affinity contains none of the workers.</exception>
    /// <exception cref="ObjectDisposedException">The scheduler stops or has stopped.</exception>
    public Fiber Start(Func<Task> body, SchedulingPolicy policy = default, FiberOptions? options = null) =>
        StartPlain(body, policy, options);

    /// <summary>Starts a fiber with an asynchronous body that can be cancelled.</summary>
    /// <inheritdoc cref="Start(Func{Task}, SchedulingPolicy, FiberOptions)"/>
    public Fiber Start(Func<CancellationToken, Task> body, SchedulingPolicy policy = default, FiberOptions? options = null) =>
        StartPlain(body, policy, options);

    /// <summary>Starts a fiber with a synchronous body.</summary>
    /// <inheritdoc cref="Start(Func{Task}, SchedulingPolicy, FiberOptions)"/>
    public Fiber Start(Action body, SchedulingPolicy policy = default, FiberOptions? options = null) =>
        StartPlain(body, policy, options);

    /// <summary>Starts a fiber with a synchronous body that can be cancelled.</summary>
    /// <inheritdoc cref="Start(Func{Task}, SchedulingPolicy, FiberOptions)"/>
    public Fiber Start(Action<CancellationToken> body, SchedulingPolicy policy = default, FiberOptions? options = null) =>
        StartPlain(body, policy, options);

    /// <summary>Starts a fiber with an asynchronous body and a result.</summary>
    /// <inheritdoc cref="Start(Func{Task}, SchedulingPolicy, FiberOptions)"/>
    public Fiber<TResult> Start<TResult>(Func<Task<TResult>> body, SchedulingPolicy policy = default, FiberOptions? options = null) =>
        StartWithResult<TResult>(body, policy, options);

    /// <summary>Starts a fiber with an asynchronous body that can be cancelled and has a result.</summary>
    /// <inheritdoc cref="Start(Func{Task}, SchedulingPolicy, FiberOptions)"/>
    public Fiber<TResult> Start<TResult>(
        Func<CancellationToken, Task<TResult>> body, SchedulingPolicy policy = default, FiberOptions? options = null) =>
        StartWithResult<TResult>(body, policy, options);

    /// <summary>Starts a fiber with a synchronous body and a result.</summary>
    /// <inheritdoc cref="Start(Func{Task}, SchedulingPolicy, FiberOptions)"/>
    public Fiber<TResult> Start<TResult>(Func<TResult> body, SchedulingPolicy policy = default, FiberOptions? options = null) =>
        StartWithResult<TResult>(body, policy, options);

    /// <summary>Starts a fiber with a synchronous body that can be cancelled and has a result.</summary>
    /// <inheritdoc cref="Start(Func{Task}, SchedulingPolicy, FiberOptions)"/>
    public Fiber<TResult> Start<TResult>(
        Func<CancellationToken, TResult> body, SchedulingPolicy policy = default, FiberOptions? options = null) =>
        StartWithResult<TResult>(body, policy, options);
#pragma warning restore RS0026

    /// <summary>
    /// The scheduler as existing code wants it: each task that is queued becomes a fiber of this policy, and what it awaits
    /// comes back to that fiber.
    /// </summary>
    public TaskScheduler AsTaskScheduler(SchedulingPolicy policy = default) => new FiberTaskScheduler(this, policy);

    /// <summary>Who runs for whom and who waits for what, now. For people: it stops nobody, and so it may be inconsistent.</summary>
    public SchedulerSnapshot Snapshot() => SchedulerSnapshot.Of(_host);

    /// <summary>
    /// Admits no new fibers and cancels those that there are; completes when all have ended. A fiber whose body has not
    /// begun ends as cancelled; a body that has begun ends by heeding its token, or in its own time.
    /// </summary>
    /// <param name="abandon">When to stop waiting: the completions of fibers that have not ended by then end as cancelled.
    /// What such a fiber still does is done on its scheduler, but no longer waited for.</param>
    /// <exception cref="InvalidOperationException">A fiber of this scheduler calls, and would wait for itself.</exception>
    public async Task StopAsync(CancellationToken abandon = default)
    {
        Close();
        foreach (Fiber fiber in _host.Registry.ToList())
        {
            fiber.Cancel();
        }

        await using CancellationTokenRegistration registration = abandon.UnsafeRegister(
            static scheduler => ((ProxyScheduler)scheduler!).AbandonAll(), this);
        await _host.Registry.Emptied.ConfigureAwait(false);
        _host.Stop();
    }

    /// <summary>Admits no new fibers, and completes when all that there are have ended in their own time.</summary>
    /// <exception cref="InvalidOperationException">A fiber of this scheduler calls, and would wait for itself.</exception>
    public async ValueTask DisposeAsync()
    {
        Close();
        await _host.Registry.Emptied.ConfigureAwait(false);
        _host.Stop();
    }

    /// <summary>Starts a fiber that was made for this scheduler.</summary>
    internal void Begin(Fiber fiber)
    {
        if (!ReferenceEquals(fiber.Affinity, WorkerSet.All))
        {
            _host.Core.ThrowIfNowhere(fiber.Affinity);
        }

        ObjectDisposedException.ThrowIf(!_host.Registry.TryAdd(fiber), this);
        _host.Core.Start(fiber);
    }

    /// <summary>Tells those who listen of an exception that no task can carry.</summary>
    internal void OnUnhandledException(Fiber fiber, Exception exception) =>
        UnhandledException?.Invoke(this, new FiberUnhandledExceptionEventArgs(fiber, exception));

    /// <summary>Tells those who listen of a circle of waiting fibers; not on a worker, which has other things to do.</summary>
    internal void OnDeadlock(FiberDeadlock deadlock)
    {
        if (DeadlockDetected is { } listeners)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ => listeners(this, deadlock), null);
        }
    }

    private Fiber StartPlain(Delegate body, SchedulingPolicy policy, FiberOptions? options)
    {
        ArgumentNullException.ThrowIfNull(body);
        var fiber = new Fiber(_host, SchedulingEntity.For(policy), body, options);
        Begin(fiber);
        return fiber;
    }

    private Fiber<TResult> StartWithResult<TResult>(Delegate body, SchedulingPolicy policy, FiberOptions? options)
    {
        ArgumentNullException.ThrowIfNull(body);
        var fiber = new Fiber<TResult>(_host, SchedulingEntity.For(policy), body, options);
        Begin(fiber);
        return fiber;
    }

    private void Close()
    {
        if (Fiber.Current is { } fiber && ReferenceEquals(fiber.Scheduler, _host.Core))
        {
            throw new InvalidOperationException(
                $"{fiber.Name} runs on the scheduler '{Name}' and cannot wait for that scheduler to stop: it would wait for itself.");
        }

        _host.Registry.Close();
    }

    private void AbandonAll()
    {
        foreach (Fiber fiber in _host.Registry.ToList())
        {
            fiber.Abandon();
        }
    }
}
