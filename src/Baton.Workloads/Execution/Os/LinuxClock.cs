using System.Runtime.InteropServices;

namespace Baton.Workloads.Execution.Os;

/// <summary>Sleeps with the resolution of the kernel's timers; Thread.Sleep knows only milliseconds.</summary>
internal static partial class LinuxClock
{
    private const int Monotonic = 1;
    private const int AbsoluteTime = 1;

    /// <summary>Sleeps until a moment of <see cref="MonotonicClock"/>. It may return early when a signal arrives.</summary>
    internal static void SleepUntil(long nanoseconds)
    {
        var until = new TimeSpec { Seconds = (nint)(nanoseconds / 1_000_000_000), Nanoseconds = (nint)(nanoseconds % 1_000_000_000) };
        _ = ClockNanosleep(Monotonic, AbsoluteTime, in until, IntPtr.Zero);
    }

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int ClockNanosleep(int clock, int flags, in TimeSpec request, IntPtr remaining);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        internal nint Seconds;
        internal nint Nanoseconds;
    }
}
