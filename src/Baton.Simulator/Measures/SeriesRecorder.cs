namespace Baton.Simulator.Measures;

/// <summary>Collects a time series without knowing how long it will be: when it gets too long, stretches are joined in pairs.</summary>
internal sealed class SeriesRecorder
{
    private const int PointsMax = 256;
    private const long FirstStep = 100_000;

    private readonly List<SeriesPoint> _points = [];
    private long _step = FirstStep;

    /// <summary>Books a value at a moment.</summary>
    public void Add(long time, long value)
    {
        int index = IndexOf(time);
        SeriesPoint point = _points[index];
        _points[index] = new SeriesPoint(point.Count + 1, point.Sum + value, Math.Max(point.Max, value));
    }

    /// <summary>Books the length of a span on the stretches that it covers.</summary>
    public void AddSpan(long from, long to)
    {
        while (from < to)
        {
            // First the place, for it may change the length of a stretch.
            int last = IndexOf(to - 1);
            int index = (int)(from / _step);
            long end = index == last ? to : (index + 1) * _step;
            SeriesPoint point = _points[index];
            _points[index] = new SeriesPoint(point.Count + 1, point.Sum + (end - from), Math.Max(point.Max, end - from));
            from = end;
        }
    }

    public TimeSeries ToSeries() => new(_step, [.. _points]);

    private int IndexOf(long time)
    {
        while (time / _step >= PointsMax)
        {
            Join();
        }

        int index = (int)(time / _step);
        while (_points.Count <= index)
        {
            _points.Add(default);
        }

        return index;
    }

    private void Join()
    {
        for (int i = 0; i < _points.Count; i += 2)
        {
            SeriesPoint second = i + 1 < _points.Count ? _points[i + 1] : default;
            _points[i / 2] = new SeriesPoint(
                _points[i].Count + second.Count, _points[i].Sum + second.Sum, Math.Max(_points[i].Max, second.Max));
        }

        _points.RemoveRange((_points.Count + 1) / 2, _points.Count / 2);
        _step *= 2;
    }
}
