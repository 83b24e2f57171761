// The three workloads that show what inversion is, each with nothing, with classic inheritance, and with proxy execution.

using Baton.Timelines;
using Baton.Workloads.Model;

namespace Baton.Simulator.Tests;

public sealed class InversionTests
{
    private const long Millisecond = 1_000_000;

    [Theory]
    [InlineData(OwnerSupport.None, 7, 20)]
    [InlineData(OwnerSupport.Inheritance, 0, 2.3)]
    [InlineData(OwnerSupport.Proxy, 0, 2.3)]
    public void ThreeTasks_UrgentOnesLongestResponse_IsBoundedByTheTwoThatMatterUnlessNobodyHelps(OwnerSupport support, double least, double most)
    {
        SimulationResult result = Lab.Run(Lab.Example("inversion.json"), Lab.Ideal(support: support));

        Assert.InRange(result.Of("ui").Activity.ResponseTime.Max / (double)Millisecond, least, most);
    }

    [Fact]
    public void ThreeTasks_WithoutHelp_TheCulpritHasAName()
    {
        SimulationResult result = Lab.Run(Lab.Example("inversion.json"), Lab.Ideal(support: OwnerSupport.None));

        Inversion worst = result.WorstInversions[0];
        Assert.Equal(("ui-0", "db", "backup-2", "index-1"), (worst.Victim, worst.Mutex, worst.Owner, worst.Culprit));
        Assert.InRange(worst.InversionNanoseconds, 1 * Millisecond, 6 * Millisecond);
        Assert.True(worst.WaitNanoseconds > worst.InversionNanoseconds);
    }

    [Theory]
    [InlineData(OwnerSupport.Inheritance)]
    [InlineData(OwnerSupport.Proxy)]
    public void ThreeTasks_WithHelp_NobodyIsInverted(OwnerSupport support)
    {
        SimulationResult result = Lab.Run(Lab.Example("inversion.json"), Lab.Ideal(support: support));

        Assert.Empty(result.WorstInversions);
        Assert.Equal(0, result.Of("ui").InversionNanoseconds);
    }

    [Theory]
    [InlineData(OwnerSupport.None, true)]
    [InlineData(OwnerSupport.Inheritance, false)]
    [InlineData(OwnerSupport.Proxy, false)]
    public void Pathfinder_MissesItsCycle_OnlyIfNobodyHelps(OwnerSupport support, bool misses)
    {
        SimulationResult result = Lab.Run(Lab.Example("pathfinder.json"), Lab.Ideal(support: support));

        Assert.Equal(misses, result.Of("bus").Activity.Slack.MissedCount > 0);
    }

    [Theory]
    [InlineData(OwnerSupport.None, true)]
    [InlineData(OwnerSupport.Inheritance, false)]
    [InlineData(OwnerSupport.Proxy, false)]
    public void ChainOfFour_KeepsItsHeadWaitingForStrangers_OnlyIfNobodyHelps(OwnerSupport support, bool waits)
    {
        SimulationResult result = Lab.Run(Lab.Example("chain.json"), Lab.Ideal(support: support));

        Assert.Equal(waits, result.Of("head").InversionNanoseconds > 0);
        Assert.Equal(waits, result.InversionTotals.Any(total => total.Culprit == "noise" && total.Victim == "head"));
    }

    [Theory]
    [InlineData(OwnerSupport.None, true)]
    [InlineData(OwnerSupport.Inheritance, false)]
    [InlineData(OwnerSupport.Proxy, false)]
    public void AudioEngine_ComesTooLate_OnlyIfNobodyHelps(OwnerSupport support, bool isLate)
    {
        SimulationResult result = Lab.Run(Lab.Example("audio.json"), new SimulationOptions { Support = support });

        Assert.Equal(isLate, result.Of("callback").Activity.Slack.MissedCount > 0);
    }

    [Fact]
    public void FileThatAsksForInheritance_IsReadAsSuch()
    {
        Workload workload = Lab.Read("""{ "global" : { "pi_enabled" : true }, "tasks" : { "t" : { "loop" : 1, "run" : 1 } } }""");

        Assert.True(workload.Global.PriorityInheritance);
    }
}
