using Baton.Checker;
using LazyInitializer;

namespace Baton.Samples.Tests;

public sealed class LazyInitializerTests
{
    [Fact]
    public void Broken_WithoutOrders_IsADataRaceThatDotNetHides()
    {
        CheckResult result = Check(LazyRules.Broken);
        Assert.Equal(Verdict.Fails, result.Verdict);
        Assert.Equal(FailureKind.DataRace, result.Failure!.Kind);
        Assert.Empty(result.Failure.Trace!.Fixes);
        Assert.True(result.Failure.HoldsOnDotNet, "The orders that .NET gives today hide the mistake.");
    }

    [Theory]
    [InlineData(MemoryOrder.Relaxed, MemoryOrder.Release, MemoryOrder.Acquire)]
    [InlineData(MemoryOrder.Acquire, MemoryOrder.Relaxed, MemoryOrder.Release)]
    public void Broken_InOneOrder_IsBlamedOnTheOther(MemoryOrder look, MemoryOrder publish, MemoryOrder missing)
    {
        CheckResult result = Check(new LazyRules(look, publish));
        Assert.Equal(FailureKind.DataRace, result.Failure!.Kind);
        OrderFix fix = Assert.Single(result.Failure.Trace!.Fixes);
        Assert.Equal(missing, fix.Order);
        Assert.EndsWith("LazySettings.cs", fix.File, StringComparison.Ordinal);
    }

    [Fact]
    public void Broken_WithoutSecondCheck_MakesTwoSettingsInAPlainInterleaving()
    {
        CheckResult result = Check(LazyRules.CheckedOnce);
        Assert.Equal(FailureKind.FinalState, result.Failure!.Kind);
        Assert.Equal("All threads get the same settings.", result.Failure.Message);
        Assert.True(result.Failure.Trace!.IsInterleaving);
        Assert.False(result.Failure.HoldsOnDotNet);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Mended_ForSomeThreads_HoldsInEveryExecution(int threads)
    {
        CheckResult result = new Checker.Checker().Run(() => new LazyProgram(LazyRules.Mended, threads));
        Assert.Equal(Verdict.Holds, result.Verdict);
        Assert.Null(result.Remark);
        Assert.InRange(result.Seen.Complete, 2, long.MaxValue);
    }

    [Fact]
    public void Failure_Replayed_FailsAgain()
    {
        string token = Check(LazyRules.Broken).Failure!.ReplayToken;
        CheckResult again = new Checker.Checker().Replay(() => new LazyProgram(LazyRules.Broken), token);
        Assert.Equal(FailureKind.DataRace, again.Failure!.Kind);
    }

    private static CheckResult Check(LazyRules rules) => new Checker.Checker().Run(() => new LazyProgram(rules));
}
