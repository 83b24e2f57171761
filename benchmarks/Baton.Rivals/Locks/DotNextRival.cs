using DotNext.Threading;
using Timeout = System.Threading.Timeout;

namespace Baton.Rivals;

/// <summary>DotNext's <see cref="AsyncExclusiveLock"/>: first come, first served, for threads and async callers.</summary>
public readonly struct DotNextRival : IThreadRival<DotNextRival>, IAsyncRival<DotNextRival, bool>
{
    private readonly AsyncExclusiveLock _lock;

    private DotNextRival(AsyncExclusiveLock gate) => _lock = gate;

    /// <inheritdoc/>
    public static DotNextRival Create() => new(new AsyncExclusiveLock());

    /// <inheritdoc/>
    public void Enter()
    {
        // The call without a time is its fast path and never waits; the timed one is the only synchronous wait it has.
        if (!_lock.TryAcquire())
            _lock.TryAcquire(Timeout.InfiniteTimeSpan, CancellationToken.None);
    }

    /// <inheritdoc/>
    public void Exit() => _lock.Release();

    /// <inheritdoc/>
    public ValueTask<bool> EnterAsync(CancellationToken cancellationToken) =>
        _lock.TryAcquireAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <inheritdoc/>
    public void Exit(bool scope) => _lock.Release();
}
