using System.Numerics;
using System.Runtime.InteropServices;

namespace Baton.Workloads.Execution.Os;

/// <summary>The CPUs that the calling thread may run on, as sched_setaffinity(2) has them.</summary>
internal static partial class LinuxAffinity
{
    /// <summary>The kernel's fixed cpu_set_t: 1024 CPUs.</summary>
    private const int MaskWordCount = 16;

    /// <summary>The CPUs that the calling thread may use now.</summary>
    internal static unsafe ulong[] Get()
    {
        ulong[] mask = new ulong[MaskWordCount];
        fixed (ulong* words = mask)
        {
            _ = SchedGetAffinity(0, MaskWordCount * sizeof(ulong), words);
        }

        return mask;
    }

    /// <summary>Moves the calling thread to these CPUs; null on success, otherwise the reason.</summary>
    internal static unsafe string? Set(ulong[] mask)
    {
        fixed (ulong* words = mask)
        {
            return SchedSetAffinity(0, MaskWordCount * sizeof(ulong), words) == 0 ? null : Marshal.GetLastPInvokeErrorMessage();
        }
    }

    /// <summary>The mask of those of the CPUs that are in <paramref name="allowed"/>; null when none is.</summary>
    internal static ulong[]? MaskOf(IEnumerable<int> cpus, ulong[] allowed)
    {
        ulong[] mask = new ulong[MaskWordCount];
        foreach (int cpu in cpus)
        {
            mask[cpu / 64] |= allowed[cpu / 64] & (1UL << (cpu % 64));
        }

        return mask.Sum(word => BitOperations.PopCount(word)) == 0 ? null : mask;
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static unsafe partial int SchedGetAffinity(int thread, nint size, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static unsafe partial int SchedSetAffinity(int thread, nint size, ulong* mask);
}
