using Baton.Workloads.Model;

namespace Baton.Workloads.Execution.Os;

/// <summary>
/// What the calling thread asks of its operating system. Requests that the system or its administrator refuses are answered
/// with the reason, and the run goes on without them.
/// </summary>
internal static class OsThread
{
    /// <summary>How long a sleeping thread goes without looking whether the run is over.</summary>
    private const long SleepSliceNanoseconds = 50_000_000;

    /// <summary>Sleeps until a moment, or until the run is over.</summary>
    internal static void SleepUntil(long moment, StopSignal stop)
    {
        while (true)
        {
            stop.ThrowIfSet();
            long now = MonotonicClock.Now;
            if (now >= moment)
            {
                return;
            }

            long until = Math.Min(moment, Math.Min(now + SleepSliceNanoseconds, stop.EndsAt));
            if (OperatingSystem.IsLinux())
            {
                LinuxClock.SleepUntil(until);
            }
            else
            {
                SleepPortably(until, now);
            }
        }
    }

    /// <summary>The CPUs that the calling thread may use, for <see cref="SetAffinity"/>; empty where there is no affinity.</summary>
    internal static ulong[] AllowedCpus() => OperatingSystem.IsLinux() ? LinuxAffinity.Get() : [];

    /// <summary>Moves the calling thread to the CPUs, or to all allowed ones for an empty list; otherwise says why not.</summary>
    internal static string? SetAffinity(ValueList<int> cpus, ulong[] allowed)
    {
        if (!OperatingSystem.IsLinux())
        {
            return cpus.Count == 0 ? null : "affinity is supported on Linux only";
        }

        if (cpus.Count == 0)
        {
            return LinuxAffinity.Set(allowed);
        }

        return LinuxAffinity.MaskOf(cpus, allowed) is { } mask
            ? LinuxAffinity.Set(mask)
            : LinuxAffinity.Set(allowed) ?? $"none of the CPUs {cpus} is available to this process";
    }

    /// <summary>Gives the calling thread a policy; otherwise says why not.</summary>
    internal static string? SetPolicy(SchedulingParameters scheduling) =>
        OperatingSystem.IsLinux() ? LinuxScheduling.SetPolicy(scheduling) : "policies are supported on Linux only";

    /// <summary>Clamps the utilization of the calling thread; otherwise says why not.</summary>
    internal static string? SetUtilization(int? min, int? max) =>
        OperatingSystem.IsLinux() ? LinuxScheduling.SetUtilization(min, max) : null;

    /// <summary>Sleeps whole milliseconds and yields the rest away.</summary>
    private static void SleepPortably(long until, long now)
    {
        int milliseconds = (int)((until - now) / 1_000_000);
        if (milliseconds > 1)
        {
            Thread.Sleep(milliseconds - 1);
        }

        while (MonotonicClock.Now < until)
        {
            Thread.Yield();
        }
    }
}
