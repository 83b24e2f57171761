using Baton.Checker;
using TreiberStack;

namespace Baton.Samples.Tests;

public sealed class TreiberStackTests
{
    [Theory]
    [InlineData(MemoryOrder.Relaxed, MemoryOrder.Acquire, MemoryOrder.Release)]
    [InlineData(MemoryOrder.Release, MemoryOrder.Relaxed, MemoryOrder.Acquire)]
    public void Unordered_PassingContent_IsADataRaceBlamedOnTheMissingOrder(
        MemoryOrder publish, MemoryOrder find, MemoryOrder missing)
    {
        CheckResult result = Check(() => new MessagePassing(new StackRules(publish, find, CountsChanges: true)));
        Assert.Equal(FailureKind.DataRace, result.Failure!.Kind);
        Assert.NotEmpty(result.Failure.Trace!.Fixes);
        Assert.All(result.Failure.Trace.Fixes, fix => Assert.Equal(missing, fix.Order));
        Assert.All(result.Failure.Trace.Fixes, static fix => Assert.EndsWith("PooledStack.cs", fix.File, StringComparison.Ordinal));
        Assert.True(result.Failure.HoldsOnDotNet, "An exchange of .NET's is stronger than what this one declares.");
    }

    [Fact]
    public void Unordered_ReusingNodes_FollowsAStaleSuccessorThatNoInterleavingExplains()
    {
        CheckResult result = Check(() => new NodeReuse(StackRules.Unordered));
        Assert.Equal(FailureKind.FinalState, result.Failure!.Kind);
        Assert.False(result.Failure.Trace!.IsInterleaving);
        Assert.Contains(
            result.Failure.Trace.Steps,
            static step => step.Stale is not null && step.Text.StartsWith("next[1]", StringComparison.Ordinal));
    }

    [Fact]
    public void Uncounted_ReusingNodes_LosesTrackOfThemInAPlainInterleaving()
    {
        CheckResult result = Check(() => new NodeReuse(StackRules.Uncounted));
        Assert.Equal(FailureKind.FinalState, result.Failure!.Kind);
        Assert.True(result.Failure.Trace!.IsInterleaving);
        Assert.False(result.Failure.HoldsOnDotNet);
    }

    [Fact]
    public void Mended_PassingContent_HoldsInEveryExecution() => Holds(() => new MessagePassing(StackRules.Mended));

    [Fact]
    public void Mended_ReusingNodes_HoldsInEveryExecution() => Holds(() => new NodeReuse(StackRules.Mended));

    private static void Holds(Func<CheckedProgram> program)
    {
        CheckResult result = Check(program);
        Assert.Equal(Verdict.Holds, result.Verdict);
        Assert.Null(result.Remark);
        Assert.InRange(result.Seen.Complete, 2, long.MaxValue);
    }

    private static CheckResult Check(Func<CheckedProgram> program) => new Checker.Checker().Run(program);
}
