using System.Globalization;
using Baton.Workloads.Model;
using Baton.Workloads.Syntax;

namespace Baton.Workloads.Reading;

/// <summary>Reads the <c>global</c> object.</summary>
internal sealed class GlobalReader(ReadingContext context)
{
    private const int MegabytesMax = 1024;

    private static readonly string[] TraceCategories = ["main", "task", "run", "loop", "event", "stats", "attrs"];

    internal GlobalSettings Read(SyntaxObject? node)
    {
        if (node is null)
        {
            return new GlobalSettings();
        }

        var reader = new ObjectReader(node, "\"global\"", [.. Keys.Global, .. Keys.ObsoleteGlobal], allowsEvents: false, context);
        foreach (string key in Keys.ObsoleteGlobal)
        {
            if (reader.Find(key) is { } member)
            {
                context.Diagnostics.Warning(member.Location, $"\"{key}\" is a key of old rt-app versions and has no effect; leave it out.");
            }
        }

        long duration = reader.Integer("duration", -1, int.MaxValue, "seconds, or -1 for no end") ?? -1;
        var defaults = new GlobalSettings();
        return new GlobalSettings
        {
            DurationSeconds = duration > 0 ? duration : null,
            Calibration = ReadCalibration(reader) ?? defaults.Calibration,
            DefaultPolicy = ReadPolicy(reader) ?? defaults.DefaultPolicy,
            PriorityInheritance = reader.Boolean("pi_enabled") ?? defaults.PriorityInheritance,
            LockPages = reader.Boolean("lock_pages") ?? defaults.LockPages,
            LogDirectory = reader.Text("logdir", "a directory") ?? defaults.LogDirectory,
            LogBaseName = reader.Text("log_basename", "the beginning of file names") ?? defaults.LogBaseName,
            LogSize = ReadLogSize(reader) ?? defaults.LogSize,
            TraceCategories = ReadTraceCategories(reader),
            Gnuplot = reader.Boolean("gnuplot") ?? defaults.Gnuplot,
            IoDevice = reader.Text("io_device", "the path of a file") ?? defaults.IoDevice,
            MemoryBufferBytes = (int?)reader.Integer("mem_buffer_size", 1, int.MaxValue, "bytes") ?? defaults.MemoryBufferBytes,
            CumulativeSlack = reader.Boolean("cumulative_slack") ?? defaults.CumulativeSlack,
        };
    }

    private Calibration? ReadCalibration(ObjectReader reader)
    {
        if (reader.Find("calibration") is not { } member)
        {
            return null;
        }

        const string Meaning = "\"CPU0\" for the CPU to measure on, or an integer, the nanoseconds of a loop";
        switch (member.Value)
        {
            case SyntaxString { Value: var text } when text.StartsWith("CPU", StringComparison.OrdinalIgnoreCase)
                && int.TryParse(text.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out int cpu) && cpu < Keys.CpuLimit:
                return Calibration.OnCpu(cpu);
            case SyntaxNumber:
                context.WarnIfMeaningless("calibration", member.Location, member.Value);
                return ObjectReader.IntegerOf("calibration", member.Value, 1, 1_000_000, "nanoseconds of a loop", context.Diagnostics)
                    is { } nanoseconds ? Calibration.Known((int)nanoseconds) : null;
            default:
                context.Diagnostics.Error(member.Value.Location, $"\"calibration\" takes {Meaning}, not {member.Value.Description}.");
                return null;
        }
    }

    private WorkloadPolicy? ReadPolicy(ObjectReader reader) =>
        reader.Find("default_policy") is { } member ? PolicyOf(member, context) : null;

    /// <summary>The policy that a member names, or null after a complaint.</summary>
    internal static WorkloadPolicy? PolicyOf(SyntaxMember member, ReadingContext context)
    {
        string? name = ObjectReader.TextOf(member, "the name of a policy", context.Diagnostics);
        if (name is null)
        {
            return null;
        }

        WorkloadPolicy? policy = WorkloadPolicies.Find(name);
        if (policy is null)
        {
            context.Diagnostics.Error(member.Value.Location,
                $"\"{name}\" is not a policy; the nearest is \"{NearestName.Of(name, WorkloadPolicies.AllNames)}\".");
        }
        else
        {
            context.WarnIfMeaningless(name, member.Value.Location, member.Value);
        }

        return policy;
    }

    private LogSize? ReadLogSize(ObjectReader reader)
    {
        if (reader.Find("log_size") is not { } member)
        {
            return null;
        }

        switch (member.Value)
        {
            case SyntaxNumber:
                return ObjectReader.IntegerOf("log_size", member.Value, 1, MegabytesMax, "megabytes a thread", context.Diagnostics)
                    is { } megabytes ? LogSize.Buffer((int)megabytes) : null;

            // "auto" would choose a buffer's size; rt-app has never done so and logs to the file.
            case SyntaxString { Value: var text } when Matches(text, "file") || Matches(text, "auto"):
                return LogSize.File;
            case SyntaxString { Value: var text } when Matches(text, "disable"):
                return LogSize.Disabled;
            default:
                context.Diagnostics.Error(member.Value.Location,
                    $"\"log_size\" takes \"file\", \"disable\", \"auto\" or an integer (megabytes a thread), not {member.Value.Description}.");
                return null;
        }

        static bool Matches(string text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);
    }

    private ValueList<string> ReadTraceCategories(ObjectReader reader)
    {
        if (reader.Find("ftrace") is not { } member)
        {
            return [];
        }

        context.WarnIfMeaningless("ftrace", member.Location, member.Value);
        switch (member.Value)
        {
            case SyntaxBoolean { Value: var all }:
                context.Diagnostics.Warning(member.Location,
                    "true and false are old values of \"ftrace\"; name categories, such as \"main,task\", or \"none\".");
                return all ? [.. TraceCategories] : [];
            case SyntaxString { Value: var text }:
                string[] names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                foreach (string name in names.Where(name => name != "none" && !TraceCategories.Contains(name)))
                {
                    context.Diagnostics.Error(member.Value.Location,
                        $"\"{name}\" is not a category of \"ftrace\"; the nearest is \"{NearestName.Of(name, TraceCategories)}\".");
                }

                return [.. TraceCategories.Where(names.Contains)];
            default:
                context.Diagnostics.Error(member.Value.Location,
                    $"\"ftrace\" takes names of categories in quotes, such as \"main,task\", not {member.Value.Description}.");
                return [];
        }
    }
}
