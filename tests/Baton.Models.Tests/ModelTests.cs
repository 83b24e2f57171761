using Baton.Checker;
using Xunit;

namespace Baton.Models.Tests;

public sealed class ModelTests
{
    // Seconds on a machine that has nothing else to do. What is not exhausted by then is a failure: a quick model that grew.
    private static readonly TimeSpan TimeMax = TimeSpan.FromMinutes(3);

    public static TheoryData<string> QuickModels { get; } =
        [.. ModelCatalog.All.Where(model => model.Effort == Effort.Quick).Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(QuickModels))]
    public void QuickModel_InEveryExecution_Holds(string name)
    {
        Model model = ModelCatalog.Find(name)!;
        CheckResult result = new Checker.Checker(new CheckerOptions { TimeMax = TimeMax }).Run(model.Factory);
        TestContext.Current.TestOutputHelper?.WriteLine(result.ToString());
        Assert.True(result.Failure is null, $"{result}{Environment.NewLine}{result.Failure?.Trace}");
        Assert.Equal(Verdict.Holds, result.Verdict);
        Assert.True(result.Seen.Complete > 0, "Nothing was explored.");
    }

    [Fact]
    public void Names_OfModels_AreDistinct() =>
        Assert.Equal(ModelCatalog.All.Count, ModelCatalog.All.Select(model => model.Name).Distinct().Count());
}
