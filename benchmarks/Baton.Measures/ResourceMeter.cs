// What a run costs besides time: processor time, allocated bytes, and how much of the machine somebody else used
// meanwhile. The last figure is there so that a reader can tell a disturbed run from a slow lock.

using System.Diagnostics;
using System.Globalization;

namespace Baton.Measures;

/// <summary>A reading of the process's and the machine's meters.</summary>
/// <param name="Timestamp">In stopwatch ticks.</param>
/// <param name="ProcessTime">Processor time that this process has used.</param>
/// <param name="MachineTime">Processor time that the whole machine has used, or <see langword="null"/> where unknown.</param>
/// <param name="AllocatedBytes">Bytes that this process has allocated on the managed heap.</param>
internal readonly record struct ResourceMeter(long Timestamp, TimeSpan ProcessTime, TimeSpan? MachineTime, long AllocatedBytes)
{
    private const string LinuxMeter = "/proc/stat";
    private const int LinuxTicksPerSecond = 100;

    /// <summary>Reads the meters at the start of what is measured, its own cost before the reading that it would disturb.</summary>
    public static ResourceMeter ReadBefore()
    {
        TimeSpan? machineTime = ReadMachineTime();
        long allocatedBytes = GC.GetTotalAllocatedBytes(precise: true);
        return new(Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, machineTime, allocatedBytes);
    }

    /// <summary>Reads the meters at the end, in the opposite order.</summary>
    public static ResourceMeter ReadAfter()
    {
        long timestamp = Stopwatch.GetTimestamp();
        TimeSpan processTime = Environment.CpuUsage.TotalTime;
        long allocatedBytes = GC.GetTotalAllocatedBytes(precise: true);
        return new(timestamp, processTime, ReadMachineTime(), allocatedBytes);
    }

    /// <summary>What was used between two readings.</summary>
    public ResourceUse Until(ResourceMeter end)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(Timestamp, end.Timestamp);
        TimeSpan processTime = end.ProcessTime - ProcessTime;
        double? foreignShare = null;
        if (MachineTime is { } before && end.MachineTime is { } after)
        {
            double machineSeconds = elapsed.TotalSeconds * Environment.ProcessorCount;
            foreignShare = Math.Clamp((after - before - processTime).TotalSeconds / machineSeconds, 0, 1);
        }

        return new ResourceUse(elapsed, processTime, foreignShare, end.AllocatedBytes - AllocatedBytes);
    }

    // The first line of /proc/stat: cpu user nice system idle iowait irq softirq steal ..., in hundredths of a second.
    private static TimeSpan? ReadMachineTime()
    {
        if (!OperatingSystem.IsLinux())
            return null;

        try
        {
            using var reader = new StreamReader(LinuxMeter);
            string[] fields = reader.ReadLine()!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            long busy = 0;
            foreach (int field in (ReadOnlySpan<int>)[1, 2, 3, 6, 7, 8])
                busy += long.Parse(fields[field], CultureInfo.InvariantCulture);

            return TimeSpan.FromSeconds((double)busy / LinuxTicksPerSecond);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or FormatException)
        {
            // A sandbox may hide the file; the figure is a courtesy to the reader and no reason to fail a run.
            return null;
        }
    }
}

/// <summary>What a run used.</summary>
/// <param name="Elapsed">Time on the wall.</param>
/// <param name="ProcessTime">Processor time of this process.</param>
/// <param name="ForeignShare">
/// Part of the machine's processor time that others used, from 0 to 1; <see langword="null"/> where it cannot be read.
/// </param>
/// <param name="AllocatedBytes">Bytes that this process allocated.</param>
public readonly record struct ResourceUse(TimeSpan Elapsed, TimeSpan ProcessTime, double? ForeignShare, long AllocatedBytes);
