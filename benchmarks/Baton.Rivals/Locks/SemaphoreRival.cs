namespace Baton.Rivals;

/// <summary><see cref="SemaphoreSlim"/> with one permit: what most programs use as their asynchronous lock.</summary>
public readonly struct SemaphoreRival : IThreadRival<SemaphoreRival>, IAsyncRival<SemaphoreRival, bool>, ICancellableRival
{
    private readonly SemaphoreSlim _semaphore;

    private SemaphoreRival(SemaphoreSlim semaphore) => _semaphore = semaphore;

    /// <inheritdoc/>
    public static SemaphoreRival Create() => new(new SemaphoreSlim(1, 1));

    /// <inheritdoc/>
    public void Enter() => _semaphore.Wait();

    /// <inheritdoc/>
    public void Enter(CancellationToken cancellationToken) => _semaphore.Wait(cancellationToken);

    /// <inheritdoc/>
    public void Exit() => _semaphore.Release();

    /// <inheritdoc/>
    /// <remarks>WaitAsync(token) is this same call with the result thrown away, so nothing is lost by keeping it.</remarks>
    public ValueTask<bool> EnterAsync(CancellationToken cancellationToken) =>
        new(_semaphore.WaitAsync(Timeout.Infinite, cancellationToken));

    /// <inheritdoc/>
    public void Exit(bool scope) => _semaphore.Release();
}
