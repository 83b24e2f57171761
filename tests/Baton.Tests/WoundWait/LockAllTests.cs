// The face that most programs use: all of them or none, in any order, and a set that grows.

using Baton.Contracts;
using Baton.Torture;
using CsCheck;
using Xunit;

namespace Baton.Tests.WoundWait;

public sealed class LockAllTests
{
    public static TheoryData<DeadlockAvoidance, Flows> Kinds => Flow.All;

    [Fact]
    public void LockAll_WithNothing_HoldsNothing()
    {
        using LockSet held = LockAll.Enter();

        Assert.Equal(0, held.Count);
    }

    [Fact]
    public async Task LockAll_WithDuplicates_EntersEachOnce()
    {
        WoundWaitMutex a = new();
        WoundWaitMutex b = new();
        using (LockSet held = LockAll.Enter(a, b, a, a, b))
        {
            Assert.Equal(2, held.Count);
            Assert.True(held.Contains(a));
            Assert.True(held.Contains(b));
            Assert.False(a.TryEnter());
        }

        using (LockSet held = await LockAll.EnterAsync([b, b]))
        {
            Assert.Equal(1, held.Count);
        }

        Assert.Equal(0, a.State.Bits);
        Assert.Equal(0, b.State.Bits);
    }

    [Fact]
    public async Task LockAll_WithWrongArguments_SaysWhichAndEntersNothing()
    {
        WoundWaitMutex a = new();
        WoundWaitMutex foreign = new(new AcquireClass());

        Assert.Throws<ArgumentNullException>(() => LockAll.Enter((IEnumerable<WoundWaitMutex>)null!));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await LockAll.EnterAsync(null!));
        Assert.Contains("index 1 is null", Assert.Throws<ArgumentException>(() => LockAll.Enter(a, null!)).Message, StringComparison.Ordinal);
        Assert.Contains("index 1", (await Assert.ThrowsAsync<ArgumentException>(async () => await LockAll.EnterAsync([a, foreign]))).Message, StringComparison.Ordinal);
        Assert.Equal(0, a.State.Bits);
    }

    [Fact]
    public void LockAll_WithAMutexThatTheThreadHasEntered_EntersNothing()
    {
        WoundWaitMutex a = new();
        WoundWaitMutex b = new();
        b.Enter();

        Assert.Throws<LockRecursionException>(() => LockAll.Enter(a, b));

        Assert.Equal(0, a.State.Bits);
        b.Exit();
        Assert.Equal(0, b.State.Bits);
    }

    [Fact]
    public async Task LockAll_CancelledInTheMiddle_EntersNothing()
    {
        WoundWaitMutex[] locks = [new(), new(), new(), new()];
        using LockSet obstacle = await LockAll.EnterAsync([locks[2]]);
        using CancellationTokenSource source = new();
        Task<LockSet> wait = LockAll.EnterAsync(locks, source.Token).AsTask();
        Exception? thrown = null;
        TestThread thread = TestThread.Start(
            "waiter", () => thrown = Record.Exception(() => LockAll.Enter(locks.Reverse(), source.Token)));
        await Flow.Watchdog.UntilAsync(() => locks.Sum(MutexInspection.CountWaiters) == 2, "both wait");

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        Flow.Watchdog.EndOf(thread);
        Assert.IsType<OperationCanceledException>(thrown);
        Assert.Throws<OperationCanceledException>(() => LockAll.Enter(locks, source.Token));
        Assert.All([locks[0], locks[1], locks[3]], mutex => Assert.Equal(0, mutex.State.Bits));
    }

    [Fact]
    public void LockAll_DisposedTwice_ExitsOnce()
    {
        WoundWaitMutex a = new();
        LockSet first = LockAll.Enter(a);
        first.Dispose();
        using LockSet second = LockAll.Enter(a);

        first.Dispose();

        Assert.True(second.Contains(a));
        Assert.Throws<ObjectDisposedException>(() => first.Add(a));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task LockAll_OfRandomSubsets_IsExclusive(DeadlockAvoidance avoidance, Flows flows)
    {
        AcquireClass acquireClass = new(avoidance);
        Guarded[] all = Guarded.Many(10, acquireClass);
        int uses = 0;
        await Flow.RunAsync(6, flows, async (flow, me) =>
        {
            Random random = new(me);
            for (int i = 0; i < 300; i++)
            {
                Guarded[] mine = [.. Enumerable.Range(0, random.Next(8)).Select(_ => all[random.Next(all.Length)])];
                using LockSet held = await flow.EnterAll(mine.Select(guarded => guarded.Gate));
                Guarded[] distinct = [.. mine.Distinct()];
                Assert.Equal(distinct.Length, held.Count);
                Array.ForEach(distinct, guarded => guarded.Use());
                Interlocked.Add(ref uses, distinct.Length);
            }
        });

        Assert.Equal(uses, all.Sum(guarded => guarded.Uses));
        Assert.All(all, guarded => Assert.Equal(0, guarded.Gate.State.Bits));
    }

    /// <summary>Nobody is there to back off for: the injected ones alone are what the caller must not notice.</summary>
    [Fact]
    public void LockAll_WithInjectedBackOffs_HoldsAllTheSame() =>
        Gen.Int[0, 11].Array[0, 20].Sample(
            chosen =>
            {
                AcquireClass acquireClass = new() { InjectsBackOffs = true };
                WoundWaitMutex[] all = [.. Enumerable.Range(0, 12).Select(_ => new WoundWaitMutex(acquireClass))];
                using (LockSet held = LockAll.Enter(chosen.Select(index => all[index])))
                {
                    for (int i = 0; i < all.Length; i++)
                    {
                        Assert.Equal(chosen.Contains(i), held.Contains(all[i]));
                    }

                    Assert.Equal(chosen.Distinct().Count(), held.Count);
                }

                Assert.All(all, mutex => Assert.Equal(0, mutex.State.Bits));
            },
            iter: 500);

    [Fact]
    public void LockAll_WithInjectedBackOffs_MeetsThem()
    {
        AcquireClass acquireClass = new() { InjectsBackOffs = true };
        WoundWaitMutex[] all = [.. Enumerable.Range(0, 12).Select(_ => new WoundWaitMutex(acquireClass))];
        int backOffs = 0;
        for (int i = 0; i < 32; i++)
        {
            using LockSet held = LockAll.Enter(all);
            backOffs += held.BackOffCount;
        }

        Assert.True(backOffs >= 32, $"Only {backOffs} injected back-offs in 32 transactions of 12 locks.");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task LockSet_ThatGrowsAlongAGraph_IsExclusive(DeadlockAvoidance avoidance, Flows flows)
    {
        // A ring that everybody walks from another place and in another direction: cycles all the time.
        AcquireClass acquireClass = new(avoidance);
        Guarded[] ring = Guarded.Many(8, acquireClass);
        const int walks = 150;
        const int flowCount = 5;
        const int length = 5;
        await Flow.RunAsync(flowCount, flows, async (flow, me) =>
        {
            Random random = new(me);
            for (int i = 0; i < walks; i++)
            {
                using LockSet held = new(acquireClass);
                int start = random.Next(ring.Length);
                int step = random.Next(2) == 0 ? 1 : ring.Length - 1;
                Guarded[] path = [.. Enumerable.Range(0, length).Select(k => ring[(start + (k * step)) % ring.Length])];
                for (int k = 0; k < length;)
                {
                    k = await flow.Add(held, path[k].Gate) ? k + 1 : 0;
                }

                Assert.Equal(length, held.Count);
                Array.ForEach(path, guarded => guarded.Use());
            }
        });

        Assert.Equal(flowCount * walks * length, ring.Sum(guarded => guarded.Uses));
        Assert.All(ring, guarded => Assert.Equal(0, guarded.Gate.State.Bits));
    }

    /// <summary>After false the set holds the contended mutex only, and knows of a repeated one that it holds it.</summary>
    [Fact]
    public void LockSet_ThatHadToLetGo_HoldsTheContendedOneOnly()
    {
        AcquireClass acquireClass = new() { InjectsBackOffs = true };
        WoundWaitMutex[] all = [.. Enumerable.Range(0, 20).Select(_ => new WoundWaitMutex(acquireClass))];
        using LockSet held = new(acquireClass);

        int refused = Array.FindIndex(all, mutex => !held.Add(mutex));

        Assert.InRange(refused, 1, 19);
        Assert.Equal(1, held.Count);
        Assert.True(held.Contains(all[refused]));
        Assert.Equal(0, all[0].State.Bits);
        Assert.True(held.Add(all[refused]));
        Assert.Equal(1, held.Count);
    }
}
