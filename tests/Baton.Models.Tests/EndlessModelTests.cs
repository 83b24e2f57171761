using Baton.Checker;
using Xunit;

namespace Baton.Models.Tests;

public sealed class EndlessModelTests
{
    public static TheoryData<string> QuickModels { get; } =
        [.. EndlessModel.All.Where(model => model.Effort == Effort.Quick).Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(QuickModels))]
    public void EndlessModel_InEveryState_KeepsOrBreaksItsPromise(string name)
    {
        EndlessModel model = EndlessModel.Find(name)!;
        StatefulResult result = new StatefulChecker(model.Promise).Run(model.Factory, null, TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine($"{result}{Environment.NewLine}{string.Join(Environment.NewLine, result.Trace)}");
        Assert.Equal(model.Expected, result.Verdict);
        Assert.True(result.States > 100, "A handful of states is no model.");
    }
}
