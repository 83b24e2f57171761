// The measures against exact computation, and the timers and the log against the language's definition.

using Baton.Workloads.Execution;
using Baton.Workloads.Execution.Measures;
using Baton.Workloads.Model;
using CsCheck;

namespace Baton.Workloads.Tests;

public sealed class MeasureTests
{
    /// <summary>The histograms keep two digits, so a percentile may be off by 1 %.</summary>
    private const double Precision = 0.01;

    [Fact]
    public void Durations_AnySequence_AgreeWithTheSortedOnes() =>
        Gen.Long[0, 10_000_000_000].Array[1, 200].Sample(values =>
        {
            var recorder = new DurationRecorder();
            Array.ForEach(values, recorder.Record);
            Distribution measured = recorder.ToDistribution();
            long[] sorted = [.. values.Order()];
            Assert.Equal((values.Length, sorted[0], sorted[^1]), (measured.Count, measured.Min, measured.Max));
            Assert.Equal(values.Average(), measured.Mean, 1e-3 * (1 + values.Average()));
            AssertNear(Rank(sorted, 50), measured.P50);
            AssertNear(Rank(sorted, 99), measured.P99);
            AssertNear(Rank(sorted, 99.9), measured.P999);
        }, iter: 500);

    [Fact]
    public void Durations_AsACurve_RiseToTheLongestAndAreExceededByNoMoreThanTheySay() =>
        Gen.Long[0, 10_000_000_000].Array[1, 200].Sample(values =>
        {
            var recorder = new DurationRecorder();
            Array.ForEach(values, recorder.Record);
            ValueList<CurvePoint> curve = recorder.ToDistribution().Curve;
            Assert.Equal((0, values.Min()), (curve[0].Share, curve[0].Value));
            Assert.Equal((1, values.Max()), (curve[^1].Share, curve[^1].Value));
            Assert.Equal(curve.Select(point => point.Share).Order(), curve.Select(point => point.Share));
            Assert.Equal(curve.Select(point => point.Value).Order(), curve.Select(point => point.Value));
            foreach (CurvePoint point in curve)
            {
                double atMost = values.Count(value => value <= point.Value * (1 + Precision)) / (double)values.Length;
                Assert.True(atMost >= point.Share - 1e-9, $"{point}: {atMost} of {values.Length}");
            }
        }, iter: 300);

    [Fact]
    public void Durations_TwoRecordersAdded_AreAsOneThatSawAll() =>
        Gen.Select(Gen.Long[0, 1_000_000].Array[0, 50], Gen.Long[0, 1_000_000].Array[0, 50]).Sample((first, second) =>
        {
            var all = new DurationRecorder();
            Array.ForEach([.. first, .. second], all.Record);
            var left = new DurationRecorder();
            Array.ForEach(first, left.Record);
            var right = new DurationRecorder();
            Array.ForEach(second, right.Record);
            left.Add(right);
            Assert.Equal(all.ToDistribution() with { Mean = 0 }, left.ToDistribution() with { Mean = 0 });
            Assert.Equal(all.ToDistribution().Mean, left.ToDistribution().Mean, 1e-3);
        }, iter: 300);

    [Fact]
    public void Slack_AnySequence_AgreesWithTheSortedOne() =>
        Gen.Long[-1_000_000_000, 1_000_000_000].Array[1, 200].Sample(values =>
        {
            var recorder = new SlackRecorder();
            Array.ForEach(values, recorder.Record);
            SlackDistribution measured = recorder.ToDistribution();
            long[] sorted = [.. values.Order()];
            Assert.Equal((values.Length, values.Count(value => value < 0)), (measured.Count, measured.MissedCount));
            Assert.Equal((sorted[0], sorted[^1]), (measured.Min, measured.Max));
            AssertNear(Rank(sorted, 1), measured.P1);
            AssertNear(Rank(sorted, 50), measured.P50);
        }, iter: 500);

    [Fact]
    public void Durations_LongerThanTheHistogram_KeepTheirExactMaximum()
    {
        var recorder = new DurationRecorder();
        recorder.Record(10L * 3_600_000_000_000);

        Assert.Equal(10L * 3_600_000_000_000, recorder.ToDistribution().Max);
    }

    [Theory]
    [InlineData(TimerMode.Relative, new long[] { 20, 40, 60, 100 })]
    [InlineData(TimerMode.Absolute, new long[] { 20, 40, 60, 80 })]
    public void Timer_MissedOnce_StartsAnewOrKeepsItsGrid(TimerMode mode, long[] expiries)
    {
        // The tutorial's picture: rounds of 10 with a period of 20; the third takes until 80.
        var timer = new WorkloadTimer();
        long[] arrivals = [10, 30, 80, 90];

        Assert.Equal(expiries, arrivals.Select(now => timer.Advance(origin: 0, periodNanoseconds: 20, mode, now)));
    }

    [Fact]
    public void Timer_FirstUse_StartsAtTheOrigin() =>
        Assert.Equal(1_020, new WorkloadTimer().Advance(origin: 1_000, periodNanoseconds: 20, TimerMode.Relative, now: 1_005));

    [Theory]
    [InlineData(false, -3)]
    [InlineData(true, 4)]
    public void Round_WithTwoTimers_HasTheLastSlackOrTheSum(bool cumulative, long slackMicroseconds)
    {
        var measures = new ThreadMeasures(new GlobalSettings { CumulativeSlack = cumulative }, new ActivityTotals());
        measures.Begin(runStartedAt: 0, now: 0);
        measures.BeginRound(now: 0);
        measures.ReachTimer(expiry: 10_000, now: 3_000, periodMicroseconds: 10);
        measures.ReachTimer(expiry: 20_000, now: 23_000, periodMicroseconds: 10);
        measures.EndRound(nanosecondsPerTurn: 1, now: 23_000);

        TaskMeasure measure = measures.ToMeasure("t-0", "t", "SCHED_OTHER 0");
        LogRow row = Assert.Single(measure.Rows);
        Assert.Equal((slackMicroseconds, 20L), (row.Slack, row.ConfiguredPeriod));
        Assert.Equal((2L, 1L, -3_000L, 7_000L), (measure.Slack.Count, measure.Slack.MissedCount, measure.Slack.Min, measure.Slack.Max));
    }

    [Fact]
    public void Response_AfterAMissedExpiry_CountsFromTheActivation()
    {
        var measures = new ThreadMeasures(new GlobalSettings(), new ActivityTotals());
        measures.MissTimer(activatedAt: 100);
        measures.Wait(now: 150);

        Assert.Equal(50, measures.ToMeasure("t-0", "t", "SCHED_OTHER 0").ResponseTime.Max);
    }

    [Fact]
    public void Round_Work_IsReportedInThousandsOfTurns()
    {
        var measures = new ThreadMeasures(new GlobalSettings(), new ActivityTotals());
        measures.BeginRound(now: 0);
        measures.Worked(nanoseconds: 7_000, configuredMicroseconds: 5);
        measures.Worked(nanoseconds: 8_000, configuredMicroseconds: 5);
        measures.EndRound(nanosecondsPerTurn: 2, now: 15_000);

        TaskMeasure measure = measures.ToMeasure("t-0", "t", "SCHED_OTHER 0");
        LogRow row = Assert.Single(measure.Rows);
        Assert.Equal((5L, 15L, 10L), (row.Perf, row.Run, row.ConfiguredRun));
        Assert.Equal((15_000L, 10_000L), (measure.RunNanoseconds, measure.ConfiguredRunNanoseconds));
    }

    [Fact]
    public void RoundLog_WithABufferOfOneMegabyte_KeepsTheNewestRows()
    {
        var log = new RoundLog(LogSize.Buffer(1));
        const int Capacity = 1_048_576 / 80;
        for (int round = 0; round < Capacity + 5; round++)
        {
            log.Add(new LogRow(round, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        }

        Assert.Equal(5, log.DroppedCount);
        Assert.Equal(Enumerable.Range(5, Capacity).Select(round => (long)round), log.ToList().Select(row => row.Perf));
    }

    [Fact]
    public void RoundLog_Disabled_KeepsNothing()
    {
        var log = new RoundLog(LogSize.Disabled);
        log.Add(default);

        Assert.Empty(log.ToList());
    }

    [Fact]
    public void RtAppLog_Written_HasItsColumns()
    {
        var writer = new StringWriter();
        RtAppLog.Write(writer, new TaskMeasure
        {
            Name = "audio-3-0001",
            Task = "audio",
            Policy = "SCHED_FIFO 80",
            LoopCount = 1,
            RunNanoseconds = 0,
            ConfiguredRunNanoseconds = 0,
            ResponseTime = Distribution.Empty,
            Period = Distribution.Empty,
            WakeUpLatency = Distribution.Empty,
            Slack = SlackDistribution.Empty,
            Rows = [new LogRow(92164, 19935, 98965, 504549567051, 504549666016, 2443, -78701, 20000, 100000, 266)],
            DroppedRowCount = 0,
            StuckAt = null,
        });

        Assert.Equal("""
            # Policy : SCHED_FIFO priority : 80
            #idx     perf      run   period           start             end          rel_st      slack c_duration   c_period     wu_lat
               3    92164    19935    98965    504549567051    504549666016            2443     -78701      20000     100000        266

            """, writer.ToString());
    }

    private static long Rank(long[] sorted, double percentile) =>
        sorted[Math.Max(0, (int)Math.Ceiling(percentile / 100 * sorted.Length) - 1)];

    private static void AssertNear(long exact, long measured) =>
        Assert.InRange(measured, exact - Math.Abs(exact * Precision) - 1, exact + Math.Abs(exact * Precision) + 1);
}
