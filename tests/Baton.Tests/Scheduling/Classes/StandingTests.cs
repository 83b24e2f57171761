// What holds for all classes: how fibers of different ones compare, what becomes of a standing when the policy changes, what
// it costs in memory.

using Baton.Scheduling;
using Baton.Scheduling.Classes;
using Xunit;
using static Baton.Tests.Scheduling.Classes.ClassBench;

namespace Baton.Tests.Scheduling.Classes;

[Collection(nameof(RunAlone))]
public sealed class StandingTests
{
    public static TheoryData<string> Classes => ["deadline", "fifo", "round robin", "normal", "batch", "idle"];

    [Fact]
    public void Entitlements_OfAllClasses_CompareAsTheyRun()
    {
        ClassBench deadlines = new(new DeadlineQueue()) { Now = 1_000_000 * Second };
        long[] descending =
        [
            deadlines.Start("early", DeadlineOf(10)).Entity.Entitlement,
            deadlines.Start("late", DeadlineOf(3_600_000)).Entity.Entitlement,
            SchedulingEntity.For(SchedulingPolicy.Fifo(99)).Entitlement,
            SchedulingEntity.For(SchedulingPolicy.RoundRobin(98)).Entitlement,
            SchedulingEntity.For(SchedulingPolicy.Fifo(1)).Entitlement,
            SchedulingEntity.For(SchedulingPolicy.Normal(-20)).Entitlement,
            SchedulingEntity.For(SchedulingPolicy.Idle).Entitlement,
        ];

        Assert.Equal(descending.OrderDescending().Distinct(), descending);
        Assert.Equal(
            SchedulingEntity.For(SchedulingPolicy.Normal(-20)).Entitlement,
            SchedulingEntity.For(SchedulingPolicy.Batch(19)).Entitlement);
        Assert.Equal(
            SchedulingEntity.For(SchedulingPolicy.Fifo(7)).Entitlement,
            SchedulingEntity.For(SchedulingPolicy.RoundRobin(7)).Entitlement);
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public void Policy_OfAnEntity_IsTheOneItWasMadeFor(string name)
    {
        SchedulingPolicy policy = PolicyOf(name);

        Assert.Equal(policy, SchedulingEntity.For(policy).Policy);
        foreach (string other in Classes)
        {
            SchedulingEntity before = SchedulingEntity.For(PolicyOf(other));
            SchedulingEntity after = before.With(policy);
            Assert.Equal(policy, after.Policy);
            Assert.Equal(before.Rank == after.Rank, ReferenceEquals(before, after));
        }
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public void Life_OfAFiberInItsQueue_AllocatesNothing(string name)
    {
        ClassBench bench = new(QueueOf(name));
        QueuedFiber[] fibers = [.. Enumerable.Range(0, 50).Select(i => bench.Start($"{i}", PolicyOf(name)))];
        var waiting = new FiberCore?[8];
        Live(10);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Live(1_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Live(int rounds)
        {
            for (int round = 0; round < rounds; round++)
            {
                bench.Pick();
                bench.Run(Millisecond);
                bench.Tick();
                bench.NextEvent();
                if (bench.Pick() is not null)
                {
                    bench.Yield();
                }

                bench.Pick();
                bench.Queue.CopyWaiting(waiting, bench.Donor);
                QueuedFiber fiber = fibers[round % fibers.Length];
                if (fiber.Queueing == Queueing.Queued)
                {
                    bench.Sleep(fiber);
                }
                else
                {
                    bench.WakePreempts(fiber);
                }
            }
        }
    }

    [Fact]
    public void FairEntity_TakesAtMost120Bytes()
    {
        var entities = new SchedulingEntity[1_000];
        SchedulingPolicy policy = SchedulingPolicy.Normal();
        entities[0] = SchedulingEntity.For(policy);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < entities.Length; i++)
        {
            entities[i] = SchedulingEntity.For(policy);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 120 * entities.Length);
    }

    private static ClassQueue QueueOf(string name) => SchedulingEntity.For(PolicyOf(name)).Rank switch
    {
        0 => new IdleQueue(),
        1 => new FairQueue(),
        2 => new RealTimeQueue(),
        _ => new DeadlineQueue(),
    };

    private static SchedulingPolicy PolicyOf(string name) => name switch
    {
        "deadline" => SchedulingPolicy.Deadline(TimeSpan.FromMicroseconds(7), TimeSpan.FromMicroseconds(8), TimeSpan.FromMicroseconds(9)),
        "fifo" => SchedulingPolicy.Fifo(50),
        "round robin" => SchedulingPolicy.RoundRobin(51),
        "normal" => SchedulingPolicy.Normal(-3),
        "batch" => SchedulingPolicy.Batch(3),
        _ => SchedulingPolicy.Idle,
    };

    private static SchedulingPolicy DeadlineOf(int milliseconds) => SchedulingPolicy.Deadline(
        TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(milliseconds), TimeSpan.FromMilliseconds(milliseconds));
}
