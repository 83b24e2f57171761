using System.Diagnostics;
using Baton.Measures;

namespace Baton.Cli.Tests;

public sealed class WaitDistributionTests
{
    private static readonly double NanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    [Fact]
    public void At_OfThousandEvenWaits_IsWithinOnePercent()
    {
        WaitDistribution waits = Record(Enumerable.Range(1, 1_000).Select(i => i * 1_000L));

        Assert.Equal(1_000, waits.Count);
        AssertNear(500_000, waits.At(50));
        AssertNear(990_000, waits.At(99));
        AssertNear(999_000, waits.At(99.9));
    }

    [Fact]
    public void Longest_IsExact_AndNoPercentileExceedsIt()
    {
        WaitDistribution waits = Record([5, 1_234_567]);

        Assert.Equal(1_234_567 * NanosecondsPerTick, waits.Longest.Value, 6);
        Assert.Equal(waits.Longest, waits.At(100));
    }

    [Fact]
    public void Record_ANegativeWait_CountsAsNone() => Assert.Equal(Nanoseconds.Zero, Record([-3]).Longest);

    [Fact]
    public void At_WithoutWaits_IsZero() => Assert.Equal(Nanoseconds.Zero, Record([]).At(50));

    [Fact]
    public void Complement_FromShortestToLongest_FallsFromAllToOne()
    {
        (Nanoseconds Wait, double PartAtLeast)[] points = [.. Record([10, 10, 20, 50_000]).Complement()];

        Assert.Equal([1, 0.5, 0.25], points.Select(point => point.PartAtLeast));
        Assert.Equal(50_000 * NanosecondsPerTick, points[^1].Wait.Value, 6);
        Assert.Equal(points.OrderBy(point => point.Wait), points);
    }

    [Fact]
    public void Merge_OfTwoRuns_HasTheWaitsOfBoth()
    {
        WaitDistribution merged = WaitDistribution.Merge([Record([100, 100, 100]), Record([9_000])]);

        Assert.Equal(4, merged.Count);
        Assert.Equal(9_000 * NanosecondsPerTick, merged.Longest.Value, 6);
        AssertNear(100, merged.At(75));
    }

    private static WaitDistribution Record(IEnumerable<long> ticks)
    {
        var recorder = new WaitRecorder();
        foreach (long wait in ticks)
            recorder.Record(wait);

        return WaitRecorder.Merge([recorder]);
    }

    private static void AssertNear(double ticks, Nanoseconds actual) =>
        Assert.InRange(actual.Value / (ticks * NanosecondsPerTick), 0.99, 1.01);
}
