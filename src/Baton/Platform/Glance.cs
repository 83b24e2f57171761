using System.Diagnostics;

namespace Baton.Platform;

/// <summary>
/// A rule for looking at the clock now and then: often enough to notice the passing of some twenty microseconds,
/// seldom enough to cost nothing. One thread's own.
/// </summary>
/// <remarks>Reading the clock takes 30 ns, which is much in an unlock that takes 20. So the occasions between two
/// looks are counted, and their number adapted to the time that went by. To the checker, whether it is time to look
/// is a free choice.</remarks>
internal struct Glance
{
    private const int StrideMax = 64;

    private static readonly long IntervalMin = Stopwatch.Frequency / 100_000;
    private static readonly long IntervalMax = Stopwatch.Frequency / 25_000;

    private int _occasions;
    private int _stride;
    private long _lastLook;

    /// <summary>Whether this is the occasion to look. Most answers cost a decrement.</summary>
    public bool IsDue()
    {
        if (--_occasions > 0)
        {
            return false;
        }

        long now = Stopwatch.GetTimestamp();
        long interval = now - _lastLook;
        _lastLook = now;
        _stride = Math.Clamp(interval < IntervalMin ? _stride * 2 : interval > IntervalMax ? _stride / 2 : _stride, 1, StrideMax);
        _occasions = _stride;
        return true;
    }
}
