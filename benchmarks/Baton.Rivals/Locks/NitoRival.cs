using Nito.AsyncEx;

namespace Baton.Rivals;

/// <summary>Nito.AsyncEx's <see cref="AsyncLock"/>: a queue of tasks, for threads and async callers.</summary>
public readonly struct NitoRival : IThreadRival<NitoRival>, IAsyncRival<NitoRival, IDisposable>, ICancellableRival
{
    private readonly Box _box;

    private NitoRival(Box box) => _box = box;

    /// <inheritdoc/>
    public static NitoRival Create() => new(new Box());

    /// <inheritdoc/>
    public void Enter() => _box.Scope = _box.Lock.Lock();

    /// <inheritdoc/>
    public void Enter(CancellationToken cancellationToken) => _box.Scope = _box.Lock.Lock(cancellationToken);

    /// <inheritdoc/>
    public void Exit() => _box.Scope!.Dispose();

    /// <inheritdoc/>
    public ValueTask<IDisposable> EnterAsync(CancellationToken cancellationToken) =>
        new(_box.Lock.LockAsync(cancellationToken).AsTask());

    /// <inheritdoc/>
    public void Exit(IDisposable scope) => scope.Dispose();

    private sealed class Box
    {
        public readonly AsyncLock Lock = new();

        // The scope of the thread that is inside; written and read only under the lock itself.
        public IDisposable? Scope;
    }
}
