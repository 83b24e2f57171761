using Baton.Checker;
using Baton.Models.Mutations;
using Xunit;

namespace Baton.Models.Tests;

public sealed class MutationTests
{
    // What fails, fails within seconds, even on a busy machine. Where nothing is to be found a look is enough here, and
    // `baton check --mutations` looks longer.
    private static readonly TimeSpan TimeToFail = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TimeToLook = TimeSpan.FromSeconds(2);

    public static TheoryData<string> Names { get; } = [.. MutationCatalog.All.Select(mutation => mutation.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Edits_OfMutation_StillApply(string name)
    {
        MutantSource source = Named(name).Edits.Aggregate(MutantSource.Original, (source, edit) => source.With(edit));
        using Mutant? mutant = source.Compile(out IReadOnlyList<string> errors);
        Assert.Empty(errors);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Verdict_OnMutation_IsTheExpectedOne(string name)
    {
        Mutation mutation = Named(name);
        var options = new CheckerOptions { TimeMax = mutation.Expected == Expectation.Equivalent ? TimeToLook : TimeToFail };
        MutationResult result = MutationRun.Try(mutation, options, TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine(result.ToString());
        Assert.True(
            result.IsAsExpected, $"{name} was expected to be {mutation.Expected} and is {result.Found}: {result.Model} {result.Message}");
    }

    [Fact]
    public void Original_Compiled_HasTheSameModels()
    {
        using Mutant? original = MutantSource.Original.Compile(out IReadOnlyList<string> errors);
        Assert.Empty(errors);
        CheckResult result = new Checker.Checker(new CheckerOptions { Workers = 1 }).Run(original!.FactoryOf("parker-two"));
        Assert.Equal(Verdict.Holds, result.Verdict);
    }

    [Fact]
    public void Equivalents_OfMutations_HaveAReason() =>
        Assert.All(MutationCatalog.All, mutation => Assert.Equal(mutation.Expected == Expectation.Equivalent, mutation.Reason.Length > 0));

    private static Mutation Named(string name) => MutationCatalog.All.Single(mutation => mutation.Name == name);
}
