// Reports over made-up figures, so that every ratio and every word can be checked by hand.

using System.Text.Json.Nodes;
using Baton.Cli.Reports;
using Baton.Rivals;
using Spectre.Console.Testing;

namespace Baton.Cli.Tests;

public sealed class ComparisonTests
{
    private static readonly Measure[] Measures = [Measure.Throughput, Measure.MinOverMax, Measure.WaitLongest];

    private static Comparison Sample(double handoffSpeed = 950_000, double handoffLongest = 20e6, double handoffFairness = 0.6) => new(
        "64 threads",
        Measures,
        [
            new ComparisonRow(RivalCatalog.Handoff, [handoffSpeed, handoffFairness, handoffLongest], 3, 0, 0.02),
            new ComparisonRow(RivalCatalog.Lock, [1_000_000, 0, 1e9], 3, 0, 0.01),
            new ComparisonRow(RivalCatalog.Monitor, [800_000, 0.05, 500e6], 3, 0, 0.2),
        ]);

    [Fact]
    public void Baseline_WithThePlatformsLock_IsThatOne() => Assert.Equal(RivalCatalog.Lock, Sample().Baseline.Rival);

    [Fact]
    public void Ratio_OfAFigure_IsToTheBaselines()
    {
        Comparison comparison = Sample();

        Assert.Equal(0.95, comparison.Ratio(comparison.Rows[0], Measure.Throughput), 12);
        Assert.Equal(0.02, comparison.Ratio(comparison.Rows[0], Measure.WaitLongest), 12);
    }

    [Fact]
    public void Medians_OverRounds_AreTakenFigureByFigure() =>
        Assert.Equal([2, 20], ComparisonRow.Medians<(int A, int B)>([(1, 30), (2, 10), (3, 20)], each => each.A, each => each.B));

    [Fact]
    public void PlainWords_OfAShorterTailAtTheSameSpeed_SayBoth()
    {
        IReadOnlyList<string> words = PlainWords.For(Sample(handoffSpeed: 970_000));

        Assert.Equal(
            "HandoffMutex made as many acquisitions as System.Threading.Lock, and its longest wait, 20 ms, was 50 times " +
            "shorter than the 1 s of System.Threading.Lock.",
            words[0]);
        Assert.Equal(
            "Compared with the luckiest caller, the unluckiest got the lock 60 % as often under HandoffMutex and never under " +
            "System.Threading.Lock.",
            words[1]);
    }

    [Theory]
    [InlineData(960_000, "made as many acquisitions as")]
    [InlineData(1_300_000, "made 30 % more acquisitions than")]
    [InlineData(3_100_000, "made 3.1 times as many acquisitions as")]
    public void PlainWords_OfAnySpeed_FindTheMeasureThatFits(double speed, string expected) =>
        Assert.Contains(expected, PlainWords.For(Sample(handoffSpeed: speed))[0], StringComparison.Ordinal);

    [Fact]
    public void PlainWords_OfAWorseLock_SayThatToo()
    {
        string words = PlainWords.For(Sample(handoffSpeed: 400_000, handoffLongest: 3e9))[0];

        Assert.Contains("made 60 % fewer acquisitions than", words, StringComparison.Ordinal);
        Assert.Contains("3.0 times longer than", words, StringComparison.Ordinal);
    }

    [Fact]
    public void PlainWords_OfASingleLock_SayNothing() =>
        Assert.Empty(PlainWords.For(new Comparison("one", Measures, [Sample().Rows[1]])));

    [Fact]
    public void JsonReport_OfAComparison_HasFiguresAndRatios()
    {
        JsonNode row = JsonReport.ToJson([Sample()])["comparisons"]![0]!["locks"]![0]!;

        Assert.Equal("handoff", (string?)row["lock"]);
        Assert.Equal(950_000, (double)row["figures"]!["throughputPerSecond"]!);
        Assert.Equal(0.95, (double)row["ratiosToBaseline"]!["throughputPerSecond"]!);
        Assert.Null(row["ratiosToBaseline"]!["minOverMax"]);
    }

    [Fact]
    public void JsonReport_OfARatioToZero_IsStillJson()
    {
        var comparison = new Comparison("idle", [Measure.Throughput],
            [new ComparisonRow(RivalCatalog.Handoff, [5], 1), new ComparisonRow(RivalCatalog.Lock, [0], 1)]);

        string text = JsonReport.Write(JsonReport.ToJson([comparison]));

        Assert.Null(JsonNode.Parse(text)!["comparisons"]![0]!["locks"]![0]!["ratiosToBaseline"]!["throughputPerSecond"]);
    }

    [Fact]
    public void MarkdownReport_OfAComparison_HasARowForEachLock()
    {
        string text = MarkdownReport.Write([Sample()]);

        Assert.Contains("| lock | ops/s | min/max | longest |", text, StringComparison.Ordinal);
        Assert.Contains("| HandoffMutex | 950 k (0.95) | 0.60 | 20 ms (0.02) |", text, StringComparison.Ordinal);
        Assert.Contains("Medians of 3 rounds; ratios to System.Threading.Lock. Other processes used up to 20 %", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(70, true)]
    [InlineData(60, false)]
    public void ConsoleTable_OnANarrowTerminal_GivesUpRatiosAndBreaksNoFigure(int width, bool hasRatios)
    {
        using TestConsole console = new TestConsole().Width(width);

        ConsoleTable.Write(console, Sample());

        Assert.Equal(hasRatios, console.Output.Contains("ratio ", StringComparison.Ordinal));
        Assert.Contains("950 k", console.Output, StringComparison.Ordinal);
        Assert.Contains("500 ms", console.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ConsoleTable_OfABrokenLock_SaysSo()
    {
        using TestConsole console = new TestConsole().Width(120);
        var comparison = new Comparison("broken", [Measure.Throughput], [new ComparisonRow(RivalCatalog.Lock, [1], 1, Violations: 7)]);

        ConsoleTable.Write(console, comparison);

        Assert.Contains("let two callers in at once 7 times", console.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void GridSummary_OfTwoCells_HoldsEachAgainstTheBetterPlatformLock()
    {
        var slowLock = new Comparison("second", Measures,
        [
            new ComparisonRow(RivalCatalog.Handoff, [1_000_000, 0.9, 10e6], 3),
            new ComparisonRow(RivalCatalog.Lock, [500_000, 0.8, 100e6], 3),
            new ComparisonRow(RivalCatalog.Monitor, [2_000_000, 0.7, 40e6], 3),
        ]);

        Comparison summary = GridSummary.Of([Sample(handoffSpeed: 500_000), slowLock])!;

        // Half of Lock in one cell and half of Monitor in the other; longest waits 0.02 and 0.1 of Lock's.
        Assert.Equal([0.5, 0.5, Math.Sqrt(0.002), 0.1, 0.6], summary.Rows[0].Figures.Select(figure => Math.Round(figure, 12)), Close);
    }

    [Fact]
    public void GridSummary_OfOneCell_IsNone() => Assert.Null(GridSummary.Of([Sample()]));

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-9;
}
