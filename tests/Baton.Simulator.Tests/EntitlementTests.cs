// The N highest entitlements run on the N processors, also when one of them is lent along a chain.

using static Baton.Simulator.TraceEventKind;

namespace Baton.Simulator.Tests;

public sealed class EntitlementTests
{
    [Fact]
    public void ChainThatWaitsBehindAMoreUrgentFiber_MovesToWhereItDeservesMore()
    {
        // On processor 0: owner (2) and 98, which waits for it; then 99 arrives there. On processor 1: 50.
        SimulationResult result = Lab.Run(
            """
            { "global" : { "default_policy" : "SCHED_FIFO" }, "tasks" : {
                "owner" : { "priority" : 2, "loop" : 1, "lock" : "m", "run" : 5000, "unlock" : "m" },
                "p50" : { "cpus" : [1], "priority" : 50, "loop" : 1, "delay" : 100, "run" : 10000 },
                "p98" : { "cpus" : [0], "priority" : 98, "loop" : 1, "delay" : 200, "lock" : "m", "run" : 100, "unlock" : "m" },
                "p99" : { "cpus" : [0], "priority" : 99, "loop" : 1, "delay" : 300, "run" : 10000 } } }
            """,
            Lab.Ideal(processors: 2));

        string[] story = Lab.Story(result, Switched);
        Assert.Contains("300 cpu0 Switched p99 p99", story);
        Assert.Contains("300 cpu1 Switched owner p98", story);
        Assert.DoesNotContain(story, line => line.StartsWith("300 cpu1 Switched p50", StringComparison.Ordinal));
    }

    [Fact]
    public void UrgentFibers_MoreThanProcessors_TheMostUrgentRun()
    {
        SimulationResult result = Lab.Run(
            """
            { "global" : { "default_policy" : "SCHED_FIFO" }, "tasks" : {
                "a" : { "priority" : 10, "loop" : 1, "run" : 1000 },
                "b" : { "priority" : 20, "loop" : 1, "delay" : 100, "run" : 1000 },
                "c" : { "priority" : 30, "loop" : 1, "delay" : 200, "run" : 1000 },
                "d" : { "priority" : 40, "loop" : 1, "delay" : 300, "run" : 1000 } } }
            """,
            Lab.Ideal(processors: 2));

        // From 300 µs on c and d run; b goes on when c has ended, and a, which deserves least, when d has.
        string[] ends = [.. Lab.Story(result, Finished).Select(line => line.Split(' ')[0] + line.Split(' ')[3])];
        Assert.Equal(["1200c", "1300d", "2000b", "2100a"], ends);
    }
}
