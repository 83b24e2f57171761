// The three stresses of Linux's test-ww_mutex, with a count in place of a duration: random orders with a restart after each
// back-off, random orders with the contended lock moved to the front, and one lock at a time out of many.

using Baton.Contracts;
using Xunit;

namespace Baton.Tests.WoundWait;

public sealed class StressTests
{
    private const int Locks = 16;
    private const int TransactionsEach = 150;

    public static TheoryData<DeadlockAvoidance, Flows> Kinds => Flow.All;

    private static int FlowCount => Math.Max(4, 2 * Environment.ProcessorCount);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task AllLocksInRandomOrders_WithARestartAfterABackOff_Balance(DeadlockAvoidance avoidance, Flows flows)
    {
        AcquireClass acquireClass = new(avoidance);
        Guarded[] all = Guarded.Many(Locks, acquireClass);
        await Flow.RunAsync(FlowCount, flows, async (flow, me) =>
        {
            Random random = new(me);
            for (int i = 0; i < TransactionsEach; i++)
            {
                using AcquireContext context = new(acquireClass);
                Guarded[] mine = [.. all];
                random.Shuffle(mine);
                await EnterInOrder(flow, context, mine);
                Use(mine, context);
            }
        });

        Guarded.AssertBalanced(all, FlowCount * TransactionsEach);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task AllLocksInRandomOrders_WithTheContendedOneFirst_Balance(DeadlockAvoidance avoidance, Flows flows)
    {
        AcquireClass acquireClass = new(avoidance);
        Guarded[] all = Guarded.Many(Locks, acquireClass);
        await Flow.RunAsync(FlowCount, flows, async (flow, me) =>
        {
            Random random = new(me);
            for (int i = 0; i < TransactionsEach; i++)
            {
                Guarded[] mine = [.. all];
                random.Shuffle(mine);
                using LockSet held = await flow.EnterAll(mine.Select(guarded => guarded.Gate));
                Assert.Equal(Locks, held.Count);
                Array.ForEach(mine, guarded => guarded.Use());
            }
        });

        Guarded.AssertBalanced(all, FlowCount * TransactionsEach);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task OneLockAtATime_OutOfMany_IsNeverTurnedAway(DeadlockAvoidance avoidance, Flows flows)
    {
        AcquireClass acquireClass = new(avoidance);
        Guarded[] all = Guarded.Many(2046, acquireClass);
        int flowCount = 3 * Environment.ProcessorCount;
        const int visits = 4_000;
        await Flow.RunAsync(flowCount, flows, async (flow, me) =>
        {
            Random random = new(me);
            for (int i = 0; i < visits; i++)
            {
                using AcquireContext context = new(acquireClass);
                Guarded one = all[random.Next(i % 2 == 0 ? 2 : all.Length)];
                Assert.Equal(AcquireOutcome.Acquired, await flow.Enter(one.Gate, context));
                one.Use();
                one.Gate.Exit(context);
            }
        });

        Assert.Equal(flowCount * visits, all.Sum(guarded => guarded.Uses));
    }

    /// <summary>The oldest of all, which does the same again and again among younger ones that come, back off and go.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task TheOldestTransaction_AmongYoungerOnes_NeverBacksOff(DeadlockAvoidance avoidance, Flows flows)
    {
        AcquireClass acquireClass = new(avoidance);
        Guarded[] all = Guarded.Many(6, acquireClass);
        using AcquireContext oldest = new(acquireClass);
        long backOffs = 0;
        bool oldestIsDone = false;
        await Flow.RunAsync(5, flows, async (flow, me) =>
        {
            Random random = new(me);
            for (int i = 0; me == 0 ? i < 400 || Volatile.Read(ref backOffs) < 20 : !Volatile.Read(ref oldestIsDone); i++)
            {
                using AcquireContext? its = me == 0 ? null : new(acquireClass);
                AcquireContext context = its ?? oldest;
                Guarded[] mine = [.. all];
                random.Shuffle(mine);
                await EnterInOrder(flow, context, mine, yields: true);
                Use(mine, context);
                Interlocked.Add(ref backOffs, its?.BackOffCount ?? 0);
            }

            if (me == 0)
            {
                Volatile.Write(ref oldestIsDone, true);
            }
        });

        Assert.Equal(0, oldest.BackOffCount);
    }

    /// <summary>Takes the locks in the given order, from the start again after each back-off.</summary>
    private static async Task EnterInOrder(Flow flow, AcquireContext context, Guarded[] locks, bool yields = false)
    {
        Guarded? contended = null;
        for (int i = 0; i < locks.Length; i++)
        {
            if (ReferenceEquals(locks[i], contended))
            {
                contended = null;
                continue;
            }

            AcquireOutcome outcome = await flow.Enter(locks[i].Gate, context);
            if (outcome == AcquireOutcome.Acquired)
            {
                if (yields)
                {
                    await flow.GiveWay();
                }

                continue;
            }

            Assert.Equal(AcquireOutcome.Deadlock, outcome);
            Assert.NotEqual(0, context.HeldCount);
            for (int held = 0; held < i; held++)
            {
                locks[held].Gate.Exit(context);
            }

            if (contended is not null)
            {
                contended.Gate.Exit(context);
            }

            Assert.Equal(0, context.HeldCount);
            contended = locks[i];
            await flow.EnterAfterBackOff(contended.Gate, context);
            i = -1;
        }
    }

    private static void Use(Guarded[] locks, AcquireContext context)
    {
        foreach (Guarded guarded in locks)
        {
            guarded.Use();
        }

        foreach (Guarded guarded in locks)
        {
            guarded.Gate.Exit(context);
        }
    }
}
