namespace Baton.Rivals;

/// <summary>Baton's <see cref="HandoffMutex"/> as its users make it.</summary>
public readonly struct HandoffRival
    : IThreadRival<HandoffRival>, IAsyncRival<HandoffRival, HandoffMutex.AsyncScope>, ICancellableRival
{
    private readonly HandoffMutex _mutex;

    private HandoffRival(HandoffMutex mutex) => _mutex = mutex;

    /// <inheritdoc/>
    public static HandoffRival Create() => new(new HandoffMutex());

    /// <inheritdoc/>
    public void Enter() => _mutex.Enter();

    /// <inheritdoc/>
    public void Enter(CancellationToken cancellationToken) => _mutex.Enter(cancellationToken);

    /// <inheritdoc/>
    public void Exit() => _mutex.Exit();

    /// <inheritdoc/>
    public ValueTask<HandoffMutex.AsyncScope> EnterAsync(CancellationToken cancellationToken) =>
        _mutex.EnterAsync(cancellationToken);

    /// <inheritdoc/>
    public void Exit(HandoffMutex.AsyncScope scope) => scope.Dispose();
}
