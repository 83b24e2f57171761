// Work that takes a known time and nothing but the CPU: what a critical section does while it holds the lock.
//
// Thread.SpinWait would be the wrong stand-in. It executes pause instructions, whose length differs tenfold between
// processors and which hand the core's resources to a sibling hyperthread; real critical sections compute. So the work
// is a chain of dependent multiplications, and a calibration at start says how many of them a nanosecond holds.

using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton.Measures;

/// <summary>A calibrated amount of computation.</summary>
public readonly struct BusyWork
{
    private const int CalibrationChunks = 15;
    private const long CalibrationIterations = 1_000_000;

    private static readonly Lazy<double> Calibration = new(Calibrate);

    private readonly long _iterations;

    private BusyWork(long iterations) => _iterations = iterations;

    /// <summary>How long one iteration takes on this machine when nothing disturbs it, in nanoseconds.</summary>
    public static double NanosecondsPerIteration => Calibration.Value;

    /// <summary>Work that takes about this long when it is not preempted.</summary>
    public static BusyWork Lasting(Nanoseconds time) => new((long)Math.Round(time.Value / NanosecondsPerIteration));

    /// <summary>Does the work.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Run()
    {
        if (_iterations != 0)
            Compute(_iterations);
    }

    // Optimised at once: the amount of work must not change when the runtime recompiles the method halfway through a run.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static ulong Compute(long iterations)
    {
        ulong state = 0x9E3779B97F4A7C15;
        for (long i = 0; i < iterations; i++)
            state = (state * 6364136223846793005) + 1442695040888963407;

        return state;
    }

    private static double Calibrate()
    {
        Compute(CalibrationIterations);
        long best = long.MaxValue;
        for (int chunk = 0; chunk < CalibrationChunks; chunk++)
        {
            long start = Stopwatch.GetTimestamp();
            Compute(CalibrationIterations);
            best = Math.Min(best, Stopwatch.GetTimestamp() - start);
        }

        // The fastest chunk is the one that nobody interrupted.
        return Nanoseconds.FromStopwatchTicks(best).Value / CalibrationIterations;
    }
}
