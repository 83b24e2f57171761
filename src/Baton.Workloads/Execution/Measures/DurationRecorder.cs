using Baton.Workloads.Model;
using HdrHistogram;
using HdrHistogram.Iteration;

namespace Baton.Workloads.Execution.Measures;

/// <summary>Collects durations in constant memory, about 40 KiB. One thread records; others read after it has ended.</summary>
internal sealed class DurationRecorder
{
    /// <summary>One hour in nanoseconds. Longer durations count as this in percentiles, and exactly everywhere else.</summary>
    private const long HistogramMax = 3_600_000_000_000;

    /// <summary>Percentiles are within 1 %.</summary>
    private const int SignificantDigits = 2;

    private LongHistogram? _histogram;
    private double _sum;
    private long _min = long.MaxValue;
    private long _max;

    internal long Count => _histogram?.TotalCount ?? 0;

    internal long Min => Count == 0 ? 0 : _min;

    internal long Max => _max;

    internal double Sum => _sum;

    internal void Record(long nanoseconds)
    {
        nanoseconds = Math.Max(0, nanoseconds);
        _histogram ??= new LongHistogram(HistogramMax, SignificantDigits);
        _histogram.RecordValue(Math.Min(nanoseconds, HistogramMax));
        _sum += nanoseconds;
        _min = Math.Min(_min, nanoseconds);
        _max = Math.Max(_max, nanoseconds);
    }

    /// <summary>Takes over what another has collected.</summary>
    internal void Add(DurationRecorder other)
    {
        if (other._histogram is null)
        {
            return;
        }

        _histogram ??= new LongHistogram(HistogramMax, SignificantDigits);
        _histogram.Add(other._histogram);
        _sum += other._sum;
        _min = Math.Min(_min, other._min);
        _max = Math.Max(_max, other._max);
    }

    /// <summary>The duration that at least this share of all durations, from 0 to 100, does not exceed.</summary>
    internal long Percentile(double percentile) => AtRank(RankOf(percentile, Count));

    /// <summary>The duration at a place in rising order, counted from 1.</summary>
    internal long AtRank(long rank)
    {
        if (_histogram is null)
        {
            return 0;
        }

        // The histogram rounds a percentile to the nearest rank; the percentile of a rank comes out as that rank.
        return Math.Clamp(_histogram.GetValueAtPercentile(100.0 * rank / Count), _min, _max);
    }

    /// <summary>The first place in rising order by which a share of the whole, from 0 to 100, is reached.</summary>
    internal static long RankOf(double percentile, long count) => Math.Max(1, (long)Math.Ceiling(percentile / 100 * count));

    internal Distribution ToDistribution() => Count == 0
        ? Distribution.Empty
        : new Distribution(Count, _min, _sum / Count, Percentile(50), Percentile(99), Percentile(99.9), _max) { Curve = ToCurve() };

    /// <summary>Steps halve with each half of what is left: many points in the tail, and few in all.</summary>
    private ValueList<CurvePoint> ToCurve()
    {
        const int StepsPerHalf = 8;
        var points = new List<CurvePoint> { new(0, _min) };
        foreach (HistogramIterationValue step in _histogram!.Percentiles(StepsPerHalf))
        {
            // A step ends within the histogram's resolution; the extremes are known exactly.
            long value = Math.Clamp(step.ValueIteratedTo, points[^1].Value, _max);
            points.Add(new CurvePoint(step.PercentileLevelIteratedTo / 100, value));
        }

        points[^1] = new CurvePoint(1, _max);
        return [.. points];
    }
}
