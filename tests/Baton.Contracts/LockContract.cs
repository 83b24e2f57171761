// What every suite needs: the lock, a watchdog with the lock's patience, and the ways to bring a lock into a known state
// without the risk that the test itself hangs on a broken one.

using Xunit;

namespace Baton.Contracts;

/// <summary>The base of all suites: one fresh lock for each test.</summary>
public abstract class LockContract<TLock>
    where TLock : ExclusiveLock
{
    // Lazy because the suites' threads may be the first to ask for it, all at once.
    private readonly Lazy<TLock> _lock;

    protected LockContract() => _lock = new Lazy<TLock>(CreateLock);

    protected TLock Lock => _lock.Value;

    protected Watchdog Watchdog => new(Lock.Patience);

    protected abstract TLock CreateLock();

    protected void Requires(LockCapabilities capability) =>
        Assert.SkipUnless(Lock.Can(capability), $"{Lock.GetType().Name} does not promise {capability}.");

    /// <summary>A timeout that this lock must refuse; one that it may accept is skipped.</summary>
    protected TimeSpan RefusedTimeout(double milliseconds)
    {
        if (milliseconds > int.MaxValue)
        {
            Requires(LockCapabilities.BoundsTimeouts);
        }

        return Timeouts.FromMilliseconds(milliseconds);
    }

    /// <summary>Enters on the test's thread; a lock that nobody should hold but that cannot be had is reported.</summary>
    protected void Take() =>
        Assert.True(Lock.TryEnter(Lock.Patience), "The lock could not be entered although nobody should hold it.");

    /// <summary>Holds the lock on a thread of its own until the returned tenure is ended.</summary>
    protected Tenure HoldElsewhere() => new(Lock, Watchdog);

    /// <summary>Starts a thread and returns when it is seen waiting, so that the next one queues behind it.</summary>
    protected TestThread StartWaiter(string name, Action body, IReadOnlyCollection<TestThread>? ahead = null, int asyncCallers = 0)
    {
        bool started = false;
        TestThread waiter = TestThread.Start(name, () =>
        {
            Volatile.Write(ref started, true);
            body();
        });
        Thread[] threads = [.. (ahead ?? []).Select(thread => thread.Thread), waiter.Thread];
        Watchdog.Until(
            () => Volatile.Read(ref started) && Lock.AreWaiting(threads, asyncCallers),
            $"the thread '{name}' waits for the lock");
        return waiter;
    }

    /// <summary>Runs the body on a thread of its own and waits for its end.</summary>
    protected void OnAnotherThread(Action body) => Watchdog.EndOf(TestThread.Start("another thread", body));

    protected void JoinAll(IEnumerable<TestThread> threads)
    {
        foreach (TestThread thread in threads)
        {
            Watchdog.EndOf(thread);
        }
    }

    /// <summary>The state that every test must leave behind: nobody holds the lock and anybody can have it, again and again.</summary>
    protected void AssertFree()
    {
        for (int round = 0; round < 2; round++)
        {
            OnAnotherThread(() =>
            {
                Assert.True(Lock.TryEnter(), "The lock should be free, but a try failed.");
                Lock.Exit();
            });
        }
    }

    protected void AssertHeldByOther() =>
        OnAnotherThread(() => Assert.False(Lock.TryEnter(), "The lock should be held, but a try succeeded."));
}
