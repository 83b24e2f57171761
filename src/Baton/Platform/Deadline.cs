using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton.Platform;

/// <summary>
/// An instant on the monotonic clock, or never. All that the locking code asks of time is whether such an
/// instant has passed; the checker answers that question with "choose".
/// </summary>
internal readonly record struct Deadline(long Ticks)
{
    /// <summary>The instant that does not come.</summary>
    public static Deadline Never => new(long.MaxValue);

    /// <summary>Whether it is <see cref="Never"/>.</summary>
    public bool IsNever => Ticks == long.MaxValue;

    /// <summary>Whether the instant is now or behind us. Reads the clock: about 30 ns.</summary>
    public bool HasPassed
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => !IsNever && Stopwatch.GetTimestamp() >= Ticks;
    }

    /// <summary>Whether the instant is at least so long behind us.</summary>
    public bool HasPassedBy(long microseconds) =>
        !IsNever && Stopwatch.GetTimestamp() - Ticks >= microseconds * Stopwatch.Frequency / 1_000_000;

    /// <summary>What is left until the instant, not below zero.</summary>
    public TimeSpan Remaining =>
        IsNever
            ? Timeout.InfiniteTimeSpan
            : TimeSpan.FromTicks(Math.Max(0, (long)((Ticks - Stopwatch.GetTimestamp()) * TicksPerStopwatchTick)));

    private static double TicksPerStopwatchTick => (double)TimeSpan.TicksPerSecond / Stopwatch.Frequency;

    /// <summary>The instant so many microseconds from now.</summary>
    public static Deadline AfterMicroseconds(long microseconds) =>
        new(Stopwatch.GetTimestamp() + (microseconds * Stopwatch.Frequency / 1_000_000));

    /// <summary>The instant so far from now; never, if <paramref name="span"/> is infinite.</summary>
    public static Deadline After(TimeSpan span) =>
        span == Timeout.InfiniteTimeSpan
            ? Never
            : new(Stopwatch.GetTimestamp() + (long)(span.Ticks / TicksPerStopwatchTick));

    /// <summary>The one of the two that comes first.</summary>
    public static Deadline Earlier(Deadline a, Deadline b) => a.Ticks <= b.Ticks ? a : b;
}
