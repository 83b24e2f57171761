namespace Baton.Simulator.Tests;

public sealed class FuzzTests
{
    /// <summary>How many seeds; the environment may ask for more.</summary>
    private static readonly long Count =
        long.TryParse(Environment.GetEnvironmentVariable("BATON_FUZZ_SCHEDULES"), out long asked) ? asked : 10_000;

    [Fact]
    public void Scheduler_UnderRandomWorkloadsAndFaults_ViolatesNothing()
    {
        FuzzResult result = Fuzzer.Run(1, Count, Environment.ProcessorCount, null, TestContext.Current.CancellationToken);

        Assert.Empty(result.Findings.Select(finding => $"seed {finding.Seed}: {finding.Violation.Message}"));
        Assert.Equal(Count, result.Simulations);
        Assert.True(result.Events > Count * 10, $"Only {result.Events} events: hardly anything was tried.");
    }

    [Fact]
    public void Fuzzer_OnOneThreadAndOnFour_DoesTheSame()
    {
        FuzzResult alone = Fuzzer.Run(1_000, 200, 1, null, TestContext.Current.CancellationToken);
        FuzzResult together = Fuzzer.Run(1_000, 200, 4, null, TestContext.Current.CancellationToken);

        Assert.Equal(alone.Events, together.Events);
    }

    [Fact]
    public void RandomCases_ReachEveryPartOfTheProtocol()
    {
        var seen = new HashSet<TraceEventKind>();
        for (long seed = 1; seed <= 500; seed++)
        {
            FuzzCase tried = Fuzzer.CaseFor(seed);
            seen.UnionWith(Lab.Run(tried.Workload, tried.Options with { KeepsTrace = true }).Trace!.Events.Select(each => each.Kind));
        }

        TraceEventKind[] never = [.. Enum.GetValues<TraceEventKind>().Where(kind => !seen.Contains(kind))];
        Assert.Equal([TraceEventKind.DeadlockFound, TraceEventKind.TimerMissed], never);
    }
}
