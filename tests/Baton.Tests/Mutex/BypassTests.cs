// The bound that the mutex is made for: once the first waiter has asked, at most the acquisition that is under way lies
// between it and the lock. Counted on a hook, never timed.

using Baton.Contracts;
using Baton.Torture;
using Xunit;

namespace Baton.Tests.Mutex;

public sealed class BypassTests
{
    private const int RequestsMin = 20;

    private static readonly Watchdog Watchdog = new(TimeSpan.FromSeconds(60));

    /// <summary>
    /// Long tenures by the many, so that waiters lose their patience all the time; in rounds, because on a busy machine
    /// they lose it while they have no processor to ask on, and are served unasked.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AfterARequest_ByThreads_AtMostOneOvertakes(bool spinning)
    {
        BypassProbe probe = new();
        HandoffMutex mutex = new(HandoffMode.Normal, spinning, probe);
        const int threads = 8;
        const int visitsEach = 4_000;
        const int roundsMax = 20;

        for (int round = 0; round < roundsMax && probe.Requests < RequestsMin; round++)
        {
            foreach (TestThread thread in TestThread.StartMany(threads, index => Visit(mutex, visitsEach, index)))
            {
                Watchdog.EndOf(thread);
            }
        }

        AssertBounded(probe);
    }

    [Fact]
    public async Task AfterARequest_ByThreadsAndAsyncCallers_AtMostOneOvertakes()
    {
        BypassProbe probe = new();
        HandoffMutex mutex = new(HandoffMode.Normal, spinning: true, probe);

        await Crowd.RunAsync(mutex, threads: 4, asyncCallers: 4, attemptsEach: 2_000, impatient: false);

        AssertBounded(probe);
    }

    /// <summary>Requesters that leave are forgotten, and their request passes on; the bound stays.</summary>
    [Fact]
    public async Task AfterARequest_WithWaitersThatLeave_AtMostOneOvertakes()
    {
        BypassProbe probe = new();
        HandoffMutex mutex = new(HandoffMode.Normal, spinning: true, probe);

        await Crowd.RunAsync(mutex, threads: 4, asyncCallers: 4, attemptsEach: 800, impatient: true);

        AssertBounded(probe);
    }

    private static void Visit(HandoffMutex mutex, int visits, int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < visits; i++)
        {
            mutex.Enter();
            Thread.SpinWait(random.Next(200, 1_500));
            mutex.Exit();
        }
    }

    private static void AssertBounded(BypassProbe probe)
    {
        Assert.True(probe.Requests >= RequestsMin, $"Only {probe.Requests} requests: the bound was hardly tried.");
        Assert.True(probe.Answered > 0, "No request was answered.");
        Assert.True(probe.OvertakenMax <= 1, $"After a request {probe.OvertakenMax} others acquired; at most one may.");
    }
}
