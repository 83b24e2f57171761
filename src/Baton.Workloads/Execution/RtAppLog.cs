using System.Globalization;
using Baton.Workloads.Execution.Measures;

namespace Baton.Workloads.Execution;

/// <summary>Writes a thread's rounds as rt-app's log files have them, so that scripts that read those read these.</summary>
public static class RtAppLog
{
    /// <summary>The name of a thread's log file: directory, base name and thread, as rt-app composes it.</summary>
    public static string PathOf(Model.GlobalSettings global, TaskMeasure task)
    {
        ArgumentNullException.ThrowIfNull(global);
        ArgumentNullException.ThrowIfNull(task);
        string name = string.Join('_', task.Name.Split(Path.GetInvalidFileNameChars()));
        return Path.Combine(global.LogDirectory, $"{global.LogBaseName}-{name}.log");
    }

    /// <summary>Writes the header and one line for each round that was kept.</summary>
    public static void Write(TextWriter writer, TaskMeasure task)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(task);
        int space = task.Policy.LastIndexOf(' ');
        writer.Write($"# Policy : {task.Policy[..space]} priority : {task.Policy[(space + 1)..]}\n");
        writer.Write(string.Format(CultureInfo.InvariantCulture,
            "{0} {1,8} {2,8} {3,8} {4,15} {5,15} {6,15} {7,10} {8,10} {9,10} {10,10}\n",
            "#idx", "perf", "run", "period", "start", "end", "rel_st", "slack", "c_duration", "c_period", "wu_lat"));

        // The first column is the thread's number, the same in each line.
        string index = task.Name[task.Task.Length..].TrimStart('-').Split('-')[0];
        foreach (LogRow row in task.Rows)
        {
            writer.Write(string.Format(CultureInfo.InvariantCulture,
                "{0,4} {1,8} {2,8} {3,8} {4,15} {5,15} {6,15} {7,10} {8,10} {9,10} {10,10}\n",
                index, row.Perf, row.Run, row.Period, row.Start, row.End, row.RelativeStart, row.Slack, row.ConfiguredRun,
                row.ConfiguredPeriod, row.WakeUpLatency));
        }
    }
}
