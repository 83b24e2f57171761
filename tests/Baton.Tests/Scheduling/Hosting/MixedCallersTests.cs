// One mutex among fibers, async code of the thread pool, and plain threads.

using Baton.Contracts;
using Xunit;

namespace Baton.Tests.Scheduling.Hosting;

public sealed class MixedCallersTests
{
    private const int Turns = 2_000;
    private static readonly Watchdog Watchdog = new(TimeSpan.FromSeconds(60));

    [Theory]
    [InlineData(ProxyExecution.On)]
    [InlineData(ProxyExecution.Off)]
    public async Task Mutex_AmongAllKindsOfCallers_ExcludesAndLosesNobody(ProxyExecution proxy)
    {
        await using var scheduler = new ProxyScheduler(new ProxySchedulerOptions { WorkerCount = 2, ProxyExecution = proxy });
        var mutex = new HandoffMutex();
        int inside = 0, overlaps = 0;
        long count = 0;
        var callers = new List<Task>();
        for (int i = 0; i < 3; i++)
        {
            SchedulingPolicy policy = i == 0 ? SchedulingPolicy.Fifo(10) : SchedulingPolicy.Normal(i);
            callers.Add(scheduler.Start(AsyncCallerAsync, policy).Completion);
            callers.Add(scheduler.Start(SyncCaller, policy).Completion);
            callers.Add(Task.Run(AsyncCallerAsync));
        }

        TestThread[] threads = [TestThread.Start("plain 1", SyncCaller), TestThread.Start("plain 2", SyncCaller)];
        await Watchdog.EndOf(Task.WhenAll(callers), "all fibers and tasks have had their turns");
        foreach (TestThread thread in threads)
        {
            Watchdog.EndOf(thread);
        }

        Assert.Equal(0, overlaps);
        Assert.Equal((callers.Count + threads.Length) * Turns, count);

        async Task AsyncCallerAsync()
        {
            for (int turn = 0; turn < Turns; turn++)
            {
                using (await mutex.EnterAsync())
                {
                    Visit();
                    if (turn % 64 == 0)
                    {
                        await Task.Yield();
                    }

                    inside--;
                }
            }
        }

        void SyncCaller()
        {
            for (int turn = 0; turn < Turns; turn++)
            {
                using (mutex.EnterScope())
                {
                    Visit();
                    inside--;
                }
            }
        }

        void Visit()
        {
            overlaps += inside++;
            count++;
        }
    }
}
