using System.Runtime.InteropServices;

namespace Baton.Platform;

/// <summary>Windows 8 and later: WaitOnAddress.</summary>
internal sealed unsafe partial class WindowsFutex : PinnedWord
{
    private const uint Infinite = uint.MaxValue;
    private const string SynchronizationApiSet = "api-ms-win-core-synch-l1-2-0.dll";

    /// <inheritdoc/>
    public override void Wait(int expected, Deadline limit)
    {
        // Rounded up: a wait that ends a little late is a wait, one that ends a little early is a busy loop.
        uint milliseconds = limit.IsNever
            ? Infinite
            : (uint)Math.Min(Math.Ceiling(limit.Remaining.TotalMilliseconds), Infinite - 1);
        _ = WaitOnAddress(Address, &expected, sizeof(int), milliseconds);
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public override void Wake()
    {
        WakeByAddressSingle(Address);
        GC.KeepAlive(this);
    }

    [LibraryImport(SynchronizationApiSet)]
    private static partial int WaitOnAddress(int* address, int* compareAddress, nint addressSize, uint milliseconds);

    [LibraryImport(SynchronizationApiSet)]
    private static partial void WakeByAddressSingle(int* address);
}
