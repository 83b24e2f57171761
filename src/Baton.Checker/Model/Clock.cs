using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Baton.Checker.Model;

/// <summary>
/// A vector clock over at most eight threads: for each, how many of its events are included. One SIMD register,
/// so a join is one instruction.
/// </summary>
internal struct Clock
{
    /// <summary>The most threads that a program can have.</summary>
    public const int ThreadsMax = 8;

    private Vector128<ushort> _counts;

    /// <summary>Whether event number <paramref name="index"/> of <paramref name="thread"/> is included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Contains(int thread, int index) =>
        Unsafe.Add(ref Unsafe.As<Clock, ushort>(ref Unsafe.AsRef(in this)), thread) > index;

    /// <summary>Includes whatever <paramref name="other"/> includes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Join(in Clock other) => _counts = Vector128.Max(_counts, other._counts);

    /// <summary>Sets how many events of <paramref name="thread"/> are included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(int thread, int count) =>
        Unsafe.Add(ref Unsafe.As<Clock, ushort>(ref this), thread) = (ushort)count;
}
