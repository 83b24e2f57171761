// A lock that knows its holder: it says who holds it, refuses an exit by anybody else, and refuses a second entry by the
// same thread instead of hanging. After each refusal the lock is as it was.

using Xunit;

namespace Baton.Contracts;

/// <summary>What a lock promises to tell about its holder and to refuse to others.</summary>
public abstract class OwnershipContract<TLock> : LockContract<TLock>
    where TLock : ExclusiveLock
{
    [Fact]
    public void IsHeldByCurrentThread_FollowsEntryAndExit()
    {
        Requires(LockCapabilities.Ownership);

        Assert.False(Lock.IsHeldByCurrentThread, "Nobody has entered yet.");
        Take();
        Assert.True(Lock.IsHeldByCurrentThread, "This thread has just entered.");
        Lock.Exit();
        Assert.False(Lock.IsHeldByCurrentThread, "This thread has just exited.");
    }

    [Fact]
    public void IsHeldByCurrentThread_WhenHeldBySomeoneElse_IsFalse()
    {
        Requires(LockCapabilities.Ownership);
        Tenure holder = HoldElsewhere();

        Assert.False(Lock.IsHeldByCurrentThread, "Another thread holds the lock, not this one.");

        holder.End();
    }

    [Fact]
    public void Exit_WhenFree_Throws()
    {
        Requires(LockCapabilities.Ownership);

        AssertExplained(Assert.Throws<SynchronizationLockException>(Lock.Exit));
        AssertFree();

        // A lock that was held once must refuse just as well as one that never was.
        AssertExplained(Assert.Throws<SynchronizationLockException>(Lock.Exit));
        AssertFree();
    }

    [Fact]
    public void Exit_ByANonOwner_ThrowsAndLeavesTheLockHeld()
    {
        Requires(LockCapabilities.Ownership);
        Tenure holder = HoldElsewhere();

        AssertExplained(Assert.Throws<SynchronizationLockException>(Lock.Exit));

        AssertHeldByOther();
        holder.End();
        AssertFree();
    }

    [Fact]
    public void Exit_ByANonOwnerWhileOthersWait_ThrowsAndLetsNobodyIn()
    {
        Requires(LockCapabilities.Ownership);
        Tenure holder = HoldElsewhere();
        bool entered = false;
        TestThread waiter = StartWaiter("waiter", () =>
        {
            Lock.Enter();
            Volatile.Write(ref entered, true);
            Lock.Exit();
        });

        AssertExplained(Assert.Throws<SynchronizationLockException>(Lock.Exit));

        AssertHeldByOther();
        Assert.False(Volatile.Read(ref entered), "An exit by a thread that held nothing let a waiter in.");
        holder.End();
        Watchdog.EndOf(waiter);
        AssertFree();
    }

    [Fact]
    public void Enter_ByTheHolder_ThrowsInsteadOfHanging()
    {
        Requires(LockCapabilities.RefusesRecursion);

        OnAnotherThread(() =>
        {
            Take();
            AssertExplained(Assert.Throws<LockRecursionException>(Lock.Enter));
            AssertExplained(Assert.Throws<LockRecursionException>(() => Lock.TryEnter(Timeout.InfiniteTimeSpan)));
            AssertHeldByOther();
            Lock.Exit();
        });

        AssertFree();
    }

    /// <summary>Waiters behind a holder that tries to enter again still get the lock afterwards.</summary>
    [Fact]
    public void Enter_ByTheHolderWhileOthersWait_LeavesTheQueueIntact()
    {
        Requires(LockCapabilities.RefusesRecursion);

        OnAnotherThread(() =>
        {
            Take();
            TestThread waiter = StartWaiter("waiter", () =>
            {
                Lock.Enter();
                Lock.Exit();
            });
            Assert.Throws<LockRecursionException>(Lock.Enter);
            Lock.Exit();
            Watchdog.EndOf(waiter);
        });

        AssertFree();
    }

    private static void AssertExplained(Exception exception) =>
        Assert.True(exception.Message.Contains(' ', StringComparison.Ordinal), "The exception should say in a sentence what happened.");
}
