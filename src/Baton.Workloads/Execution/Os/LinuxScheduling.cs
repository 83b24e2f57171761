using System.Runtime.InteropServices;
using Baton.Workloads.Model;

namespace Baton.Workloads.Execution.Os;

/// <summary>
/// The policy of the calling thread. sched_setattr(2) sets every policy with all its parameters in one call; glibc has no
/// wrapper for it in the versions that .NET supports, so it is called by its number.
/// </summary>
internal static partial class LinuxScheduling
{
    private const ulong FlagReclaim = 0x02;
    private const ulong FlagKeepAll = 0x18;
    private const ulong FlagUtilizationMin = 0x20;
    private const ulong FlagUtilizationMax = 0x40;

    private static readonly long? CallNumber = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 314,
        Architecture.Arm64 => 274,
        _ => null,
    };

    /// <summary>Gives the calling thread a policy; null on success, otherwise the reason.</summary>
    internal static string? SetPolicy(SchedulingParameters scheduling)
    {
        DeadlineTimes times = scheduling.Deadline;
        bool isDeadline = scheduling.Policy == WorkloadPolicy.Deadline;
        bool isRealTime = scheduling.Policy.IsRealTime();
        return Set(new Attributes
        {
            Policy = NumberOf(scheduling.Policy),
            Flags = isDeadline && times.Reclaims ? FlagReclaim : 0,
            Nice = isRealTime || isDeadline ? 0 : scheduling.Priority,
            Priority = isRealTime ? (uint)scheduling.Priority : 0,

            // For the fair policies the runtime is a wish for a slice, which kernels before 6.12 ignore.
            Runtime = isRealTime ? 0 : (ulong)times.RuntimeMicroseconds * 1000,
            Deadline = isDeadline ? (ulong)times.DeadlineMicroseconds * 1000 : 0,
            Period = isDeadline ? (ulong)times.PeriodMicroseconds * 1000 : 0,
        });
    }

    /// <summary>Clamps the utilization of the calling thread; null on success or when nothing is asked, otherwise the reason.</summary>
    internal static string? SetUtilization(int? min, int? max)
    {
        ulong flags = (min is null ? 0 : FlagUtilizationMin) | (max is null ? 0 : FlagUtilizationMax);
        return flags == 0
            ? null
            : Set(new Attributes { Flags = flags | FlagKeepAll, UtilizationMin = (uint)(min ?? 0), UtilizationMax = (uint)(max ?? 0) });
    }

    private static unsafe string? Set(Attributes attributes)
    {
        if (CallNumber is not { } number)
        {
            return $"it is not supported on {RuntimeInformation.ProcessArchitecture}";
        }

        attributes.Size = (uint)sizeof(Attributes);
        return SystemCall(number, 0, &attributes, 0) == 0 ? null : Marshal.GetLastPInvokeErrorMessage();
    }

    private static uint NumberOf(WorkloadPolicy policy) => policy switch
    {
        WorkloadPolicy.Fifo => 1,
        WorkloadPolicy.RoundRobin => 2,
        WorkloadPolicy.Batch => 3,
        WorkloadPolicy.Idle => 5,
        WorkloadPolicy.Deadline => 6,
        _ => 0,
    };

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static unsafe partial nint SystemCall(long number, int thread, Attributes* attributes, uint flags);

    /// <summary>struct sched_attr of linux/sched/types.h, version 2.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Attributes
    {
        internal uint Size;
        internal uint Policy;
        internal ulong Flags;
        internal int Nice;
        internal uint Priority;
        internal ulong Runtime;
        internal ulong Deadline;
        internal ulong Period;
        internal uint UtilizationMin;
        internal uint UtilizationMax;
    }
}
