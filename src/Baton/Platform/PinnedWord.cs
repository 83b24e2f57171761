using System.Runtime.CompilerServices;

namespace Baton.Platform;

/// <summary>A <see cref="FutexWord"/> whose memory does not move, so that the system can be given its address.</summary>
internal abstract unsafe class PinnedWord : FutexWord
{
    // A cache line to itself: the neighbours of a word that another thread is about to write are slow to read.
    private const int LineInts = 16;

    private readonly int[] _line = GC.AllocateArray<int>(LineInts * 2, pinned: true);

    /// <summary>The word's address, valid as long as this object is reachable.</summary>
    protected int* Address => (int*)Unsafe.AsPointer(ref _line[LineInts]);

    /// <inheritdoc/>
    public sealed override int CompareExchange(
        int expected, int desired, MemoryOrder success, MemoryOrder failure = MemoryOrder.Relaxed) =>
        Interlocked.CompareExchange(ref _line[LineInts], desired, expected);

    /// <inheritdoc/>
    public sealed override int Exchange(int value, MemoryOrder order) => Interlocked.Exchange(ref _line[LineInts], value);
}
