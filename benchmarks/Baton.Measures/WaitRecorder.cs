// Where one thread writes down how long it waited. An HdrHistogram has a fixed size and a relative error of at most one
// in a hundred over twelve orders of magnitude, and recording is an array increment: cheap enough to do for each of ten
// million waits, and it allocates nothing while a run is on. Each thread has its own, and they are added up at the end;
// one shared histogram would itself be the contended object that is being measured.

using HdrHistogram;

namespace Baton.Measures;

/// <summary>One thread's waits, in stopwatch ticks.</summary>
internal sealed class WaitRecorder
{
    private const int SignificantDigits = 2;

    // An hour. Longer waits are counted as this long; a run is over well before.
    private static readonly long TicksMax = 3600 * System.Diagnostics.Stopwatch.Frequency;

    private readonly LongHistogram _histogram = NewHistogram();
    private long _ticksMax;

    public void Record(long ticks)
    {
        // The clock may step back a little between CPUs.
        ticks = Math.Clamp(ticks, 0, TicksMax);
        _histogram.RecordValue(ticks);
        if (ticks > _ticksMax)
            _ticksMax = ticks;
    }

    /// <summary>Adds up what several threads recorded. They must have stopped recording.</summary>
    public static WaitDistribution Merge(IEnumerable<WaitRecorder> recorders)
    {
        LongHistogram sum = NewHistogram();
        long ticksMax = 0;
        foreach (WaitRecorder recorder in recorders)
        {
            sum.Add(recorder._histogram);
            ticksMax = Math.Max(ticksMax, recorder._ticksMax);
        }

        return new WaitDistribution(sum, ticksMax);
    }

    private static LongHistogram NewHistogram() => new(TicksMax, SignificantDigits);
}
