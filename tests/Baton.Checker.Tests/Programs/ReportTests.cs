using Xunit;
using static Baton.Checker.MemoryOrder;

namespace Baton.Checker.Tests.Programs;

public sealed class ReportTests
{
    [Fact]
    public void Report_OfAReordering_MarksTheStaleReads()
    {
        string report = TextReport.Of(StoreBuffering(), replayCommand: "baton replay {0}");
        TestContext.Current.TestOutputHelper?.WriteLine(report);
        Assert.Contains("No interleaving gives this", report, StringComparison.Ordinal);
        Assert.Contains("is stale", report, StringComparison.Ordinal);
        Assert.Contains("One of the threads sees the other.", report, StringComparison.Ordinal);
        Assert.Contains("ReportTests.cs:", report, StringComparison.Ordinal);
        Assert.Contains("baton replay ", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_OfALostWake_IsAPlainInterleaving()
    {
        CheckResult result = new Checker().Run(() => new KernelMutex(2, 1, bug: KernelMutexBug.UnlockForgetsToWake));
        string report = TextReport.Of(result);
        TestContext.Current.TestOutputHelper?.WriteLine(report);
        Assert.Contains("A plain interleaving", report, StringComparison.Ordinal);
        Assert.Contains("waits on permit", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_OfARace_NamesTheOrderThatIsMissing()
    {
        CheckResult result = new Checker().Run(() => new KernelMutex(2, 1, bug: KernelMutexBug.UnlockRelaxed));
        string report = TextReport.Of(result);
        TestContext.Current.TestOutputHelper?.WriteLine(report);
        Assert.Contains("KernelMutex.cs:", report, StringComparison.Ordinal);
        Assert.Contains(result.Failure!.Trace!.Fixes, f => f.Order is Release or AcquireRelease);
        Assert.True(result.Failure.HoldsOnDotNet);
    }

    [Fact]
    public void Picture_OfATrace_IsWellFormedAndShowsEveryStep()
    {
        Trace trace = StoreBuffering().Failure!.Trace!;
        var document = System.Xml.Linq.XDocument.Parse(SvgPicture.Of(trace, "store buffering"));
        Assert.Equal(trace.Steps.Count, document.Descendants().Count(e => e.Name.LocalName == "g"));
    }

    // Between the middle of its first row and the middle of its last an arrow goes up or down in a gap: there must be no box.
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Picture_OfATrace_HasNoArrowAcrossABox(int lockers)
    {
        CheckResult result = new Checker().Run(() => new KernelMutex(lockers, 1, bug: KernelMutexBug.UnlockForgetsToWake));
        var document = System.Xml.Linq.XDocument.Parse(SvgPicture.Of(result.Failure!.Trace!, "a lost wake"));
        List<(int Left, int Right, int Top, int Bottom)> boxes =
        [
            .. document.Descendants().Where(e => e.Name.LocalName == "g").Select(e => e.Elements().First()).Select(box =>
                ((int)box.Attribute("x")!, (int)box.Attribute("x")! + (int)box.Attribute("width")!,
                (int)box.Attribute("y")!, (int)box.Attribute("y")! + (int)box.Attribute("height")!)),
        ];
        List<int[]> arrows =
        [
            .. document.Descendants().Where(e => e.Name.LocalName == "path" && e.Attribute("marker-end") is not null)
                .Select(e => System.Text.RegularExpressions.Regex.Matches((string)e.Attribute("d")!, "\\d+").Select(m => int.Parse(m.Value, null)).ToArray()),
        ];
        Assert.NotEmpty(arrows);
        foreach (int[] at in arrows)
        {
            (int fromX, int fromY, int lane, int toY, int toX) = (at[0], at[1], at[3], at[^2], at[^1]);
            Assert.Single(boxes, box => (fromX == box.Left || fromX == box.Right) && fromY > box.Top && fromY < box.Bottom);
            Assert.Single(boxes, box => (toX == box.Left || toX == box.Right) && toY > box.Top && toY < box.Bottom);
            Assert.DoesNotContain(boxes, box => lane >= box.Left && lane <= box.Right);
            Assert.DoesNotContain(boxes, box => fromY > box.Top && fromY < box.Bottom && Math.Min(fromX, lane) < box.Right && Math.Max(fromX, lane) > box.Left);
            Assert.DoesNotContain(boxes, box => toY > box.Top && toY < box.Bottom && Math.Min(toX, lane) < box.Right && Math.Max(toX, lane) > box.Left);
        }
    }

    [Fact]
    public void PlainValue_WithoutALine_IsFoundOnTheStack()
    {
        CheckResult result = new Checker().Run(() =>
        {
            var field = new Plain<int>(0, "field");
            return CheckedProgram.Of("property", [() => field.Value = 1, () => field.Value = 2]);
        });
        Assert.All(result.Failure!.Trace!.Steps, s => Assert.EndsWith("ReportTests.cs", s.File, StringComparison.Ordinal));
    }

    private static CheckResult StoreBuffering() => new Checker().Run(() =>
    {
        var x = new AtomicInt32(0, "x");
        var y = new AtomicInt32(0, "y");
        int sawX = 0;
        int sawY = 0;
        return CheckedProgram.Of(
            "store buffering",
            [
                () =>
                {
                    x.Store(1, Relaxed);
                    sawY = y.Load(Relaxed);
                },
                () =>
                {
                    y.Store(1, Relaxed);
                    sawX = x.Load(Relaxed);
                },
            ],
            () => Check.That(sawX + sawY > 0, "One of the threads sees the other."));
    });
}
