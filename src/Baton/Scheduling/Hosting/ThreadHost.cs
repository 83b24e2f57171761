// Runs a scheduler's workers on threads of the operating system. Who does what:
//
//      Seat            a worker, as something that one thread holds at a time
//      Carrier         a thread: holds a seat and runs fibers, or waits with a fiber's stack, or is a spare
//      SpareCarriers   the threads without a seat
//      Ticker          the thread that ends slices and timed waits
//      FiberRegistry   all fibers that live
//
// Threads come when they are needed and go when they have been idle for long, also before the scheduler is disposed and
// after: a seat without a thread is given one by whoever has news for its worker (Kick). So a scheduler that was disposed
// still runs what is posted to its fibers; it just keeps no thread for it.
//
// How many threads? One for each worker; and one for each fiber that is stopped in the middle of synchronous code, which
// has to say so before it stops (ReserveThread). Spares are former ones of these. So the sum never exceeds the limit.

namespace Baton.Scheduling.Hosting;

/// <summary>Executes what the workers of one scheduler decide.</summary>
internal sealed class ThreadHost : IWorkerHost
{
    // Two ticks of the coarsest usual timer (250 Hz). Longer sleeps inside a critical section are not waited for: the workers have other things to do.
    private const long AnticipationNanoseconds = 8_000_000;

    private const int No = 0;
    private const int Yes = 1;

    private readonly ProxyScheduler _owner;
    private readonly SchedulerNumber _number = new();
    private readonly Seat[] _seats;
    private readonly int _threadCountMax;
    private AtomicInt64 _threadsStarted = new(0);
    private AtomicInt64 _threadCount = new(0);
    private AtomicInt64 _reserved = new(0);
    private AtomicInt32 _spins = new(No);
    private AtomicInt32 _isStopped = new(No);

    public ThreadHost(ProxyScheduler owner, ProxySchedulerOptions options, SchedulingTrace? trace)
    {
        _owner = owner;
        _threadCountMax = options.ThreadCountMax;
        if (trace is null && options.CollectsTelemetry)
        {
            trace = Telemetry = new Telemetry(options.WorkerCount);
        }

        IsTraced = trace is not null;
        Core = new SchedulerCore(_number.Value, options.WorkerCount, options.ProxyExecution == ProxyExecution.On, this, trace);
        Ticker = new Ticker(this);
        _seats = new Seat[options.WorkerCount];
        for (int i = 0; i < _seats.Length; i++)
        {
            _seats[i] = new Seat(Core.Workers[i]);
        }

        BatonMeter.Add(this);
    }

    /// <summary>What decides.</summary>
    public SchedulerCore Core { get; }

    /// <summary>The scheduler that people see.</summary>
    public ProxyScheduler Owner => _owner;

    /// <summary>The workers, by index.</summary>
    public ReadOnlySpan<Seat> Seats => _seats;

    /// <summary>The threads without a worker.</summary>
    public SpareCarriers Spares { get; } = new();

    /// <summary>The clock.</summary>
    public Ticker Ticker { get; }

    /// <summary>The fibers that live.</summary>
    public FiberRegistry Registry { get; } = new();

    /// <summary>How many threads there are that run fibers or have run some.</summary>
    public int ThreadCount => (int)_threadCount.Load(MemoryOrder.Relaxed);

    /// <summary>How many of them wait with a fiber's stack, or are about to.</summary>
    public int BlockedThreadCount => (int)_reserved.Load(MemoryOrder.Relaxed);

    /// <summary>What is told of waiting and lending, if anybody listens.</summary>
    public Telemetry? Telemetry { get; }

    /// <summary>Whether somebody is told of all that the workers do.</summary>
    public bool IsTraced { get; }

    /// <summary>Whether idle threads should end at once.</summary>
    public bool IsStopped => _isStopped.Load(MemoryOrder.Acquire) == Yes;

    /// <summary>Whether somebody wants to hear of exceptions that no task can carry.</summary>
    public bool ReportsExceptions => _owner.ReportsExceptions;

    /// <inheritdoc/>
    public long Now => MonotonicClock.Nanoseconds;

    /// <inheritdoc/>
    public long Anticipation => AnticipationNanoseconds;

    /// <inheritdoc/>
    public void Kick(Worker worker)
    {
        Seat seat = _seats[worker.Index];
        if (Carrier.Current is { } carrier && carrier.Holds(seat))
        {
            // Our own worker: this thread comes by before it does anything else.
            return;
        }

        seat.Doorbell.Unpark();
        if (seat.TryTake())
        {
            StartCarrier(seat);
        }
    }

    /// <inheritdoc/>
    public void OnDeadlock(FiberDeadlock deadlock) => _owner.OnDeadlock(deadlock);

    /// <summary>An exception that no task can carry.</summary>
    public void Report(Fiber fiber, Exception exception) => _owner.OnUnhandledException(fiber, exception);

    /// <summary>Finds a thread for a seat that the calling one leaves; the seat says what to run.</summary>
    public void GiveToSpare(Seat seat)
    {
        if (Spares.TryTake() is { } spare)
        {
            spare.Give(seat);
        }
        else
        {
            StartCarrier(seat);
        }
    }

    /// <summary>A fiber is about to stop in synchronous code, keeping its thread.</summary>
    /// <exception cref="InvalidOperationException">The scheduler has as many threads as it may.</exception>
    public void ReserveThread(Fiber fiber)
    {
        if (!TryReserveThread())
        {
            throw new InvalidOperationException(
                $"{fiber.Name} cannot block: {_threadCountMax - _seats.Length} fibers of the scheduler '{_owner.Name}' are blocked in "
                + $"synchronous code, and each of them keeps one of its {_threadCountMax} threads. Await EnterAsync instead of calling "
                + $"Enter, or raise {nameof(ProxySchedulerOptions)}.{nameof(ProxySchedulerOptions.ThreadCountMax)}.");
        }
    }

    /// <summary>As <see cref="ReserveThread"/>; false at the limit.</summary>
    public bool TryReserveThread()
    {
        if (_reserved.Add(1, MemoryOrder.Relaxed) < _threadCountMax - _seats.Length)
        {
            return true;
        }

        ReturnThread();
        return false;
    }

    /// <summary>The fiber goes on: its thread holds a worker again.</summary>
    public void ReturnThread() => _reserved.Add(-1, MemoryOrder.Relaxed);

    /// <summary>Busy-waits for news, unless another thread does already; returns whether there are.</summary>
    public bool SpinUntilNews(Worker worker, Deadline limit)
    {
        if (!Processor.SpinningPays || _spins.CompareExchange(No, Yes, MemoryOrder.Relaxed) != No)
        {
            return worker.NeedsReschedule;
        }

        bool any = worker.AwaitNews(limit);
        _spins.Store(No, MemoryOrder.Relaxed);
        return any;
    }

    /// <summary>Starts a thread that belongs to this scheduler.</summary>
    public void StartThread(string role, Action body) => OsThread.Start($"{_owner.Name} {role}", body);

    /// <summary>A carrier has ended.</summary>
    public void OnThreadEnded() => _threadCount.Add(-1, MemoryOrder.Relaxed);

    /// <summary>Idle threads end now, and others when they become idle.</summary>
    public void Stop()
    {
        _isStopped.CompareExchange(No, Yes, MemoryOrder.AcquireRelease);
        foreach (Seat seat in _seats)
        {
            seat.Doorbell.Unpark();
        }

        while (Spares.TryTake() is { } spare)
        {
            spare.Give(null);
        }

        Ticker.Hurry();
    }

    private void StartCarrier(Seat seat)
    {
        _threadCount.Add(1, MemoryOrder.Relaxed);
        long number = _threadsStarted.Add(1, MemoryOrder.Relaxed) + 1;
        StartThread($"thread {number}", () => Carrier.Begin(this, seat));
    }
}
