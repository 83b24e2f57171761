namespace Baton.Timelines;

/// <summary>
/// Makes spans of one track from what is told of it: "from now on, this". What lasted no time at all leaves no span, and what
/// goes on after such an interruption is one span.
/// </summary>
internal sealed class SpanRecorder
{
    private readonly List<TimelineSpan> _spans = [];
    private TimelineSpan _open;
    private bool _isOpen;

    /// <summary>From this moment on there is another span; its times do not matter.</summary>
    public void Change(TimelineSpan to, long time)
    {
        to = to with { Start = time, End = long.MaxValue };
        if (_isOpen && to with { Start = _open.Start } == _open)
        {
            return;
        }

        Close(time);
        _open = to;
        _isOpen = true;
    }

    /// <summary>From this moment on there is nothing.</summary>
    public void Close(long time)
    {
        if (!_isOpen)
        {
            return;
        }

        _isOpen = false;
        if (time <= _open.Start)
        {
            return;
        }

        TimelineSpan closed = _open with { End = time };
        if (_spans.Count > 0 && _spans[^1] with { End = closed.End } == closed with { Start = _spans[^1].Start } && _spans[^1].End == closed.Start)
        {
            _spans[^1] = _spans[^1] with { End = closed.End };
        }
        else
        {
            _spans.Add(closed);
        }
    }

    /// <summary>The spans that are closed.</summary>
    public IReadOnlyList<TimelineSpan> ToSpans() => _spans;
}
