// Mistakes that a transaction can make, each refused with a sentence; and how old it is.

using Baton.Contracts;
using Xunit;

namespace Baton.Tests.WoundWait;

public sealed class AcquireContextTests
{
    private readonly AcquireClass _class = new();

    [Fact]
    public void Context_OfAnotherClass_IsRefused()
    {
        WoundWaitMutex mutex = new(_class);
        using AcquireContext context = new(new AcquireClass());

        Assert.Throws<ArgumentException>(() => mutex.Enter(context));
        Assert.Throws<ArgumentException>(() => mutex.TryEnter(context));
        Assert.True(mutex.TryEnter());
        mutex.Exit();
    }

    [Fact]
    public void Context_ThatIsNull_IsRefused()
    {
        WoundWaitMutex mutex = new(_class);

        Assert.Throws<ArgumentNullException>(() => mutex.Enter(null!));
        Assert.Throws<ArgumentNullException>(() => mutex.TryEnter(null!));
        Assert.Throws<ArgumentNullException>(() => mutex.EnterAfterBackOff(null!));
        Assert.Throws<ArgumentNullException>(() => mutex.Exit(null!));
        Assert.Throws<ArgumentNullException>(() => new AcquireContext(null!));
        Assert.Throws<ArgumentNullException>(() => new WoundWaitMutex(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AcquireClass((DeadlockAvoidance)2));
    }

    [Fact]
    public void Context_ThatIsDone_AcquiresNothingMore()
    {
        WoundWaitMutex a = new(_class);
        WoundWaitMutex b = new(_class);
        using AcquireContext context = new(_class);
        a.Enter(context);

        context.Done();

        Assert.Throws<InvalidOperationException>(() => b.Enter(context));
        a.Exit(context);
    }

    [Fact]
    public void Context_DisposedWhileItHoldsSomething_SaysHowMuch()
    {
        WoundWaitMutex mutex = new(_class);
        AcquireContext context = new(_class);
        mutex.Enter(context);

        Assert.Contains("holds 1 mutex", Assert.Throws<InvalidOperationException>(context.Dispose).Message, StringComparison.Ordinal);

        mutex.Exit(context);
        context.Dispose();
        Assert.Throws<ObjectDisposedException>(() => mutex.Enter(context));
    }

    [Fact]
    public void Context_ThatWasToldToBackOff_HasToDoSoFirst()
    {
        AcquireClass injecting = new() { InjectsBackOffs = true };
        WoundWaitMutex[] locks = [.. Enumerable.Range(0, 20).Select(_ => new WoundWaitMutex(injecting))];
        WoundWaitMutex another = new(injecting);
        using AcquireContext context = new(injecting);
        int refused = Array.FindIndex(locks, mutex => mutex.Enter(context) == AcquireOutcome.Deadlock);

        Assert.InRange(refused, 1, 19);
        Assert.Same(locks[refused], context.Contended);
        Assert.Throws<InvalidOperationException>(() => another.Enter(context));
        Assert.Throws<InvalidOperationException>(() => another.TryEnter(context));
        Assert.Throws<InvalidOperationException>(() => locks[refused].Enter(context));
        Assert.Throws<InvalidOperationException>(() => locks[refused].EnterAfterBackOff(context));
        foreach (WoundWaitMutex held in locks.Take(refused))
        {
            held.Exit(context);
        }

        Assert.Throws<InvalidOperationException>(() => another.Enter(context));
        Assert.Throws<InvalidOperationException>(() => another.EnterAfterBackOff(context));
        locks[refused].EnterAfterBackOff(context);
        Assert.Null(context.Contended);
        Assert.Equal(1, context.HeldCount);
        another.Enter(context);
        another.Exit(context);
        locks[refused].Exit(context);
    }

    [Fact]
    public async Task Context_ThatWaits_AcquiresNothingElseMeanwhile()
    {
        WoundWaitMutex mutex = new(_class);
        WoundWaitMutex another = new(_class);
        using AcquireContext owner = new(_class);
        using AcquireContext context = new(_class);
        await mutex.EnterAsync(owner);
        Task<AcquireOutcome> wait = mutex.EnterAsync(context).AsTask();

        Assert.Throws<InvalidOperationException>(() => another.TryEnter(context));

        mutex.Exit(owner);
        Assert.Equal(AcquireOutcome.Acquired, await wait);
        Assert.True(another.TryEnter(context));
        another.Exit(context);
        mutex.Exit(context);
    }

    [Fact]
    public void Exit_ByWhoeverDidNotEnter_IsRefusedAndChangesNothing()
    {
        WoundWaitMutex mutex = new(_class);
        using AcquireContext owner = new(_class);
        using AcquireContext other = new(_class);

        Assert.Throws<SynchronizationLockException>(mutex.Exit);
        Assert.Throws<SynchronizationLockException>(() => mutex.Exit(owner));
        mutex.Enter(owner);
        Assert.Throws<SynchronizationLockException>(() => mutex.Exit(other));
        Assert.Throws<SynchronizationLockException>(mutex.Exit);
        TestThread thread = TestThread.Start(
            "other", () => Assert.Throws<SynchronizationLockException>(() => mutex.Exit(owner)));
        Flow.Watchdog.EndOf(thread);
        Assert.True(mutex.IsHeldBy(owner));
        Assert.True(mutex.IsHeldByCurrentThread);
        mutex.Exit(owner);

        mutex.Enter();
        Assert.Throws<SynchronizationLockException>(() => mutex.Exit(owner));
        Assert.Throws<LockRecursionException>(() => mutex.Enter());
        Assert.Throws<LockRecursionException>(() => mutex.Enter(owner));
        mutex.Exit();
        Assert.Equal(0, mutex.State.Bits);
    }

    [Fact]
    public async Task Wait_ThatIsCancelled_LeavesWhatTheContextHolds()
    {
        WoundWaitMutex mutex = new(_class);
        WoundWaitMutex held = new(_class);
        using AcquireContext owner = new(_class);
        using AcquireContext context = new(_class);
        await mutex.EnterAsync(owner);
        await held.EnterAsync(context);
        using CancellationTokenSource source = new();
        Task<AcquireOutcome> wait = mutex.EnterAsync(context, source.Token).AsTask();

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        Assert.Throws<OperationCanceledException>(() => mutex.Enter(context, source.Token));
        Assert.Equal(1, context.HeldCount);
        held.Exit(context);
        mutex.Exit(owner);
        Assert.Equal(0, mutex.State.Bits);
    }

    /// <summary>Stamps before and after the turn of the counter: ages are differences.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(long.MaxValue - 1)]
    [InlineData(-2)]
    public void Contexts_OnBothSidesOfTheTurn_AreAsOldAsTheyAre(long lastStamp)
    {
        AcquireClass acquireClass = new(DeadlockAvoidance.WoundWait, lastStamp);
        AcquireContext[] contexts = [.. Enumerable.Range(0, 4).Select(_ => new AcquireContext(acquireClass))];

        for (int i = 0; i < contexts.Length; i++)
        {
            for (int j = 0; j < contexts.Length; j++)
            {
                Assert.Equal(i > j, contexts[i].IsYoungerThan(contexts[j]));
            }
        }
    }
}
