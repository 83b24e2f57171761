// A logical thread: what the scheduler schedules. It has an identity that outlives its awaits, a policy, an affinity, and
// code to run, which comes in pieces: the continuations of its awaits. One piece runs at a time.
//
// A fiber is its own SynchronizationContext. That is how its awaits come home: whoever completes what the fiber awaits
// posts the rest of the method here, and the fiber wakes up with something to run. Code that awaits with
// ConfigureAwait(false) leaves the fiber, which then simply sleeps until somebody comes back.
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
public partial class Fiber : FiberCore
{
    // Guarded by the wake lock.
    private FiberWork _work;
    private ParkState _park;

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
        if (IsAsleep && _park < ParkState.Parked)
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
}
