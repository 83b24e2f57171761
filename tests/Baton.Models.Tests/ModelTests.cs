using Baton.Checker;
using Xunit;

namespace Baton.Models.Tests;

public sealed class ModelTests
{
    // What a model has left when this is over is explored by `baton check`, not by each run of the tests.
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(3);

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
        Assert.True(result.Seen.Complete > 0, "Nothing was explored.");
    }

    [Fact]
    public void Names_OfModels_AreDistinct() =>
        Assert.Equal(ModelCatalog.All.Count, ModelCatalog.All.Select(model => model.Name).Distinct().Count());
}
