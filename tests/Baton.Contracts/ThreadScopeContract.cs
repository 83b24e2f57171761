// The scope of a thread's tenure: it exits when disposed, once, whatever happened inside; a default one does nothing.

using Xunit;

namespace Baton.Contracts;

/// <summary>What EnterScope promises.</summary>
public abstract class ThreadScopeContract<TLock> : LockContract<TLock>
    where TLock : ExclusiveLock
{
    [Fact]
    public void Scope_WhileOpen_HoldsTheLock()
    {
        Requires(LockCapabilities.ThreadScopes);

        OnAnotherThread(() => Lock.InScope(AssertHeldByOther));

        AssertFree();
    }

    [Fact]
    public void Scope_BodyThrows_ExitsAllTheSame()
    {
        Requires(LockCapabilities.ThreadScopes);

        OnAnotherThread(() => Assert.Throws<InvalidTimeZoneException>(
            () => Lock.InScope(() => throw new InvalidTimeZoneException())));

        AssertFree();
    }

    [Fact]
    public void Scope_ByManyThreads_AdmitsOneAtATime()
    {
        Requires(LockCapabilities.ThreadScopes);
        Section section = new();
        const int visitsEach = 2_000;

        JoinAll(TestThread.StartMany(4, _ =>
        {
            for (int i = 0; i < visitsEach; i++)
            {
                Lock.InScope(() => section.Visit(spins: 10));
            }
        }));

        section.AssertExclusive(4 * visitsEach);
        AssertFree();
    }

    [Fact]
    public void ScopeCopy_DisposedAfterTheOriginal_Throws()
    {
        Requires(LockCapabilities.ThreadScopes);

        OnAnotherThread(() => Assert.Throws<SynchronizationLockException>(() => Lock.DisposeScopeCopyAfter(() => { })));

        AssertFree();
    }

    /// <summary>The dangerous one: the lock has a new holder, and the stale copy must not end that tenure.</summary>
    [Fact]
    public void ScopeCopy_DisposedInSomeoneElsesTenure_ThrowsAndLeavesItAlone()
    {
        Requires(LockCapabilities.ThreadScopes);
        Tenure? next = null;

        OnAnotherThread(() => Assert.Throws<SynchronizationLockException>(
            () => Lock.DisposeScopeCopyAfter(() => next = HoldElsewhere())));

        AssertHeldByOther();
        next!.End();
        AssertFree();
    }

    [Fact]
    public void DefaultScope_Disposed_DoesNothing()
    {
        Requires(LockCapabilities.ThreadScopes);

        Lock.DisposeDefaultScope();
        AssertFree();

        Tenure holder = HoldElsewhere();
        Lock.DisposeDefaultScope();
        AssertHeldByOther();
        holder.End();
        AssertFree();
    }
}
