// One thread or one asynchronous caller of the lock, and what it got.

using System.Runtime.InteropServices;

namespace Baton.Measures;

/// <summary>Somebody who takes the lock again and again.</summary>
/// <param name="number">From 1 up; zero means nobody.</param>
internal sealed class Caller(int number)
{
    private Counts _counts;

    public int Number { get; } = number;

    /// <summary>Acquisitions while the run was measured. Written by the caller alone.</summary>
    public long Acquisitions => _counts.Measured;

    /// <summary>Acquisitions in all phases. Written by the caller alone.</summary>
    public long Entries => _counts.All;

    public void CountAcquisition(bool measured)
    {
        _counts.All++;
        if (measured)
            _counts.Measured++;
    }

    // Padded, so that neighbours on the heap do not share a cache line.
    [StructLayout(LayoutKind.Explicit, Size = 144)]
    private struct Counts
    {
        [FieldOffset(64)] public long All;
        [FieldOffset(72)] public long Measured;
    }
}
