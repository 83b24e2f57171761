// An async caller that waits, as the ValueTask that it awaits sees it.
//
// One object is the place in the queue and the source of the ValueTask:
//
//   Rent -> Queue -> [granted | cancelled | timed out] -> the caller continues on the pool -> GetResult -> Return
//
// It is used again after GetResult. What must not happen is that something of the former use reaches the next:
//   - a second await of the same ValueTask: the version in the token differs, and GetStatus throws;
//   - a late cancellation: disposing the registration waits for a callback that is running;
//   - a late timer: disposing a timer waits for nothing, so a waiter that had one is not used again.

using System.Threading.Tasks.Sources;

namespace Baton.Locking;

/// <summary>An async caller's place in the queue, and its <see cref="ValueTask{TResult}"/>.</summary>
internal sealed class PooledAsyncWaiter : AsyncWaiter, IValueTaskSource<HandoffMutex.AsyncScope>
{
    // Asynchronously: never inline under the unlocker. For an async method the runtime queues its state machine
    // itself, which allocates nothing.
    private ManualResetValueTaskSourceCore<HandoffMutex.AsyncScope> _source = new() { RunContinuationsAsynchronously = true };
    private HandoffMutex? _mutex;
    private long _id;
    private CancellationToken _cancellationToken;
    private CancellationTokenRegistration _registration;
    private ITimer? _timer;
    private bool _isPooled;

    /// <inheritdoc/>
    public override long Id => _id;

    /// <summary>A waiter from the pool, or a new one.</summary>
    public static PooledAsyncWaiter Rent(Caller caller)
    {
        PooledAsyncWaiter waiter = caller.SpareWaiters.TryTake() ?? new PooledAsyncWaiter();
        waiter._isPooled = true;
        waiter.Fiber = caller.Fiber;
        return waiter;
    }

    /// <summary>A waiter that will have a timer, and is used once.</summary>
    public static PooledAsyncWaiter ForTimedWait(Caller caller) => new() { Fiber = caller.Fiber };

    /// <summary>Queues for <paramref name="mutex"/>, unless it has become free meanwhile.</summary>
    public ValueTask<HandoffMutex.AsyncScope> Queue(
        HandoffMutex mutex, long id, CancellationToken cancellationToken, TimeSpan? timeout = null, TimeProvider? time = null)
    {
        _mutex = mutex;
        _id = id;
        if (mutex.TryEnterOrQueue(this))
        {
            var scope = new HandoffMutex.AsyncScope(mutex, id);
            Return();
            return new ValueTask<HandoffMutex.AsyncScope>(scope);
        }

        // From here on the mutex may be ours at any moment. But nobody can take the result before it is returned
        // below, so this object is not used again while we still write to it.
        if (cancellationToken.CanBeCanceled)
        {
            _cancellationToken = cancellationToken;
            _registration = cancellationToken.UnsafeRegister(
                static state => ((PooledAsyncWaiter)state!).Fail(MutexEvent.Canceled), this);
        }

        if (timeout is { } span && span != Timeout.InfiniteTimeSpan)
        {
            _timer = time!.CreateTimer(
                static state => ((PooledAsyncWaiter)state!).Fail(MutexEvent.TimedOut), this, span, Timeout.InfiniteTimeSpan);
        }

        return new ValueTask<HandoffMutex.AsyncScope>(this, _source.Version);
    }

    /// <summary>The mutex is the caller's: it continues on the pool or in its context, never here inside the unlock.</summary>
    public override void Wake() => _source.SetResult(new HandoffMutex.AsyncScope(_mutex!, _id));

    /// <inheritdoc/>
    ValueTaskSourceStatus IValueTaskSource<HandoffMutex.AsyncScope>.GetStatus(short token) => _source.GetStatus(token);

    /// <inheritdoc/>
    void IValueTaskSource<HandoffMutex.AsyncScope>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    /// <inheritdoc/>
    HandoffMutex.AsyncScope IValueTaskSource<HandoffMutex.AsyncScope>.GetResult(short token)
    {
        if (_source.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException(
                "The wait for the mutex is not over yet. Await the ValueTask, or call AsTask on it before blocking.");
        }

        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            Return();
        }
    }

    private void Fail(MutexEvent reason)
    {
        // Both a cancellation and a timer may fail a wait; the queue decides who is first.
        if (!_mutex!.TryCancel(this, reason))
        {
            return;
        }

        if (reason == MutexEvent.TimedOut)
        {
            _source.SetResult(default);
        }
        else
        {
            _source.SetException(new OperationCanceledException(_cancellationToken));
        }
    }

    private void Return()
    {
        _registration.Dispose();
        _timer?.Dispose();
        if (_isPooled)
        {
            _registration = default;
            _cancellationToken = default;
            _mutex = null;
            Fiber = null;
            _source.Reset();
            Caller.Current.SpareWaiters.Give(this);
        }
    }
}
