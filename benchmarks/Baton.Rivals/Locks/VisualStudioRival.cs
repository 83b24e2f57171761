using Microsoft.VisualStudio.Threading;

namespace Baton.Rivals;

/// <summary>Visual Studio's <see cref="AsyncSemaphore"/> with one permit, for async callers only.</summary>
public readonly struct VisualStudioRival : IAsyncRival<VisualStudioRival, AsyncSemaphore.Releaser>
{
    private readonly AsyncSemaphore _semaphore;

    private VisualStudioRival(AsyncSemaphore semaphore) => _semaphore = semaphore;

    /// <inheritdoc/>
    public static VisualStudioRival Create() => new(new AsyncSemaphore(1));

    /// <inheritdoc/>
    public ValueTask<AsyncSemaphore.Releaser> EnterAsync(CancellationToken cancellationToken) =>
        new(_semaphore.EnterAsync(cancellationToken));

    /// <inheritdoc/>
    public void Exit(AsyncSemaphore.Releaser scope) => scope.Dispose();
}
