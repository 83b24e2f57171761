// HandoffMutex as the contract suites see it.

using Baton.Contracts;
using Baton.Locking;
using Baton.Platform;
using Baton.Torture;

namespace Baton.Tests.Contracts;

/// <summary>The mutex under test, and what its threads sleep on.</summary>
/// <param name="mutex">The mutex.</param>
/// <param name="bypassLimit">See <see cref="ExclusiveLock.BypassLimit"/>.</param>
/// <param name="parkManaged">
/// Whether threads sleep on the managed fallback. A thread that has met a mutex before keeps what it slept on then.
/// </param>
public sealed class HandoffMutexLock(HandoffMutex mutex, int? bypassLimit, bool parkManaged = false)
    : AsyncExclusiveLock<HandoffMutex.AsyncScope>
{
    public override LockCapabilities Capabilities => (LockCapabilities)~0;

    public override int? BypassLimit => bypassLimit;

    public override bool IsHeldByCurrentThread => mutex.IsHeldByCurrentThread;

    public override void Enter()
    {
        Introduce();
        mutex.Enter();
    }

    public override void Enter(CancellationToken cancellationToken)
    {
        Introduce();
        mutex.Enter(cancellationToken);
    }

    public override bool TryEnter()
    {
        Introduce();
        return mutex.TryEnter();
    }

    public override bool TryEnter(TimeSpan timeout)
    {
        Introduce();
        return mutex.TryEnter(timeout);
    }

    public override bool TryEnter(TimeSpan timeout, CancellationToken cancellationToken)
    {
        Introduce();
        return mutex.TryEnter(timeout, cancellationToken);
    }

    public override void Exit() => mutex.Exit();

    public override void InScope(Action body)
    {
        Introduce();
        using (mutex.EnterScope())
        {
            body();
        }
    }

    public override void DisposeScopeCopyAfter(Action originalDisposed)
    {
        HandoffMutex.Scope scope = mutex.EnterScope();
        HandoffMutex.Scope copy = scope;
        scope.Dispose();
        originalDisposed();
        copy.Dispose();
    }

    public override void DisposeDefaultScope() => default(HandoffMutex.Scope).Dispose();

    public override ValueTask<HandoffMutex.AsyncScope> EnterAsync(CancellationToken cancellationToken = default) =>
        mutex.EnterAsync(cancellationToken);

    public override async ValueTask<(bool Entered, HandoffMutex.AsyncScope Scope)> TryEnterAsync(
        TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        HandoffMutex.AsyncScope scope = await mutex.TryEnterAsync(timeout, cancellationToken);
        return (scope.IsEntered, scope);
    }

    public override bool AreWaiting(IReadOnlyCollection<Thread> threads, int asyncCallers) =>
        MutexInspection.CountWaiters(mutex) >= threads.Count + asyncCallers;

    private void Introduce()
    {
        if (parkManaged && Identity.Attachment is null)
        {
            new Caller(new ManagedFutex()).Attach();
        }
    }
}
