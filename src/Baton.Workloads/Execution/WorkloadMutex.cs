using System.Runtime.InteropServices;

namespace Baton.Workloads.Execution;

/// <summary>A mutex of the workload: its name, its number in the run, and the lock that is being tried.</summary>
internal sealed class WorkloadMutex(string name, int index, IWorkloadLock tried)
{
    private PaddedName _holder;

    internal string Name { get; } = name;

    internal int Index { get; } = index;

    internal IWorkloadLock Lock { get; } = tried;

    /// <summary>The name of the thread that holds it, or null. Set after acquiring and cleared before releasing; any thread may ask.</summary>
    internal string? Holder
    {
        get => Volatile.Read(ref _holder.Name);
        set => Volatile.Write(ref _holder.Name, value);
    }

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
