namespace Baton.Scheduling;

/// <summary>Keeps the last so many events, from which timelines are drawn. Bounded: the oldest make room.</summary>
internal sealed class EventRecorder(int capacity) : SchedulingTrace
{
    private readonly SchedulingEvent[] _ring = new SchedulingEvent[capacity];
    private Latch _lock;
    private long _count;

    /// <summary>How many events have made room for later ones.</summary>
    public long ForgottenCount
    {
        get
        {
            _lock.Take();
            long forgotten = Math.Max(0, _count - capacity);
            _lock.Release();
            return forgotten;
        }
    }

    /// <inheritdoc/>
    public override void On(in SchedulingEvent happened)
    {
        _lock.Take();
        _ring[_count++ % capacity] = happened;
        _lock.Release();
    }

    /// <summary>The events that are kept, the oldest first.</summary>
    public SchedulingEvent[] ToArray()
    {
        _lock.Take();
        int kept = (int)Math.Min(_count, capacity);
        var events = new SchedulingEvent[kept];
        for (int i = 0; i < kept; i++)
        {
            events[i] = _ring[(_count - kept + i) % capacity];
        }

        _lock.Release();
        return events;
    }
}
