using System.Runtime.InteropServices;

namespace Baton.Platform;

/// <summary>Linux: futex(2), private to the process.</summary>
/// <remarks>
/// glibc and musl export no futex function, only syscall(2). That one is variadic, and a variadic call with
/// integer arguments is an ordinary call in the x64 and arm64 Linux conventions; on other architectures
/// <see cref="IsSupported"/> is false.
/// </remarks>
internal sealed unsafe partial class LinuxFutex : PinnedWord
{
    private const int WaitPrivate = 0 | 128;
    private const int WakePrivate = 1 | 128;

    // The call number of futex(2), per architecture.
    private static readonly nint CallNumber = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 202,
        Architecture.Arm64 => 98,
        _ => -1,
    };

    /// <summary>Whether this process can call futex(2) in the way written here.</summary>
    public static bool IsSupported => CallNumber >= 0;

    /// <inheritdoc/>
    public override void Wait(int expected, Deadline limit)
    {
        if (limit.IsNever)
        {
            _ = SystemCall(CallNumber, Address, WaitPrivate, expected, null, 0, 0);
        }
        else
        {
            TimeSpan left = limit.Remaining;
            var time = new TimeSpec
            {
                Seconds = (nint)(left.Ticks / TimeSpan.TicksPerSecond),
                Nanoseconds = (nint)(left.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick),
            };
            _ = SystemCall(CallNumber, Address, WaitPrivate, expected, &time, 0, 0);
        }

        // The address was given away as a number: keep the memory until the system no longer uses it.
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public override void Wake()
    {
        _ = SystemCall(CallNumber, Address, WakePrivate, 1, null, 0, 0);
        GC.KeepAlive(this);
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(
        nint number, int* address, nint operation, nint value, TimeSpec* timeout, nint unused1, nint unused2);

    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
