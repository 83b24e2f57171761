// An async flow that waits for a WoundWaitMutex, as the ValueTask that it awaits sees it. Each context has one, and uses
// it for all its waits, one after the other; so nothing is pooled, and an object that somebody is about to speak to
// cannot have become another flow's meanwhile.

using System.Threading.Tasks.Sources;

namespace Baton.Locking;

/// <summary>A context's place in a queue, and its <see cref="ValueTask{TResult}"/>.</summary>
internal sealed class AsyncAcquisition : ContextWaiter, IValueTaskSource<AcquireOutcome>
{
    private readonly AcquireContext _context;

    // Asynchronously: never inline under the unlocker.
    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };
    private WoundWaitMutex? _mutex;
    private CancellationToken _cancellationToken;
    private CancellationTokenRegistration _registration;

    public AsyncAcquisition(AcquireContext context)
    {
        _context = context;
        Context = context;
    }

    /// <inheritdoc/>
    public override long Id => _context.AsyncId;

    /// <summary>Queues for <paramref name="mutex"/>, unless the outcome is known at once.</summary>
    public ValueTask<AcquireOutcome> Queue(WoundWaitMutex mutex, CancellationToken cancellationToken)
    {
        _mutex = mutex;
        Fiber = Caller.Current.Fiber;
        QueueResult result = mutex.EnterOrQueue(this);
        if (result != QueueResult.Queued)
        {
            return new ValueTask<AcquireOutcome>(mutex.Conclude(_context, result == QueueResult.Acquired));
        }

        // From here on the wait may end at any moment. But nobody can take the result before it is returned below.
        if (cancellationToken.CanBeCanceled)
        {
            _cancellationToken = cancellationToken;
            _registration = cancellationToken.UnsafeRegister(static state => ((AsyncAcquisition)state!).Cancel(), this);
        }

        return new ValueTask<AcquireOutcome>(this, _source.Version);
    }

    /// <inheritdoc/>
    public override void Wake() => _source.SetResult(true);

    /// <inheritdoc/>
    public override void BackOff() => _source.SetResult(false);

    /// <inheritdoc/>
    ValueTaskSourceStatus IValueTaskSource<AcquireOutcome>.GetStatus(short token) => _source.GetStatus(token);

    /// <inheritdoc/>
    void IValueTaskSource<AcquireOutcome>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    /// <inheritdoc/>
    AcquireOutcome IValueTaskSource<AcquireOutcome>.GetResult(short token)
    {
        if (_source.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException(
                "The wait for the mutex is not over yet. Await the ValueTask, or call AsTask on it before blocking.");
        }

        WoundWaitMutex mutex = _mutex!;
        bool acquired;
        try
        {
            acquired = _source.GetResult(token);
        }
        finally
        {
            // Waits for a callback that is running, so none of this wait reaches the next.
            _registration.Dispose();
            _registration = default;
            _cancellationToken = default;
            _mutex = null;
            _source.Reset();
        }

        // Here the flow goes on, and says by itself that it is the owner.
        return mutex.Conclude(_context, acquired);
    }

    private void Cancel()
    {
        if (_mutex!.TryCancel(this, MutexEvent.Canceled))
        {
            _source.SetException(new OperationCanceledException(_cancellationToken));
        }
    }
}
