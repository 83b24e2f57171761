// The cases of Linux's test-ww_mutex: mutual exclusion, one lock twice, two locks crosswise, cycles. And the sleeping victims
// that they do not reach by themselves.

using Baton.Contracts;
using Baton.Locking;
using Baton.Torture;
using Xunit;

namespace Baton.Tests.WoundWait;

public sealed class WoundWaitMutexTests
{
    public static TheoryData<DeadlockAvoidance, Flows> Kinds => Flow.All;

    public static TheoryData<DeadlockAvoidance> Both => [DeadlockAvoidance.WoundWait, DeadlockAvoidance.WaitDie];

    public static MatrixTheoryData<DeadlockAvoidance, Flows, bool, bool, bool> Exclusions =>
        new(Enum.GetValues<DeadlockAvoidance>(), [Flows.Threads, Flows.BlockingFibers], [false, true], [false, true], [false, true]);

    public static MatrixTheoryData<DeadlockAvoidance, Flows, int> Cycles =>
        new(Enum.GetValues<DeadlockAvoidance>(), Enum.GetValues<Flows>(), [2, 3, 4, 5, 6, 7, 8]);

    [Theory]
    [MemberData(nameof(Exclusions))]
    public Task Mutex_HeldByOne_IsNotEnteredByAnother(
        DeadlockAvoidance avoidance, Flows flows, bool spinning, bool tries, bool withContext) =>
        Flow.RepeatAsync(async () =>
        {
            AcquireClass acquireClass = new(avoidance);
            WoundWaitMutex mutex = new(acquireClass, new MutexSettings(HandoffMode.Normal, spinning, null, TimeProvider.System));
            using AcquireContext mine = new(acquireClass);
            int attempts = 0;
            bool entered = false;
            Assert.Equal(AcquireOutcome.Acquired, await mutex.EnterAsync(mine));

            Task other = Flow.RunAsync(1, flows, (_, _) =>
            {
                using AcquireContext context = new(acquireClass);
                AcquireContext? itsOwn = withContext ? context : null;
                if (tries)
                {
                    while (!TryEnter(mutex, itsOwn))
                    {
                        Interlocked.Increment(ref attempts);
                        Thread.Yield();
                    }
                }
                else
                {
                    Enter(mutex, itsOwn);
                }

                Volatile.Write(ref entered, true);
                Exit(mutex, itsOwn);
                return Task.CompletedTask;
            });
            await Flow.Watchdog.UntilAsync(
                () => tries ? Volatile.Read(ref attempts) > 100 : MutexInspection.CountWaiters(mutex) == 1,
                "the other has tried, or waits");

            Assert.False(Volatile.Read(ref entered));
            mutex.Exit(mine);
            await other;
            Assert.True(entered);
        });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Mutex_HeldByTheContext_SaysSo(DeadlockAvoidance avoidance, Flows flows) =>
        Flow.RepeatAsync(() => Flow.RunAsync(1, flows, async (flow, _) =>
        {
            AcquireClass acquireClass = new(avoidance);
            WoundWaitMutex mutex = new(acquireClass);
            using AcquireContext context = new(acquireClass);
            Assert.Equal(AcquireOutcome.Acquired, await flow.Enter(mutex, context));

            Assert.Equal(AcquireOutcome.AlreadyHeld, await flow.Enter(mutex, context));
            Assert.False(mutex.TryEnter(context));
            Assert.False(mutex.TryEnter());
            Assert.Equal(1, context.HeldCount);

            mutex.Exit(context);
            Assert.Equal(0, context.HeldCount);
            Assert.True(mutex.TryEnter(context));
            mutex.Exit(context);
        }));

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task TwoTransactions_WhoCrossAndGiveUp_AreNotBothTurnedAway(DeadlockAvoidance avoidance, Flows flows) =>
        Flow.RepeatAsync(async () =>
        {
            foreach (bool tries in new[] { false, true })
            {
                AcquireClass acquireClass = new(avoidance);
                WoundWaitMutex[] locks = [new(acquireClass), new(acquireClass)];
                Meeting meeting = new(2);
                AcquireOutcome[] outcomes = new AcquireOutcome[2];
                await Flow.RunAsync(2, flows, async (flow, me) =>
                {
                    using AcquireContext context = new(acquireClass);
                    await EnterFirst(flow, tries && flows is (Flows.Threads or Flows.BlockingFibers), locks[me], context);
                    await flow.Meet(meeting);
                    outcomes[me] = await flow.Enter(locks[1 - me], context);
                    if (outcomes[me] == AcquireOutcome.Acquired)
                    {
                        locks[1 - me].Exit(context);
                    }

                    locks[me].Exit(context);
                });

                Assert.Single(outcomes, AcquireOutcome.Deadlock);
                Assert.Single(outcomes, AcquireOutcome.Acquired);
            }
        });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task TwoTransactions_WhoCrossAndBackOff_BothSucceed(DeadlockAvoidance avoidance, Flows flows) =>
        Flow.RepeatAsync(async () =>
        {
            foreach (bool tries in new[] { false, true })
            {
                AcquireClass acquireClass = new(avoidance);
                WoundWaitMutex[] locks = [new(acquireClass), new(acquireClass)];
                Meeting meeting = new(2);
                int backOffs = 0;
                await Flow.RunAsync(2, flows, async (flow, me) =>
                {
                    using AcquireContext context = new(acquireClass);
                    await EnterFirst(flow, tries && flows is (Flows.Threads or Flows.BlockingFibers), locks[me], context);
                    await flow.Meet(meeting);
                    await EnterSecond(flow, context, held: locks[me], wanted: locks[1 - me]);
                    context.Done();
                    Assert.Equal(2, context.HeldCount);
                    locks[0].Exit(context);
                    locks[1].Exit(context);
                    Interlocked.Add(ref backOffs, context.BackOffCount);
                });

                Assert.InRange(backOffs, 1, 4);
            }
        });

    [Theory]
    [MemberData(nameof(Cycles))]
    public Task Transactions_InACycle_AllSucceed(DeadlockAvoidance avoidance, Flows flows, int count) =>
        Flow.RepeatAsync(async () =>
        {
            AcquireClass acquireClass = new(avoidance);
            WoundWaitMutex[] locks = [.. Enumerable.Range(0, count).Select(_ => new WoundWaitMutex(acquireClass))];
            Meeting meeting = new(count);
            int backOffs = 0;
            await Flow.RunAsync(count, flows, async (flow, me) =>
            {
                using AcquireContext context = new(acquireClass);
                Assert.Equal(AcquireOutcome.Acquired, await flow.Enter(locks[me], context));
                await flow.Meet(meeting);
                WoundWaitMutex next = locks[(me + 1) % count];
                await EnterSecond(flow, context, held: locks[me], wanted: next);
                next.Exit(context);
                locks[me].Exit(context);
                Interlocked.Add(ref backOffs, context.BackOffCount);
            });

            Assert.True(backOffs > 0, "A cycle is left by somebody who backs off.");
            Assert.All(locks, mutex => Assert.Equal(0, mutex.State.Bits));
        });

    /// <summary>The owner sleeps elsewhere when it is wounded: it must be found there.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WoundWait_AYoungerOwnerThatSleeps_IsWokenToBackOff(bool isAsync)
    {
        AcquireClass acquireClass = new(DeadlockAvoidance.WoundWait);
        WoundWaitMutex coveted = new(acquireClass);
        WoundWaitMutex elsewhere = new(acquireClass);
        WoundWaitMutex other = new(acquireClass);
        using AcquireContext older = new(acquireClass);
        using AcquireContext younger = new(acquireClass);
        using AcquireContext owner = new(acquireClass);
        Assert.Equal(AcquireOutcome.Acquired, await elsewhere.EnterAsync(owner));
        Assert.Equal(AcquireOutcome.Acquired, await other.EnterAsync(older));
        AcquireOutcome? outcome = null;
        Task sleeper = Flow.RunAsync(1, isAsync ? Flows.Async : Flows.Threads, async (flow, _) =>
        {
            await flow.Enter(coveted, younger);
            outcome = await flow.Enter(elsewhere, younger);
            coveted.Exit(younger);
        });
        await Flow.Watchdog.UntilAsync(() => MutexInspection.CountWaiters(elsewhere) == 1, "the younger one sleeps");

        Task<AcquireOutcome> wait = coveted.EnterAsync(older).AsTask();

        Assert.Equal(AcquireOutcome.Acquired, await Flow.Watchdog.ResultOf(wait, "the older one is served"));
        await sleeper;
        Assert.Equal(AcquireOutcome.Deadlock, outcome);
        Assert.Same(elsewhere, younger.Contended);
        coveted.Exit(older);
        other.Exit(older);
        elsewhere.Exit(owner);
        Assert.Equal(0, elsewhere.State.Bits);
    }

    /// <summary>The younger one sleeps in the very queue into which the older one comes.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WaitDie_AYoungerWaiterThatHoldsSomething_IsSentAwayByAnOlder(bool isAsync)
    {
        AcquireClass acquireClass = new(DeadlockAvoidance.WaitDie);
        WoundWaitMutex contended = new(acquireClass);
        WoundWaitMutex other = new(acquireClass);
        using AcquireContext older = new(acquireClass);
        using AcquireContext younger = new(acquireClass);
        using AcquireContext youngest = new(acquireClass);
        Assert.Equal(AcquireOutcome.Acquired, await contended.EnterAsync(youngest));
        AcquireOutcome? outcome = null;
        Task sleeper = Flow.RunAsync(1, isAsync ? Flows.Async : Flows.Threads, async (flow, _) =>
        {
            await flow.Enter(other, younger);
            outcome = await flow.Enter(contended, younger);
            other.Exit(younger);
        });
        await Flow.Watchdog.UntilAsync(() => MutexInspection.CountWaiters(contended) == 1, "the younger one sleeps");

        Task<AcquireOutcome> wait = contended.EnterAsync(older).AsTask();

        await Flow.Watchdog.EndOf(sleeper, "the younger one is sent away");
        Assert.Equal(AcquireOutcome.Deadlock, outcome);
        Assert.False(wait.IsCompleted);
        contended.Exit(youngest);
        Assert.Equal(AcquireOutcome.Acquired, await Flow.Watchdog.ResultOf(wait, "the older one is served"));
        contended.Exit(older);
    }

    [Fact]
    public async Task WoundWait_AWoundedOwnerThatNeverWaits_DoesNotBackOff()
    {
        AcquireClass acquireClass = new(DeadlockAvoidance.WoundWait);
        WoundWaitMutex a = new(acquireClass);
        WoundWaitMutex b = new(acquireClass);
        WoundWaitMutex c = new(acquireClass);
        using AcquireContext older = new(acquireClass);
        using AcquireContext younger = new(acquireClass);
        Assert.Equal(AcquireOutcome.Acquired, await a.EnterAsync(younger));
        Assert.Equal(AcquireOutcome.Acquired, await b.EnterAsync(older));

        Task<AcquireOutcome> wait = a.EnterAsync(older).AsTask();
        Assert.True(younger.IsWounded);
        Assert.Equal(AcquireOutcome.Acquired, await c.EnterAsync(younger));
        c.Exit(younger);
        a.Exit(younger);

        Assert.Equal(AcquireOutcome.Acquired, await Flow.Watchdog.ResultOf(wait, "the older one is served"));
        Assert.Equal(0, younger.BackOffCount);

        // Its next attempt begins without the wound: it may wait for the older one, although it holds something.
        Assert.Equal(AcquireOutcome.Acquired, await c.EnterAsync(younger));
        Task<AcquireOutcome> again = a.EnterAsync(younger).AsTask();
        Assert.False(again.IsCompleted);
        a.Exit(older);
        Assert.Equal(AcquireOutcome.Acquired, await Flow.Watchdog.ResultOf(again, "the younger one is served"));
        a.Exit(younger);
        b.Exit(older);
        c.Exit(younger);
    }

    /// <summary>Who waits for a lock whose owner has no context finds nobody to be older than.</summary>
    [Theory]
    [MemberData(nameof(Both))]
    public async Task Transaction_ThatWaitsForAnOwnerWithoutContext_IsNotTurnedAway(DeadlockAvoidance avoidance)
    {
        AcquireClass acquireClass = new(avoidance);
        WoundWaitMutex held = new(acquireClass);
        WoundWaitMutex wanted = new(acquireClass);
        using AcquireContext context = new(acquireClass);
        Meeting isIn = new(1);
        Meeting mayGo = new(1);
        TestThread owner = TestThread.Start("owner", () =>
        {
            wanted.Enter();
            isIn.Come();
            SpinWait.SpinUntil(() => mayGo.IsComplete);
            wanted.Exit();
        });
        await Flow.Watchdog.UntilAsync(() => isIn.IsComplete, "the owner is in");
        Assert.Equal(AcquireOutcome.Acquired, await held.EnterAsync(context));

        Task<AcquireOutcome> wait = wanted.EnterAsync(context).AsTask();
        Assert.False(wait.IsCompleted);
        mayGo.Come();

        Assert.Equal(AcquireOutcome.Acquired, await Flow.Watchdog.ResultOf(wait, "the transaction is served"));
        Flow.Watchdog.EndOf(owner);
        wanted.Exit(context);
        held.Exit(context);
    }

    private static async Task EnterFirst(Flow flow, bool tries, WoundWaitMutex mutex, AcquireContext context)
    {
        if (tries)
        {
            Assert.True(mutex.TryEnter(context));
        }
        else
        {
            Assert.Equal(AcquireOutcome.Acquired, await flow.Enter(mutex, context));
        }
    }

    /// <summary>The recovery that the kernel's documentation asks for: let go, wait for the contended lock, take the rest.</summary>
    private static async Task EnterSecond(Flow flow, AcquireContext context, WoundWaitMutex held, WoundWaitMutex wanted)
    {
        while (await flow.Enter(wanted, context) == AcquireOutcome.Deadlock)
        {
            held.Exit(context);
            await flow.EnterAfterBackOff(wanted, context);
            (held, wanted) = (wanted, held);
        }
    }

    private static void Enter(WoundWaitMutex mutex, AcquireContext? context)
    {
        if (context is null)
        {
            mutex.Enter();
        }
        else
        {
            Assert.Equal(AcquireOutcome.Acquired, mutex.Enter(context));
        }
    }

    private static bool TryEnter(WoundWaitMutex mutex, AcquireContext? context) =>
        context is null ? mutex.TryEnter() : mutex.TryEnter(context);

    private static void Exit(WoundWaitMutex mutex, AcquireContext? context)
    {
        if (context is null)
        {
            mutex.Exit();
        }
        else
        {
            mutex.Exit(context);
        }
    }
}
