// The locks that can be tortured: the mutex in each of its kinds, the platform's locks for comparison, and two that are
// broken on purpose: one lets two in, one lets nobody in after a while. A torture that misses those finds nothing.

using Baton.Locking;
using Baton.Platform;

namespace Baton.Torture;

/// <summary>Locks by name.</summary>
internal static class TortureLocks
{
    private static readonly Dictionary<string, Func<TortureOptions, TortureLock>> Makers = new(StringComparer.Ordinal)
    {
        ["handoff"] = options => new MutexUnderTorture(HandoffMode.Normal, spinning: true, options.CountBypasses),
        ["handoff-always"] = options => new MutexUnderTorture(HandoffMode.Always, spinning: true, options.CountBypasses),
        ["handoff-never"] = options => new MutexUnderTorture(HandoffMode.Never, spinning: true, options.CountBypasses),
        ["handoff-nospin"] = options => new MutexUnderTorture(HandoffMode.Normal, spinning: false, options.CountBypasses),
        ["handoff-managed"] = options => new MutexUnderTorture(
            HandoffMode.Normal, spinning: true, options.CountBypasses, parkManaged: true),
        ["lock"] = _ => new SystemLockUnderTorture(),
        ["monitor"] = _ => new MonitorUnderTorture(),
        ["semaphore"] = _ => new SemaphoreUnderTorture(),
        ["busted"] = _ => new BustedLock(),
        ["stuck"] = _ => new StuckLock(),
    };

    public static IReadOnlyCollection<string> Names => Makers.Keys;

    public static TortureLock Make(TortureOptions options) => Makers[options.Lock](options);
}

/// <summary>The mutex, as users make it or with a probe that counts overtaking.</summary>
internal sealed class MutexUnderTorture : TortureLock
{
    // Torturers enter several locks in the order in which those were made, which a validator has to be told.
    private static long s_made;

    private readonly BypassProbe? _probe;
    private readonly HandoffMutex _mutex;
    private readonly bool _parkManaged;

    public MutexUnderTorture(HandoffMode mode, bool spinning, bool countBypasses, bool parkManaged = false)
    {
        _parkManaged = parkManaged;
        _probe = countBypasses ? new BypassProbe() : null;
        bool isDefault = mode == HandoffMode.Normal && spinning && MutexObserver.OfNewMutexes is null;
        _mutex = _probe is not null ? new HandoffMutex(mode, spinning, _probe)
            : isDefault ? new HandoffMutex()
            : new HandoffMutex(new HandoffMutexOptions
            {
                Handoff = mode,
                Spinning = spinning,
                OrderWithinClass = Interlocked.Increment(ref s_made),
            });
    }

    public override bool IsAsync => true;

    public override bool Enter(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (_parkManaged && Identity.Attachment is null)
        {
            new Caller(new ManagedFutex()).Attach();
        }

        return timeout == Timeout.InfiniteTimeSpan && !cancellationToken.CanBeCanceled
            ? EnterPlainly()
            : _mutex.TryEnter(timeout, cancellationToken);
    }

    public override void Exit() => _mutex.Exit();

    public override async ValueTask<IDisposable?> EnterAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        HandoffMutex.AsyncScope scope = timeout == Timeout.InfiniteTimeSpan
            ? await _mutex.EnterAsync(cancellationToken).ConfigureAwait(false)
            : await _mutex.TryEnterAsync(timeout, cancellationToken).ConfigureAwait(false);
        return scope.IsEntered ? scope : null;
    }

    public override string Describe() =>
        $"{_mutex.State}, {MutexInspection.CountWaiters(_mutex)} queued" + (_probe is null ? "" : $"; {_probe}");

    public override string? FaultAtRest() =>
        _mutex.State.Bits != 0 ? $"nobody uses it, but its word says: {_mutex.State}"
        : MutexInspection.CountWaiters(_mutex) != 0 ? "nobody uses it, but somebody is queued"
        : _probe is { OvertakenMax: > 1 } ? $"after a request {_probe.OvertakenMax} others acquired it; at most one may"
        : null;

    private bool EnterPlainly()
    {
        _mutex.Enter();
        return true;
    }
}

internal sealed class SystemLockUnderTorture : TortureLock
{
    private readonly Lock _lock = new();

    public override bool Enter(TimeSpan timeout, CancellationToken cancellationToken) => _lock.TryEnter(timeout);

    public override void Exit() => _lock.Exit();

    public override string Describe() => "System.Threading.Lock does not say who holds it";
}

internal sealed class MonitorUnderTorture : TortureLock
{
    private readonly object _monitor = new();

    public override bool Enter(TimeSpan timeout, CancellationToken cancellationToken) => Monitor.TryEnter(_monitor, timeout);

    public override void Exit() => Monitor.Exit(_monitor);

    public override string Describe() => "Monitor does not say who holds it";
}

internal sealed class SemaphoreUnderTorture : TortureLock, IDisposable
{
    private readonly SemaphoreSlim _semaphore = new(1, 1);

    public override bool IsAsync => true;

    public override bool Enter(TimeSpan timeout, CancellationToken cancellationToken) => _semaphore.Wait(timeout, cancellationToken);

    public override void Exit() => _semaphore.Release();

    public override async ValueTask<IDisposable?> EnterAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        await _semaphore.WaitAsync(timeout, cancellationToken).ConfigureAwait(false) ? new Tenure(_semaphore) : null;

    public override string Describe() => $"{_semaphore.CurrentCount} free";

    public override string? FaultAtRest() => _semaphore.CurrentCount == 1 ? null : "nobody uses it, but it is not free";

    public void Dispose() => _semaphore.Dispose();

    private sealed class Tenure(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}

/// <summary>Looks and takes in two steps, with time in between: two callers may find it free at once.</summary>
internal sealed class BustedLock : TortureLock
{
    private volatile bool _held;

    public override bool Enter(TimeSpan timeout, CancellationToken cancellationToken)
    {
        long end = timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        while (_held)
        {
            if (Environment.TickCount64 > end)
            {
                return false;
            }

            Thread.Yield();
        }

        Thread.SpinWait(20);
        _held = true;
        return true;
    }

    public override void Exit() => _held = false;

    public override string Describe() => _held ? "held" : "free";
}

/// <summary>Is sound for a thousand acquisitions, and then stays locked.</summary>
internal sealed class StuckLock : TortureLock, IDisposable
{
    private readonly SemaphoreSlim _semaphore = new(1, 1);
    private int _exitsLeft = 1_000;

    public override bool Enter(TimeSpan timeout, CancellationToken cancellationToken) => _semaphore.Wait(timeout, cancellationToken);

    public override void Exit()
    {
        if (--_exitsLeft > 0)
        {
            _semaphore.Release();
        }
    }

    public override string Describe() => $"{_exitsLeft} exits left";

    public void Dispose() => _semaphore.Dispose();
}
