// Prints a model as canonical JSON: strict JSON, every task with phases, every default that the model has made explicit.
//
// Events that come more than once in a phase get a number ("run", "run1", "run2"), so that rt-app itself and any JSON parser
// can read the result. Reading it back gives an equal model; a property test holds the writer to that.

using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Baton.Workloads.Model;
using Baton.Workloads.Reading;

namespace Baton.Workloads;

/// <summary>Writes workloads as strict JSON that any rt-app reader understands.</summary>
public static class WorkloadWriter
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,

        // The result is a file and never part of a web page, so names may keep their letters and apostrophes.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The workload as indented JSON. Reading it gives an equal workload.</summary>
    public static string Write(Workload workload)
    {
        ArgumentNullException.ThrowIfNull(workload);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            WriteGlobal(json, workload.Global);
            WriteResources(json, workload);
            json.WriteStartObject("tasks");
            foreach (WorkloadTask task in workload.Tasks)
            {
                WriteTask(json, task);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    private static void WriteGlobal(Utf8JsonWriter json, GlobalSettings global)
    {
        json.WriteStartObject("global");
        json.WriteNumber("duration", global.DurationSeconds ?? -1);
        if (global.Calibration.NanosecondsPerLoop is { } nanoseconds)
        {
            json.WriteNumber("calibration", nanoseconds);
        }
        else
        {
            json.WriteString("calibration", string.Create(CultureInfo.InvariantCulture, $"CPU{global.Calibration.Cpu}"));
        }

        json.WriteString("default_policy", WorkloadPolicies.NameOf(global.DefaultPolicy));
        json.WriteBoolean("pi_enabled", global.PriorityInheritance);
        json.WriteBoolean("lock_pages", global.LockPages);
        json.WriteString("logdir", global.LogDirectory);
        json.WriteString("log_basename", global.LogBaseName);
        if (global.LogSize.Mode == LogMode.Buffer)
        {
            json.WriteNumber("log_size", global.LogSize.Megabytes);
        }
        else
        {
            json.WriteString("log_size", global.LogSize.Mode == LogMode.File ? "file" : "disable");
        }

        json.WriteString("ftrace", global.TraceCategories.Count == 0 ? "none" : string.Join(',', global.TraceCategories));
        json.WriteBoolean("gnuplot", global.Gnuplot);
        json.WriteString("io_device", global.IoDevice);
        json.WriteNumber("mem_buffer_size", global.MemoryBufferBytes);
        json.WriteBoolean("cumulative_slack", global.CumulativeSlack);
        json.WriteEndObject();
    }

    /// <summary>Writes only what no event creates by naming it: a declared resource that nobody uses.</summary>
    private static void WriteResources(Utf8JsonWriter json, Workload workload)
    {
        IEnumerable<Resource> used =
            workload.Tasks.SelectMany(task => task.Phases).SelectMany(phase => phase.Events).SelectMany(ResourceReader.UsedBy);
        Resource[] unused = [.. workload.Resources.Except(used)];
        if (unused.Length == 0)
        {
            return;
        }

        json.WriteStartObject("resources");
        foreach (Resource resource in unused)
        {
            json.WriteStartObject(resource.Name);
            json.WriteString("type", resource.Kind switch
            {
                ResourceKind.Mutex => "mutex",
                ResourceKind.Condition => "wait",
                ResourceKind.Timer => "timer",
                _ => "barrier",
            });
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteTask(Utf8JsonWriter json, WorkloadTask task)
    {
        json.WriteStartObject(task.Name);
        json.WriteNumber("instance", task.InstanceCount);
        json.WriteNumber("loop", task.LoopCount ?? -1);
        json.WriteNumber("delay", task.DelayMicroseconds);
        SchedulingParameters scheduling = task.Scheduling;
        WriteScheduling(json, new SchedulingChange
        {
            Policy = scheduling.Policy,
            Priority = scheduling.Priority,
            Deadline = scheduling.Deadline == DeadlineTimes.None ? null : scheduling.Deadline,
            UtilizationMin = scheduling.UtilizationMin,
            UtilizationMax = scheduling.UtilizationMax,
        });
        WritePlacement(json, task.Cpus, task.MemoryNodes, task.TaskGroup);
        json.WriteStartObject("phases");
        foreach (Phase phase in task.Phases)
        {
            json.WriteStartObject(phase.Name);
            json.WriteNumber("loop", phase.LoopCount ?? -1);
            WriteScheduling(json, phase.Scheduling ?? new SchedulingChange());
            WritePlacement(json, phase.Cpus, phase.MemoryNodes, phase.TaskGroup);
            WriteEvents(json, phase.Events);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteScheduling(Utf8JsonWriter json, SchedulingChange change)
    {
        if (change.Policy is { } policy)
        {
            json.WriteString("policy", WorkloadPolicies.NameOf(policy));
        }

        WriteNumber(json, "priority", change.Priority);
        if (change.Deadline is { } times)
        {
            WriteTime(json, "dl-runtime", times.RuntimeMicroseconds);
            WriteTime(json, "dl-deadline", times.DeadlineMicroseconds);
            WriteTime(json, "dl-period", times.PeriodMicroseconds);
            json.WriteBoolean("dl-reclaim", times.Reclaims);
        }

        WriteNumber(json, "util_min", change.UtilizationMin);
        WriteNumber(json, "util_max", change.UtilizationMax);
    }

    private static void WriteNumber(Utf8JsonWriter json, string key, int? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(key, number);
        }
    }

    /// <summary>A time of zero is one that was not given, and may not be written.</summary>
    private static void WriteTime(Utf8JsonWriter json, string key, long microseconds)
    {
        if (microseconds > 0)
        {
            json.WriteNumber(key, microseconds);
        }
    }

    private static void WritePlacement(Utf8JsonWriter json, ValueList<int> cpus, ValueList<int> nodes, string? group)
    {
        WriteNumbers(json, "cpus", cpus);
        WriteNumbers(json, "nodes_membind", nodes);
        if (group is not null)
        {
            json.WriteString("taskgroup", group);
        }
    }

    private static void WriteNumbers(Utf8JsonWriter json, string key, ValueList<int> numbers)
    {
        if (numbers.Count == 0)
        {
            return;
        }

        json.WriteStartArray(key);
        foreach (int number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static void WriteEvents(Utf8JsonWriter json, ValueList<WorkloadEvent> events)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (WorkloadEvent next in events)
        {
            string name = NameOf(next);
            int earlier = counts.GetValueOrDefault(name);
            counts[name] = earlier + 1;
            json.WritePropertyName(earlier == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}{earlier}"));
            WriteValue(json, next);
        }
    }

    private static string NameOf(WorkloadEvent written) => written switch
    {
        RunEvent => "run",
        RuntimeEvent => "runtime",
        SleepEvent => "sleep",
        TimerEvent => "timer",
        LockEvent => "lock",
        UnlockEvent => "unlock",
        WaitEvent => "wait",
        SignalEvent => "signal",
        BroadcastEvent => "broad",
        SyncEvent => "sync",
        BarrierEvent => "barrier",
        SuspendEvent => "suspend",
        ResumeEvent => "resume",
        YieldEvent => "yield",
        ForkEvent => "fork",
        MemoryEvent => "mem",
        IoEvent => "iorun",
        _ => throw new ArgumentOutOfRangeException(nameof(written), written, "The language has no such event."),
    };

    private static void WriteValue(Utf8JsonWriter json, WorkloadEvent written)
    {
        switch (written)
        {
            case RunEvent { Microseconds: var time }: json.WriteNumberValue(time); break;
            case RuntimeEvent { Microseconds: var time }: json.WriteNumberValue(time); break;
            case SleepEvent { Microseconds: var time }: json.WriteNumberValue(time); break;
            case MemoryEvent { Bytes: var bytes }: json.WriteNumberValue(bytes); break;
            case IoEvent { Bytes: var bytes }: json.WriteNumberValue(bytes); break;
            case LockEvent { Mutex: var name }: json.WriteStringValue(name); break;
            case UnlockEvent { Mutex: var name }: json.WriteStringValue(name); break;
            case SignalEvent { Condition: var name }: json.WriteStringValue(name); break;
            case BroadcastEvent { Condition: var name }: json.WriteStringValue(name); break;
            case BarrierEvent { Barrier: var name }: json.WriteStringValue(name); break;
            case SuspendEvent { Name: var name }: json.WriteStringValue(name); break;
            case ResumeEvent { Name: var name }: json.WriteStringValue(name); break;
            case ForkEvent { Task: var name }: json.WriteStringValue(name); break;
            case YieldEvent: json.WriteStringValue(""); break;
            case WaitEvent wait: WriteWait(json, wait.Condition, wait.Mutex); break;
            case SyncEvent sync: WriteWait(json, sync.Condition, sync.Mutex); break;
            case TimerEvent timer:
                json.WriteStartObject();
                json.WriteString("ref", timer.Timer);
                json.WriteNumber("period", timer.PeriodMicroseconds);
                json.WriteString("mode", timer.Mode == TimerMode.Absolute ? "absolute" : "relative");
                json.WriteEndObject();
                break;
        }
    }

    private static void WriteWait(Utf8JsonWriter json, string condition, string mutex)
    {
        json.WriteStartObject();
        json.WriteString("ref", condition);
        json.WriteString("mutex", mutex);
        json.WriteEndObject();
    }
}
