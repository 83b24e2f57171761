namespace Baton.Workloads.Execution.Measures;

/// <summary>Collects slack, which has a sign that histograms of durations have not: time to spare and lateness go to one each.</summary>
internal sealed class SlackRecorder
{
    private readonly DurationRecorder _spare = new();
    private readonly DurationRecorder _late = new();

    internal void Record(long nanoseconds)
    {
        if (nanoseconds < 0)
        {
            _late.Record(-nanoseconds);
        }
        else
        {
            _spare.Record(nanoseconds);
        }
    }

    /// <summary>Takes over what another has collected.</summary>
    internal void Add(SlackRecorder other)
    {
        _spare.Add(other._spare);
        _late.Add(other._late);
    }

    internal SlackDistribution ToDistribution()
    {
        long count = _spare.Count + _late.Count;
        return count == 0
            ? SlackDistribution.Empty
            : new SlackDistribution(
                count,
                _late.Count,
                _late.Count > 0 ? -_late.Max : _spare.Min,
                Percentile(1),
                Percentile(50),
                (_spare.Sum - _late.Sum) / count,
                _spare.Count > 0 ? _spare.Max : -_late.Min);
    }

    /// <summary>
    /// The slack of a rank, counted from the worst. The late ones come first, the latest before all; so the k-th from the
    /// worst is the k-th longest lateness, as long as there are that many.
    /// </summary>
    private long Percentile(double percentile)
    {
        long rank = DurationRecorder.RankOf(percentile, _spare.Count + _late.Count);
        return rank <= _late.Count ? -_late.AtRank(_late.Count - rank + 1) : _spare.AtRank(rank - _late.Count);
    }
}
