using System.Diagnostics;

namespace Baton.Platform;

/// <summary>The scheduler's time: nanoseconds on a clock that never goes back, from an arbitrary beginning.</summary>
internal static class MonotonicClock
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>The time now. Costs about 30 ns.</summary>
    public static long Nanoseconds => Convert(Stopwatch.GetTimestamp(), Stopwatch.Frequency, NanosecondsPerSecond);

    /// <summary>The same instant, for waiting.</summary>
    public static Deadline ToDeadline(long nanoseconds) =>
        nanoseconds == long.MaxValue ? Deadline.Never : new(Convert(nanoseconds, NanosecondsPerSecond, Stopwatch.Frequency));

    /// <summary>The same instant, for comparing; <see cref="long.MaxValue"/> for never.</summary>
    public static long FromDeadline(Deadline deadline) =>
        deadline.IsNever ? long.MaxValue : Convert(deadline.Ticks, Stopwatch.Frequency, NanosecondsPerSecond);

    // The two units are one on Linux; elsewhere the product does not fit 64 bits after some days.
    private static long Convert(long ticks, long from, long to) =>
        from == to ? ticks : (long)((Int128)ticks * to / from);
}
