// The torture of tests/Baton.Torture, for a moment: enough to see that it runs, that the mutex stands it, and that it finds
// a lock that is broken. It is run for hours elsewhere (CONTRIBUTING.md).

using Baton.Torture;
using Xunit;

namespace Baton.Tests.Mutex;

[Collection(nameof(RunAlone))]
public sealed class TortureTests
{
    private static readonly TortureOptions Brief = new()
    {
        AcquisitionsMax = 60_000,
        Duration = TimeSpan.FromSeconds(20),
        Stutter = TimeSpan.FromMilliseconds(200),
        LifeSpan = 300,
        Seed = 20161007,
    };

    [Theory]
    [InlineData("handoff", false)]
    [InlineData("handoff", true)]
    [InlineData("handoff-always", false)]
    [InlineData("handoff-nospin", true)]
    [InlineData("handoff-managed", false)]
    public void Torture_OfTheMutex_FindsNoFault(string name, bool countBypasses)
    {
        AssertFaultless(Brief with
        {
            Lock = name,
            CountBypasses = countBypasses,
            AcquisitionsMax = name == "handoff-always" ? 20_000 : Brief.AcquisitionsMax,
        });
    }

    [Theory]
    [InlineData("lock")]
    [InlineData("semaphore")]
    public void Torture_OfThePlatformsLocks_FindsNoFault(string name) =>
        AssertFaultless(Brief with { Lock = name, AcquisitionsMax = 20_000 });

    [Fact]
    public void Torture_OfABustedLock_FindsTheViolations()
    {
        StringWriter output = new();

        IReadOnlyList<string> faults = new TortureRun(Brief with { Lock = "busted" }, output).Run(CancellationToken.None);

        Assert.Contains(faults, fault => fault.Contains("violations of mutual exclusion", StringComparison.Ordinal));
        Assert.Contains("--seed 20161007", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Torture_ThatComesToAStandstill_ReportsWhoWaitsForWhat()
    {
        StringWriter output = new();

        IReadOnlyList<string> faults = new TortureRun(
            Brief with { Lock = "stuck", Locks = 1, LifeSpan = 0, StallLimit = TimeSpan.FromSeconds(0.5) }, output).Run(CancellationToken.None);

        Assert.Contains(faults, fault => fault.StartsWith("nobody acquired anything", StringComparison.Ordinal));
        Assert.Contains("wants lock 0 for", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("0 exits left", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Torture_ThatIsInterrupted_EndsCleanlyWithItsSummary()
    {
        StringWriter output = new();
        using CancellationTokenSource interrupted = new(TimeSpan.FromMilliseconds(100));

        IReadOnlyList<string> faults =
            new TortureRun(Brief with { AcquisitionsMax = long.MaxValue, Duration = TimeSpan.FromHours(1) }, output)
                .Run(interrupted.Token);

        Assert.True(faults.Count == 0, output.ToString());
        Assert.Contains("no fault found", output.ToString(), StringComparison.Ordinal);
    }

    private static void AssertFaultless(TortureOptions options)
    {
        StringWriter output = new();

        IReadOnlyList<string> faults = new TortureRun(options, output).Run(CancellationToken.None);

        Assert.True(faults.Count == 0, output.ToString());
    }
}
