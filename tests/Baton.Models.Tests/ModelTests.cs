using System.Text.RegularExpressions;
using Baton.Checker;
using Baton.Platform;
using Xunit;

namespace Baton.Models.Tests;

public sealed class ModelTests
{
    // Seconds on a machine that has nothing else to do. What is not exhausted by then is a failure: a quick model that grew.
    private static readonly TimeSpan TimeMax = TimeSpan.FromMinutes(3);

    private static readonly List<string> Headers =
    [
        .. typeof(Model).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("source/models/Baton.Models/Programs/", StringComparison.Ordinal)).Select(ReadHeader),
    ];

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

    // Each execution of threads that do the same is one of n! that differ in the threads' names. What arrives in the order of
    // the names must be exactly one in n!, or either exploration is not what it says.
    [Theory]
    [InlineData(2, 2, false)]
    [InlineData(3, 1, false)]
    [InlineData(3, 1, true)]
    [InlineData(4, 1, true)]
    public void Threads_InTheOrderOfTheirNames_HaveOneExecutionInNFactorial(int threads, int turns, bool asks)
    {
        Passing patience = asks ? Passing.AtOnce : Passing.Never;
        long inAnyOrder = Count(inOrder: false);
        long inOrder = Count(inOrder: true);
        TestContext.Current.TestOutputHelper?.WriteLine($"{inAnyOrder:N0} executions, {inOrder:N0} in order");
        Assert.Equal(Enumerable.Range(1, threads).Aggregate(1, (product, n) => product * n) * inOrder, inAnyOrder);

        long Count(bool inOrder) =>
            new Checker.Checker().Run(() => new Threads(
                threads, turns, allPaths: false, new Machine(patience) { ArrivesInOrder = inOrder, GuessesFreely = asks })).Seen.Complete;
    }

    public static TheoryData<string> AllNames { get; } =
        [.. ModelCatalog.All.Where(model => model.Effort != Effort.Example).Select(model => model.Name), .. EndlessModel.All.Select(model => model.Name)];

    // What a model covers, and at which bounds, is said where it is written.
    [Theory]
    [MemberData(nameof(AllNames))]
    public void Header_OfTheFileOfAModel_NamesItAndWhatItCovers(string name) =>
        Assert.Contains(Headers, header =>
            Regex.IsMatch(header, $@"(?<![\w-]){Regex.Escape(name)}(?![\w-])") && Regex.IsMatch(header, @"\bI\d+\b"));

    [Fact]
    public void Names_OfModels_AreDistinct() =>
        Assert.Equal(ModelCatalog.All.Count, ModelCatalog.All.Select(model => model.Name).Distinct().Count());

    private static string ReadHeader(string resource)
    {
        using var reader = new StreamReader(typeof(Model).Assembly.GetManifestResourceStream(resource)!);
        return string.Join('\n', reader.ReadToEnd().Split('\n').TakeWhile(line => line.StartsWith("//", StringComparison.Ordinal)));
    }
}
