// The platform's own locks, as the suites see them. They are the measure of the suites: what these locks have promised for
// years, a suite must not find fault with.

using System.Diagnostics.CodeAnalysis;

namespace Baton.Contracts.Tests;

/// <summary>System.Threading.Lock: owned by a thread, recursive, without tokens.</summary>
public sealed class SystemLock : ExclusiveLock
{
    private readonly Lock _lock = new();

    public override LockCapabilities Capabilities =>
        LockCapabilities.Ownership | LockCapabilities.ThreadScopes | LockCapabilities.BoundsTimeouts;

    public override void Enter() => _lock.Enter();

    public override bool TryEnter() => _lock.TryEnter();

    public override bool TryEnter(TimeSpan timeout) => _lock.TryEnter(timeout);

    public override void Exit() => _lock.Exit();

    public override bool IsHeldByCurrentThread => _lock.IsHeldByCurrentThread;

    public override void InScope(Action body)
    {
        using (_lock.EnterScope())
        {
            body();
        }
    }

    public override void DisposeScopeCopyAfter(Action originalDisposed)
    {
        Lock.Scope scope = _lock.EnterScope();
        Lock.Scope copy = scope;
        scope.Dispose();
        originalDisposed();
        copy.Dispose();
    }

    public override void DisposeDefaultScope() => default(Lock.Scope).Dispose();
}

/// <summary>Monitor: as System.Threading.Lock, without scopes.</summary>
public sealed class MonitorLock : ExclusiveLock
{
    private readonly object _monitor = new();

    public override LockCapabilities Capabilities => LockCapabilities.Ownership | LockCapabilities.BoundsTimeouts;

    public override void Enter() => Monitor.Enter(_monitor);

    public override bool TryEnter() => Monitor.TryEnter(_monitor);

    public override bool TryEnter(TimeSpan timeout) => Monitor.TryEnter(_monitor, timeout);

    public override void Exit() => Monitor.Exit(_monitor);

    public override bool IsHeldByCurrentThread => Monitor.IsEntered(_monitor);
}

/// <summary>SemaphoreSlim of one: held by nobody in particular, with tokens and async waits.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle nobody asks for holds nothing to dispose.")]
public sealed class SemaphoreLock : AsyncExclusiveLock<SemaphoreLock.Scope>
{
    private readonly SemaphoreSlim _semaphore = new(1, 1);

    public override LockCapabilities Capabilities =>
        LockCapabilities.Cancellation | LockCapabilities.TimedAsync | LockCapabilities.QueuesInOrder;

    public override void Enter() => _semaphore.Wait();

    public override void Enter(CancellationToken cancellationToken) => _semaphore.Wait(cancellationToken);

    public override bool TryEnter() => _semaphore.Wait(0);

    public override bool TryEnter(TimeSpan timeout) => _semaphore.Wait(timeout);

    public override bool TryEnter(TimeSpan timeout, CancellationToken cancellationToken) =>
        _semaphore.Wait(timeout, cancellationToken);

    public override void Exit() => _semaphore.Release();

    public override ValueTask<Scope> EnterAsync(CancellationToken cancellationToken = default)
    {
        Task entry = _semaphore.WaitAsync(cancellationToken);
        if (entry.IsCompletedSuccessfully)
        {
            return new(new Scope(_semaphore));
        }

        // Not an async method: that would resume on a context of its own, and the suites look at contexts.
        return new(entry.ContinueWith(
            Entered,
            _semaphore,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default).Unwrap());

        static Task<Scope> Entered(Task entry, object? semaphore) =>
            entry.IsCompletedSuccessfully
                ? Task.FromResult(new Scope((SemaphoreSlim)semaphore!))
                : Task.FromCanceled<Scope>(new TaskCanceledException(entry).CancellationToken);
    }

    public override async ValueTask<(bool Entered, Scope Scope)> TryEnterAsync(
        TimeSpan timeout, CancellationToken cancellationToken = default) =>
        await _semaphore.WaitAsync(timeout, cancellationToken) ? (true, new Scope(_semaphore)) : default;

    public readonly struct Scope(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore?.Release();
    }
}
