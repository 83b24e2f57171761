// Work: a loop that keeps a CPU busy, and the measurement of how long one turn of it takes.
//
// A "run" event means a fixed amount of work, so that it takes longer on a slower or throttled CPU. The amount is counted in
// turns of this loop; its length is measured once, at the start, on one CPU. The shortest of many measurements counts: a
// measurement can only be too long, by whatever else the machine did meanwhile.
//
// On a fiber each slice of work ends at a checkpoint, where a more urgent fiber takes over; elsewhere that does nothing.

using System.Runtime.CompilerServices;
using Baton.Workloads.Execution.Measures;
using Baton.Workloads.Execution.Os;
using Baton.Workloads.Model;

namespace Baton.Workloads.Execution;

internal sealed class BusyLoop
{
    /// <summary>How long a thread works between two looks at the stop signal. A look costs about 30 ns.</summary>
    private const long SliceNanoseconds = 20_000;

    private const int TrialCount = 40;
    private const long TrialTurnCount = 500_000;

    // Where results go, so that the compiler cannot drop the work.
    private static ulong s_sink;

    private readonly long _sliceTurnCount;

    private BusyLoop(double nanosecondsPerTurn)
    {
        NanosecondsPerTurn = nanosecondsPerTurn;
        _sliceTurnCount = Math.Max(1, (long)(SliceNanoseconds / nanosecondsPerTurn));
    }

    internal double NanosecondsPerTurn { get; }

    /// <summary>Measures the loop on a CPU, on a thread of its own so that the caller keeps its affinity.</summary>
    internal static BusyLoop Calibrate(int cpu)
    {
        double shortest = double.PositiveInfinity;
        var thread = new Thread(() =>
        {
            // On a machine without that CPU, any other will do.
            _ = OsThread.SetAffinity([cpu], OsThread.AllowedCpus());
            for (int trial = 0; trial < TrialCount; trial++)
            {
                long start = MonotonicClock.Now;
                s_sink = Turn(s_sink, TrialTurnCount);
                shortest = Math.Min(shortest, (MonotonicClock.Now - start) / (double)TrialTurnCount);
            }
        });
        thread.Start();
        thread.Join();
        return new BusyLoop(shortest);
    }

    /// <summary>Does as much work as takes this long on the CPU that was measured.</summary>
    /// <param name="microseconds">The work.</param>
    /// <param name="stop">The end of the run.</param>
    /// <param name="pace">Hears how long each slice took.</param>
    /// <param name="tally">Counts the work of the CPU; null if that may be any of several, and slices mean nothing.</param>
    internal async ValueTask Run(long microseconds, StopSignal stop, WorkPace pace, WorkTally? tally)
    {
        for (long left = (long)(microseconds * 1000 / NanosecondsPerTurn); left > 0; left -= _sliceTurnCount)
        {
            stop.ThrowIfSet();
            long turnCount = Math.Min(left, _sliceTurnCount);
            if (tally is not null)
            {
                long before = tally.Took, start = MonotonicClock.Now;
                s_sink = Turn(s_sink, turnCount);
                pace.Add(tally, before, (long)(turnCount * NanosecondsPerTurn), start, MonotonicClock.Now);
            }
            else
            {
                s_sink = Turn(s_sink, turnCount);
            }

            await Fiber.Checkpoint();
        }
    }

    /// <summary>Works until this much time has passed.</summary>
    internal async ValueTask RunFor(long microseconds, StopSignal stop)
    {
        long end = MonotonicClock.Now + (microseconds * 1000);
        while (MonotonicClock.Now < end)
        {
            stop.ThrowIfSet();
            long left = (long)((end - MonotonicClock.Now) / NanosecondsPerTurn);
            s_sink = Turn(s_sink, Math.Clamp(left, 1, _sliceTurnCount));
            await Fiber.Checkpoint();
        }
    }

    /// <summary>
    /// A chain of multiplications, each of which needs the one before, so that no CPU can overlap or vectorise them. Compiled
    /// to its final form at once: a loop that became faster while the program runs could not be calibrated.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static ulong Turn(ulong value, long count)
    {
        for (long i = 0; i < count; i++)
        {
            value = (value * 6364136223846793005UL) + 1442695040888963407UL;
        }

        return value;
    }
}
