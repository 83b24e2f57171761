using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Baton.Platform;

/// <summary>What the locking code may know about the machine, and how it passes a few nanoseconds.</summary>
internal static class Processor
{
    // How long one SpinWait iteration takes: 5 ns on one machine, 28 ns on another, whatever the runtime normalises.
    private static readonly double IterationsPerNanosecond = Calibrate();

    /// <summary>Whether a busy-wait can be of use: not when what is waited for needs the only processor.</summary>
    public static bool SpinningPays { get; } = Environment.ProcessorCount > 1;

    /// <summary>How many may busy-wait for one lock: one processor is the owner's.</summary>
    public static int SpinnersMax { get; } = Math.Min(Environment.ProcessorCount - 1, 8);

    /// <summary>Passes about so much time without giving up the processor.</summary>
    public static void Pause(int nanoseconds) => Thread.SpinWait(Math.Max(1, (int)(nanoseconds * IterationsPerNanosecond)));

    /// <summary>Lets another thread have this processor, if one is waiting for it.</summary>
    public static void Yield() => Thread.Yield();

    /// <summary>Begins to fetch an object that will be needed in a moment, and does not wait for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch(object soon)
    {
        if (Sse.IsSupported)
        {
            // Where the object was: if it is moved meanwhile, the wrong lines are fetched, which is harmless.
            byte* at = *(byte**)Unsafe.AsPointer(ref soon);
            Sse.Prefetch0(at);
            Sse.Prefetch0(at + 64);
            Sse.Prefetch0(at + 128);
        }
    }

    // The fastest of several tries: an interruption makes a try slower, nothing makes it faster.
    private static double Calibrate()
    {
        const int Tries = 8;
        const int Iterations = 64;
        Thread.SpinWait(Iterations);
        long ticksMin = long.MaxValue;
        for (int i = 0; i < Tries; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Thread.SpinWait(Iterations);
            ticksMin = Math.Min(ticksMin, Stopwatch.GetTimestamp() - start);
        }

        double nanoseconds = Math.Max(1.0, ticksMin * 1e9 / Stopwatch.Frequency);
        return Iterations / nanoseconds;
    }
}
