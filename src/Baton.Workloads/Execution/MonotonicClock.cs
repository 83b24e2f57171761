using System.Diagnostics;

namespace Baton.Workloads.Execution;

/// <summary>The time, in nanoseconds since some fixed moment. On Linux it is CLOCK_MONOTONIC, which kernel traces use as well.</summary>
internal static class MonotonicClock
{
    private static readonly double NanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    internal static long Now => Stopwatch.Frequency == 1_000_000_000
        ? Stopwatch.GetTimestamp()
        : (long)(Stopwatch.GetTimestamp() * NanosecondsPerTick);
}
