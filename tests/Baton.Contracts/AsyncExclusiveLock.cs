// A lock that async callers can wait for too. The scope's type is a parameter so that a suite awaits the lock's own
// ValueTask and copies the lock's own struct: a wrapper would hide exactly the faults that the suites look for.

namespace Baton.Contracts;

/// <summary>A lock under test, as threads and async callers see it.</summary>
/// <typeparam name="TScope">What an async caller disposes to exit.</typeparam>
public abstract class AsyncExclusiveLock<TScope> : ExclusiveLock
    where TScope : struct, IDisposable
{
    public abstract ValueTask<TScope> EnterAsync(CancellationToken cancellationToken = default);

    /// <summary>Waits at most the timeout; the scope is the default one if it elapsed.</summary>
    public virtual ValueTask<(bool Entered, TScope Scope)> TryEnterAsync(
        TimeSpan timeout, CancellationToken cancellationToken = default) => throw Lacks(nameof(TryEnterAsync));

    public virtual void DisposeDefaultAsyncScope() => default(TScope).Dispose();
}
