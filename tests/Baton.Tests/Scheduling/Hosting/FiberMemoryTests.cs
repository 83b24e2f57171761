// What fibers cost in memory: there may be a million of them, and a hop must not be paid by the garbage collector. What a
// fiber takes is what is allocated when it is made, started, and has gone to sleep, less what its body allocates itself;
// the thread that makes it can count all of that, except for the one small object that joins the fiber to its body.

using Baton.Contracts;
using Baton.Scheduling.Classes;
using Xunit;

namespace Baton.Tests.Scheduling.Hosting;

[Collection(nameof(RunAlone))]
public sealed class FiberMemoryTests
{
    private const int BytesMax = 400;
    private const int Count = 10_000;

    // The runtime's continuation of the body's task: a header, a method table, an action and a context.
    private const int JointBytes = 32;

    private static readonly Watchdog Watchdog = new(TimeSpan.FromSeconds(60));

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task IdleFiber_OfEachPolicy_TakesNoMoreThanItsBoundBesideItsStateMachine(SchedulingPolicy policy)
    {
        await using var scheduler = new ProxyScheduler(new ProxySchedulerOptions { WorkerCount = 1 });
        Func<Task> body = () => Task.CompletedTask;
        var fibers = new Fiber[Count];
        Make();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Make();
        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / Count;

        Assert.InRange(each + JointBytes, 200, BytesMax);

        void Make()
        {
            for (int i = 0; i < Count; i++)
            {
                fibers[i] = new Fiber(scheduler.Host, SchedulingEntity.For(policy), body, options: null);
            }
        }
    }

    [Fact]
    public async Task Yield_AllocatesNothing()
    {
        await using var scheduler = new ProxyScheduler(new ProxySchedulerOptions { WorkerCount = 1 });
        long bytes = -1;
        Fiber fiber = scheduler.Start(async () =>
        {
            await HopAsync(Count);
            long before = GC.GetAllocatedBytesForCurrentThread();
            await HopAsync(Count);
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        });
        await Watchdog.EndOf(fiber.Completion, "the fiber has ended");

        // One state machine with its delegate, and none of the hops.
        Assert.InRange(bytes, 0, 1_000);

        static async Task HopAsync(int hops)
        {
            for (int i = 0; i < hops; i++)
            {
                await Fiber.Yield();
                await Fiber.Checkpoint();
            }
        }
    }

    public static TheoryData<SchedulingPolicy> Policies() =>
    [
        SchedulingPolicy.Normal(),
        SchedulingPolicy.Batch(5),
        SchedulingPolicy.Idle,
        SchedulingPolicy.Fifo(5),
        SchedulingPolicy.RoundRobin(5),
    ];
}
