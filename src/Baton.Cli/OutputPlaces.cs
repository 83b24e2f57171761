using Baton.Workloads.Execution;
using Baton.Workloads.Execution.Measures;
using Baton.Workloads.Model;

namespace Baton.Cli;

/// <summary>Where a run, real or simulated, leaves its page, its traces and its logs; null where none are wanted.</summary>
internal sealed class OutputPlaces
{
    /// <summary>Sees whether there is a place for everything, before anything is run.</summary>
    /// <exception cref="BadInputException">There is none.</exception>
    public OutputPlaces(string? reportFolder, string? traceFile, string? logFolder)
    {
        (ReportFolder, TraceFile, LogFolder) = (reportFolder, traceFile, logFolder);
        if (reportFolder is not null)
            OutputFile.Write("--report", reportFolder, () => Directory.CreateDirectory(reportFolder));

        if (logFolder is not null)
            OutputFile.Write("--log", logFolder, () => Directory.CreateDirectory(logFolder));

        if (traceFile is not null && Path.GetDirectoryName(Path.GetFullPath(traceFile)) is { } parent && !Directory.Exists(parent))
            throw new BadInputException($"--trace: cannot write to '{traceFile}': there is no folder '{parent}'.");

        if (Directory.Exists(traceFile))
            throw new BadInputException($"--trace: '{traceFile}' is a folder; name a file, such as '{Path.Combine(traceFile, "trace.json")}'.");
    }

    public string? ReportFolder { get; }

    public string? TraceFile { get; }

    public string? LogFolder { get; }

    /// <summary>Whether all that happens has to be kept.</summary>
    public bool NeedTimeline => TraceFile is not null || ReportFolder is not null;

    /// <summary>Writes rt-app's log of each thread into a folder.</summary>
    public static void WriteLogs(string folder, Workload workload, IEnumerable<TaskMeasure> threads) => OutputFile.Write("--log", folder, () =>
    {
        Directory.CreateDirectory(folder);
        foreach (TaskMeasure thread in threads)
        {
            using var writer = new StreamWriter(Path.Combine(folder, Path.GetFileName(RtAppLog.PathOf(workload.Global, thread))));
            RtAppLog.Write(writer, thread);
        }
    });
}
