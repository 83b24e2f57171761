// Many threads and flows that take several locks in order, with real contention: nobody is in the wrong and nobody deadlocks,
// so the circles of waiting callers, which are looked for while owners change all the time, must never close.

using Baton.Contracts;
using Xunit;

namespace Baton.Tests.Diagnostics;

public sealed class CrowdOfLocksTests
{
    private const int Locks = 5;
    private static readonly Watchdog Watchdog = new(TimeSpan.FromSeconds(60));

    [Theory]
    [InlineData(DeadlockDetection.Threads)]
    [InlineData(DeadlockDetection.ThreadsAndFlows)]
    public async Task Crowd_ThatKeepsAnOrder_IsNeverReported(DeadlockDetection detection)
    {
        ValidatedLocks locks = new(new LockOrderValidatorOptions
        {
            AcquisitionStacks = false,
            Deadlocks = detection,
            ThrowOnWrongOrder = true,
        });
        HandoffMutex[] mutexes = [.. Enumerable.Range(0, Locks).Select(i => locks.Make($"lock {i}"))];
        int[] sections = new int[Locks];

        TestThread[] threads = TestThread.StartMany(4, seed =>
        {
            Random random = new(seed);
            for (int i = 0; i < 1_500; i++)
            {
                (int first, int second) = Pick(random);
                using (mutexes[first].EnterScope())
                using (mutexes[second].EnterScope())
                {
                    sections[first]++;
                    Thread.SpinWait(50);
                    sections[second]++;
                }
            }
        });
        Task flows = Task.WhenAll(Enumerable.Range(100, 6).Select(seed => Task.Run(async () =>
        {
            Random random = new(seed);
            for (int i = 0; i < 1_500; i++)
            {
                (int first, int second) = Pick(random);
                using (await mutexes[first].EnterAsync())
                using (await mutexes[second].EnterAsync())
                {
                    sections[first]++;
                    await Task.Yield();
                    sections[second]++;
                }
            }
        })));
        foreach (TestThread thread in threads)
        {
            Watchdog.EndOf(thread);
        }

        await Watchdog.EndOf(flows, "all flows end");

        Assert.Equal(10 * 1_500 * 2, sections.Sum());
        Assert.Empty(locks.Validator.Reports);
    }

    private static (int First, int Second) Pick(Random random)
    {
        int first = random.Next(Locks - 1);
        return (first, random.Next(first + 1, Locks));
    }
}
