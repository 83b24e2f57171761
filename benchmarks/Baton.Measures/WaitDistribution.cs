// How long callers waited for the lock, all of them together.

using HdrHistogram;
using HdrHistogram.Iteration;

namespace Baton.Measures;

/// <summary>The waits of one run, from being asked for to being granted.</summary>
public sealed class WaitDistribution
{
    private readonly LongHistogram _histogram;
    private readonly long _ticksMax;

    internal WaitDistribution(LongHistogram histogram, long ticksMax)
    {
        _histogram = histogram;
        _ticksMax = ticksMax;
    }

    /// <summary>How many waits there were.</summary>
    public long Count => _histogram.TotalCount;

    /// <summary>The longest wait, waits that the end of the run cut short included.</summary>
    public Nanoseconds Longest => Nanoseconds.FromStopwatchTicks(_ticksMax);

    /// <summary>The wait that this part of all waits did not exceed, within one part in a hundred.</summary>
    /// <param name="percentile">From 0 to 100.</param>
    public Nanoseconds At(double percentile)
    {
        if (Count == 0)
            return Nanoseconds.Zero;

        // The histogram answers with the upper edge of a bucket, which may lie beyond the longest wait there was.
        long ticks = _histogram.GetValueAtPercentile(percentile);
        return Nanoseconds.FromStopwatchTicks(Math.Min(ticks, _ticksMax));
    }

    /// <summary>
    /// The complementary distribution: for each recorded length, the part of all waits that were at least so long, from 1
    /// for the shortest down to 1/<see cref="Count"/> for the longest.
    /// </summary>
    public IEnumerable<(Nanoseconds Wait, double PartAtLeast)> Complement()
    {
        long before = 0;
        foreach (HistogramIterationValue bucket in _histogram.RecordedValues())
        {
            Nanoseconds wait = Nanoseconds.FromStopwatchTicks(Math.Min(bucket.ValueIteratedTo, _ticksMax));
            yield return (wait, (double)(Count - before) / Count);
            before = bucket.TotalCountToThisValue;
        }
    }

    /// <summary>The waits of several runs together.</summary>
    public static WaitDistribution Merge(IReadOnlyList<WaitDistribution> runs)
    {
        var sum = (LongHistogram)runs[0]._histogram.Copy();
        for (int i = 1; i < runs.Count; i++)
            sum.Add(runs[i]._histogram);

        return new WaitDistribution(sum, runs.Max(run => run._ticksMax));
    }
}
