using System.Runtime.InteropServices;

namespace Baton.Workloads.Execution;

/// <summary>A mutex of the workload: its name, its number in the run, and a lock behind it.</summary>
internal abstract class WorkloadMutex(string name, int index)
{
    private PaddedName _holder;

    internal string Name { get; } = name;

    internal int Index { get; } = index;

    /// <summary>The name of the thread that holds it, or null. Set after acquiring and cleared before releasing; any thread may ask.</summary>
    internal string? Holder
    {
        get => Volatile.Read(ref _holder.Name);
        set => Volatile.Write(ref _holder.Name, value);
    }

    /// <summary>Acquires the lock for the calling thread, which does not hold it.</summary>
    /// <exception cref="OperationCanceledException">The run ended before the lock was acquired.</exception>
    internal abstract ValueTask Enter(CancellationToken stop);

    /// <summary>Releases the lock, which the calling thread holds.</summary>
    internal abstract void Exit();

    /// <summary>
    /// On a cache line of its own: it is written at each acquisition, and those who ask for the lock should not have to fetch
    /// the line that tells them which lock.
    /// </summary>
    [StructLayout(LayoutKind.Explicit, Size = 192)]
    private struct PaddedName
    {
        [FieldOffset(64)]
        internal string? Name;
    }
}
