// The vocabulary: every key of the language, and where it may stand. Readers, messages, the writer's tests and engines'
// capabilities all take their words from here.

using System.Collections.Frozen;
using Baton.Workloads.Model;

namespace Baton.Workloads.Reading;

internal static class Keys
{
    /// <summary>CPU and memory node numbers stay below this: the size of the kernel's fixed cpu_set_t.</summary>
    internal const int CpuLimit = 1024;

    internal static readonly string[] Root = ["global", "tasks", "resources"];

    internal static readonly string[] Global =
    [
        "duration", "calibration", "default_policy", "pi_enabled", "lock_pages", "logdir", "log_basename", "log_size",
        "ftrace", "gnuplot", "io_device", "mem_buffer_size", "cumulative_slack",
    ];

    /// <summary>Keys of older rt-app versions that its own examples still carry; they mean nothing any more.</summary>
    internal static readonly string[] ObsoleteGlobal = ["frag", "fragment", "spacing"];

    private static readonly string[] Placement =
    [
        "policy", "priority", "dl-runtime", "dl-deadline", "dl-period", "dl-reclaim", "cpus", "nodes_membind", "membind_nodes",
        "taskgroup", "util_min", "util_max",
    ];

    /// <summary>Older names of the deadline parameters. The third, "runtime", is an event's name too.</summary>
    internal static readonly string[] OldDeadline = ["deadline", "period"];

    internal static readonly string[] Task = ["instance", "loop", "delay", "phases", .. Placement, .. OldDeadline];

    internal static readonly string[] Phase = ["loop", .. Placement];

    internal static readonly string[] Timer = ["ref", "period", "mode"];

    internal static readonly string[] Wait = ["ref", "mutex"];

    internal static readonly string[] Resource = ["type"];

    internal static readonly string[] Events =
    [
        "run", "runtime", "sleep", "timer", "lock", "unlock", "wait", "signal", "broad", "sync", "barrier", "suspend", "resume",
        "yield", "fork", "mem", "iorun",
    ];

    internal static readonly FrozenSet<string> All =
        new[] { Root, Global, ObsoleteGlobal, Task, Phase, Timer, Wait, Resource, Events, [.. WorkloadPolicies.AllNames] }
            .SelectMany(keys => keys).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Where a key belongs, for a message about one that strayed; null when it is no key at all.</summary>
    internal static string? HomeOf(string key) =>
        Root.Contains(key) ? "at the top of the file"
        : Global.Contains(key) ? "in \"global\""
        : Phase.Contains(key) ? "in a task or a phase"
        : Task.Contains(key) ? "in a task"
        : Timer.Contains(key) || Wait.Contains(key) ? "in a timer, wait or sync"
        : Events.Contains(key) ? "among the events of a task or a phase"
        : null;

    /// <summary>
    /// The event that a key stands for: the longest event name that it begins with, as "run1", "run_end" and even "runend"
    /// are events in rt-app's files; or null.
    /// </summary>
    internal static string? EventOf(string key) =>
        Events.Where(name => key.StartsWith(name, StringComparison.Ordinal)).MaxBy(name => name.Length);
}
