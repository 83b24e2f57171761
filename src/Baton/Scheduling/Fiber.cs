// A logical thread: what the scheduler schedules. It has an identity that outlives its awaits, a policy, an affinity, and
// code to run, which comes in pieces: the continuations of its awaits. One piece runs at a time.
//
// A fiber is its own SynchronizationContext. That is how its awaits come home: whoever completes what the fiber awaits
// posts the rest of the method here, and the fiber wakes up with something to run. Code that awaits with
// ConfigureAwait(false) leaves the fiber, which then simply sleeps until somebody comes back.
//
// What becomes of a body:
//
//      asynchronous   the task that it returned is done: noticed in the fiber, where the runtime continues us inline
//                     (BodyCompleted), or posted here from wherever the body ended
//      synchronous    it has returned
//
// Then the fiber ends: its completion is settled, it leaves the registry. It is not gone: what is posted to it later, by
// those whom the body has left behind, still runs here, one at a time.
//
// There may be a million of them, so a fiber has no field that only some need (FiberDetails), and makes no task for its
// completion until somebody asks (FiberPromise). _outcome is one of
//
//      null            runs, or waits to run; nobody has asked
//      Task            the body's; the fiber has ended if it is complete
//      FiberPromise    somebody has asked; ends when its task does

using System.Diagnostics;
using System.Runtime.CompilerServices;
using Baton.Scheduling;
using Baton.Scheduling.Classes;
using Baton.Scheduling.Hosting;

namespace Baton;

/// <summary>
/// A logical thread with an identity, a scheduling policy and an affinity. It runs on the workers of a
/// <see cref="ProxyScheduler"/>; awaiting it waits for its end and surfaces its exception.
/// </summary>
/// <remarks>
/// <para>Everything that a fiber awaits comes back to it, unless the await says <c>ConfigureAwait(false)</c>; one piece of
/// its code runs at a time. <c>AsyncLocal</c> values flow into its body from whoever started it, and along its awaits.</para>
/// <para>A fiber that waits for a <see cref="HandoffMutex"/> lends its place to the owner until it has it. A synchronous
/// <see cref="HandoffMutex.Enter()"/> blocks the fiber and not its worker, which goes on with another thread. Other
/// blocking calls, such as <c>Task.Wait</c>, block the worker: await instead.</para>
/// <para>No fiber is interrupted in the middle of its code. Code that computes for long calls <see cref="Checkpoint"/> or
/// <see cref="CheckpointNow"/> now and then, which costs next to nothing as long as nobody has a better claim to the
/// worker.</para>
/// </remarks>
/// <example><code>
/// Fiber urgent = scheduler.Start(HandleTradeAsync, SchedulingPolicy.Fifo(50));
/// await urgent;
/// </code></example>
[DebuggerDisplay("{DebuggerText,nq}")]
public class Fiber : FiberCore
{
    private static readonly SendOrPostCallback BeginBody = static body => Of(SynchronizationContext.Current).Begin(body!);
    private static readonly SendOrPostCallback Continue = static continuation => ((Action)continuation!)();
    private static readonly Action BodyCompleted = static () => Of(SynchronizationContext.Current).EndAsBodyDid();

    // Guarded by the wake lock.
    private FiberWork _work;
    private bool _isParked;
    private bool _hasPermit;
    private bool _isTimedOut;

    // Touched only by whoever runs the fiber.
    private bool _hasEnded;
    private byte _pause; // A SwitchReason.
    private Action? _continuation; // Of the pause, if nothing else was there to run.

    private int _place;
    private AtomicReference<object?> _outcome;
    private AtomicReference<FiberDetails?> _details;

    internal Fiber(ThreadHost host, SchedulingEntity entity, Delegate body, FiberOptions? options)
        : base(host.Core, entity, options?.Affinity ?? WorkerSet.All)
    {
        if (options is { Name: not null } or { CancellationToken.CanBeCanceled: true })
        {
            var details = new FiberDetails { Name = options.Name };
            _details.Store(details, MemoryOrder.Release);
            if (options.CancellationToken.CanBeCanceled)
            {
                details.CancelWith(options.CancellationToken);
            }
        }

        _work.Add(BeginBody, FiberStart.Pack(body));
    }

    /// <summary>The fiber whose code is calling; null on a thread that runs none.</summary>
    public static new Fiber? Current => Carrier.Current?.Fiber;

    /// <summary>What people call it: the name that it was started with, or a number that no other has while it lives.</summary>
    public string Name => _details.Load(MemoryOrder.Acquire)?.Name ?? $"fiber {_place + 1}";

    /// <summary>What it is entitled to at present; <see cref="ChangePolicy"/>.</summary>
    public SchedulingPolicy Policy => Entity.Policy;

    /// <summary>Where it may run; <see cref="ChangeAffinity"/>.</summary>
    public WorkerSet Affinity => Allowed;

    /// <summary>Cancelled by <see cref="Cancel"/>, by the token in its <see cref="FiberOptions"/>, and when the scheduler
    /// is told to stop.</summary>
    public CancellationToken CancellationToken => Details.Token;

    /// <summary>Whether it has ended.</summary>
    public bool IsCompleted => _outcome.Load(MemoryOrder.Acquire) switch
    {
        Task task => task.IsCompleted,
        FiberPromise promise => promise.Task.IsCompleted,
        _ => false,
    };

    /// <summary>Completes when the fiber ends: normally, with its exception, or as cancelled.</summary>
    /// <remarks>An exception that nobody has looked at when the task is collected raises
    /// <see cref="TaskScheduler.UnobservedTaskException"/>, as for any task.</remarks>
    public Task Completion
    {
        get
        {
            object? seen = _outcome.Load(MemoryOrder.Acquire);
            while (true)
            {
                switch (seen)
                {
                    case FiberPromise promise:
                        return promise.Task;
                    case Task { IsCompleted: true } final:
                        return final;
                }

                FiberPromise created = NewPromise();
                created.Body = (Task?)seen;
                object? before = _outcome.CompareExchange(seen, created, MemoryOrder.AcquireRelease, MemoryOrder.Acquire);
                if (ReferenceEquals(before, seen))
                {
                    // The body may have ended since we looked. Then either the fiber's end finds the promise, or it came
                    // before, and has told nobody.
                    if (created.Body is { IsCompleted: true } final)
                    {
                        created.Settle(final);
                    }

                    return created.Task;
                }

                seen = before;
            }
        }
    }

    /// <summary>Its place in the registry of its scheduler. Written once, before it is started.</summary>
    internal int Place
    {
        get => _place;
        set => _place = value;
    }

    /// <summary>The thread on whose stack its code waits to go on, or null.</summary>
    internal Carrier? Thread => _details.Load(MemoryOrder.Acquire)?.Thread;

    /// <inheritdoc/>
    internal override string DisplayName => Name;

    /// <inheritdoc/>
    internal override bool HasWork => _isParked ? _hasPermit || _isTimedOut : _continuation is not null || !_work.IsEmpty;

    private FiberDetails Details
    {
        get
        {
            if (_details.Load(MemoryOrder.Acquire) is { } existing)
            {
                return existing;
            }

            var created = new FiberDetails();
            return _details.CompareExchange(null, created, MemoryOrder.AcquireRelease, MemoryOrder.Acquire) ?? created;
        }
    }

    private ThreadHost Host => (ThreadHost)Scheduler.Host;

    private string DebuggerText =>
        $"{Name}, {Policy}, {(IsCompleted ? "ended" : BlockedOn is not null ? "waits for a mutex" : IsAsleep ? "asleep" : "runnable")}";

    /// <summary>Lets others of equal standing run, and continues when it is the caller's turn again.</summary>
    /// <remarks>Allocates nothing. Code that is in no fiber yields its place in the thread pool.</remarks>
    public static FiberPause Yield() => new(SwitchReason.Yielded);

    /// <summary>Lets somebody run who has a better claim to this worker, if there is somebody; otherwise does nothing.</summary>
    /// <remarks>For long loops: a few reads if there is no reason to pause.</remarks>
    public static FiberPause Checkpoint() => Carrier.Current is { ShouldGiveWay: true } ? new(SwitchReason.Preempted) : default;

    /// <summary>As <see cref="Checkpoint"/>, for synchronous code: the thread waits while others run.</summary>
    /// <remarks>Does not pause if the scheduler is at the limit of its threads
    /// (<see cref="ProxySchedulerOptions.ThreadCountMax"/>).</remarks>
    public static void CheckpointNow()
    {
        if (Carrier.Current is { ShouldGiveWay: true } carrier)
        {
            carrier.GiveWay(SwitchReason.Preempted);
        }
    }

    /// <summary>As <see cref="Yield"/>, for synchronous code: the thread waits while others run.</summary>
    /// <inheritdoc cref="CheckpointNow"/>
    public static void YieldNow() => Carrier.Current?.GiveWay(SwitchReason.Yielded);

    /// <summary>Lets the fiber be awaited.</summary>
    public TaskAwaiter GetAwaiter() => Completion.GetAwaiter();

    /// <summary>Lets the fiber be awaited, and says whether to come back to the present context.</summary>
    public ConfiguredTaskAwaitable ConfigureAwait(bool continueOnCapturedContext) => Completion.ConfigureAwait(continueOnCapturedContext);

    /// <summary>
    /// Cancels <see cref="CancellationToken"/>. A fiber whose body has not begun ends as cancelled; one that has begun
    /// ends when its body does.
    /// </summary>
    public void Cancel()
    {
        if (!IsCompleted)
        {
            Details.Cancel();
        }
    }

    /// <summary>Gives it another policy from now on, whatever it is doing: running, waiting, or lending.</summary>
    public void ChangePolicy(SchedulingPolicy policy) => Scheduler.ChangePolicy(this, policy);

    /// <summary>Says where it may run from now on. If it runs elsewhere, it moves at its next await or checkpoint.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="allowed"/> is null.</exception>
    /// <exception cref="ArgumentException">The scheduler has none of these workers.</exception>
    public void ChangeAffinity(WorkerSet allowed)
    {
        ArgumentNullException.ThrowIfNull(allowed);
        Scheduler.ChangeAffinity(this, allowed);
    }

    /// <summary>Runs <paramref name="d"/> in this fiber, after what it was given before.</summary>
    /// <remarks>Also when the body has ended. The <see cref="ExecutionContext"/> is not captured: awaits carry their own. An
    /// exception goes to <see cref="ProxyScheduler.UnhandledException"/>.</remarks>
    public override void Post(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        WakeLock.Take();
        _work.Add(d, state);
        if (IsAsleep && !_isParked)
        {
            Scheduler.WakeLocked(this);
        }
        else
        {
            WakeLock.Release();
        }
    }

    /// <summary>Runs <paramref name="d"/> at once if the caller is this fiber.</summary>
    /// <exception cref="NotSupportedException">The caller is somebody else, who would have to block.</exception>
    public override void Send(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        if (!ReferenceEquals(Current, this))
        {
            throw new NotSupportedException(
                $"{Name} takes no synchronous calls from outside: the caller would block until it has its turn. Use Post.");
        }

        d(state);
    }

    /// <summary>The fiber itself: its identity is what matters.</summary>
    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs what it has been given, until there is nothing left or a reason to let others run; returns why.</summary>
    /// <remarks>Only by the carrier that holds the worker that picked it.</remarks>
    internal SwitchReason Run(Carrier carrier)
    {
        while (true)
        {
            try
            {
                if (RunNext())
                {
                    RestoreContext();
                }
            }
            catch (Exception exception) when (Host.ReportsExceptions)
            {
                // If nobody listens it leaves this thread, and ends the process, as on any thread.
                Host.Report(this, exception);
                RestoreContext();
            }

            var pause = (SwitchReason)_pause;
            _pause = default;
            if (_hasEnded)
            {
                // Whoever runs here late owns what it acquires, but is not found as its owner when it has left the worker.
                ReleaseIds();
                return SwitchReason.Finished;
            }

            if (pause != default)
            {
                return pause;
            }

            // The hint may be old: then Schedule finds the work under the lock, and the fiber is runnable still.
            if (_work.IsEmpty && _continuation is null)
            {
                return SwitchReason.Slept;
            }

            if (carrier.ShouldGiveWay)
            {
                return SwitchReason.Preempted;
            }
        }
    }

    /// <summary>Its code awaits a pause: it goes on after what it was given before.</summary>
    /// <remarks>Mostly that is nothing; then what comes from now on comes later, and the continuation need not queue with it.
    /// </remarks>
    internal void Pause(Action continuation, SwitchReason reason)
    {
        _pause = (byte)reason;
        if (_continuation is null && _work.IsEmpty)
        {
            _continuation = continuation;
            return;
        }

        WakeLock.Take();
        _work.Add(Continue, continuation);
        WakeLock.Release();
    }

    /// <inheritdoc/>
    internal override bool Park(Deadline limit) => Carrier.Current!.Park(this, limit);

    /// <inheritdoc/>
    internal override void Unpark()
    {
        WakeLock.Take();
        _hasPermit = true;
        WakeIfParkedLocked();
    }

    /// <inheritdoc/>
    internal override void BeginBlocking() => Host.ReserveThread(this);

    /// <inheritdoc/>
    internal override void EndBlocking() => Host.ReturnThread();

    /// <summary>Its code, on the stack of <paramref name="thread"/>, stops until the fiber is picked again.</summary>
    internal void BeginSuspension(Carrier thread) => Details.Thread = thread;

    /// <summary>It has been picked, and goes on.</summary>
    internal void EndSuspension() => Details.Thread = null;

    /// <summary>It is about to sleep in synchronous code; returns false if a permit was there, which is used up.</summary>
    internal bool TryBeginPark(Carrier thread)
    {
        BeginSuspension(thread);
        WakeLock.Take();
        _isParked = !_hasPermit;
        _isTimedOut = false;
        _hasPermit = false;
        bool sleeps = _isParked;
        WakeLock.Release();
        if (!sleeps)
        {
            EndSuspension();
        }

        return sleeps;
    }

    /// <summary>It sleeps no more; returns whether it was unparked, rather than out of time.</summary>
    internal bool EndPark()
    {
        EndSuspension();
        WakeLock.Take();
        bool unparked = _hasPermit;
        _isParked = false;
        _isTimedOut = false;
        _hasPermit = false;
        WakeLock.Release();
        return unparked;
    }

    /// <summary>The time of a park is up. <paramref name="wait"/> says which, for it may be over long ago.</summary>
    internal void TimeOut(TimedWait wait)
    {
        WakeLock.Take();
        if (wait.IsOver)
        {
            WakeLock.Release();
            return;
        }

        _isTimedOut = true;
        WakeIfParkedLocked();
    }

    /// <summary>Ends its completion as cancelled, whatever it is doing: nobody waits for it any longer.</summary>
    internal void Abandon()
    {
        Settle(Failed(new OperationCanceledException(
            $"{Name} was abandoned: its scheduler was told not to wait for it any longer.", Details.Token)));
    }

    /// <summary>The promise of a fiber of this kind.</summary>
    private protected virtual FiberPromise NewPromise() => new PlainFiberPromise();

    /// <summary>Calls the body; a synchronous one returns a task that is complete.</summary>
    internal virtual Task? Call(Delegate body)
    {
        switch (body)
        {
            case Func<Task> asynchronous:
                return asynchronous();
            case Func<CancellationToken, Task> cancellable:
                return cancellable(CancellationToken);
            case Action synchronous:
                synchronous();
                return Task.CompletedTask;
            default:
                ((Action<CancellationToken>)body)(CancellationToken);
                return Task.CompletedTask;
        }
    }

    /// <summary>A task of the fiber's kind that has failed so; a cancellation makes it cancelled.</summary>
    private protected virtual Task Failed(Exception exception)
    {
        var source = new TaskCompletionSource();
        if (exception is OperationCanceledException canceled)
        {
            source.SetCanceled(canceled.CancellationToken);
        }
        else
        {
            source.SetException(exception);
        }

        return source.Task;
    }

    private static Fiber Of(SynchronizationContext? context) => (Fiber)context!;

    /// <summary>Runs the first of what it has been given; false if there is nothing.</summary>
    private bool RunNext()
    {
        if (_continuation is { } continuation)
        {
            _continuation = null;
            continuation();
            return true;
        }

        WakeLock.Take();
        bool any = _work.TryTake(out WorkItem item);
        WakeLock.Release();
        if (any)
        {
            item.Callback(item.State);
        }

        return any;
    }

    private void WakeIfParkedLocked()
    {
        if (IsAsleep && _isParked)
        {
            Scheduler.WakeLocked(this);
        }
        else
        {
            WakeLock.Release();
        }
    }

    /// <summary>What a continuation has done to the ambient state of its thread does not reach the next one.</summary>
    private void RestoreContext()
    {
        AmbientState.Clear();
        if (!ReferenceEquals(SynchronizationContext.Current, this))
        {
            SetSynchronizationContext(this);
        }
    }

    private void Begin(object start)
    {
        if (_details.Load(MemoryOrder.Acquire) is { IsCancellationRequested: true } details)
        {
            End(Failed(new OperationCanceledException(details.Token)));
            return;
        }

        Task task;
        try
        {
            task = FiberStart.Unpack(start, this)
                ?? Failed(new InvalidOperationException($"The body of {Name} returned null where a task is expected."));
        }
        catch (Exception exception)
        {
            task = Failed(exception);
        }

        if (task.IsCompleted)
        {
            End(task);
            return;
        }

        object? asked = _outcome.CompareExchange(null, task, MemoryOrder.AcquireRelease, MemoryOrder.Acquire);
        if (asked is FiberPromise promise)
        {
            promise.Body = task;
        }

        // In the context of this fiber: the runtime calls it inline where the body ends here, and posts it otherwise.
        task.GetAwaiter().UnsafeOnCompleted(BodyCompleted);
    }

    private void EndAsBodyDid()
    {
        switch (_outcome.Load(MemoryOrder.Acquire))
        {
            case FiberPromise { Body: { } body }:
                End(body);
                break;
            case Task body:
                End(body);
                break;
        }
    }

    private void End(Task final)
    {
        _hasEnded = true;
        _details.Load(MemoryOrder.Acquire)?.Release();
        Settle(final);
    }

    /// <summary>Says how it ended, to those who have asked and those who will, and leaves the registry. Once.</summary>
    private void Settle(Task final)
    {
        object? seen = _outcome.Load(MemoryOrder.Acquire);
        while (!(seen is FiberPromise || ReferenceEquals(seen, final) || seen is Task { IsCompleted: true }))
        {
            object? before = _outcome.CompareExchange(seen, final, MemoryOrder.AcquireRelease, MemoryOrder.Acquire);
            if (ReferenceEquals(before, seen))
            {
                break;
            }

            seen = before;
        }

        // First out of the registry, then the news: whoever hears it finds the counts as they should be.
        Host.Registry.Remove(this);
        (seen as FiberPromise)?.Settle(final);
    }
}
