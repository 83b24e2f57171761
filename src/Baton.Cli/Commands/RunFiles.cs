// The files that a real run leaves behind: traces, logs, and a page. With several variants each has a trace and logs of its
// own, named for it, and all share the page.

using System.Globalization;
using Baton.Cli.Options;
using Baton.Cli.Reports;
using Baton.Cli.Reports.Page;
using Baton.Timelines;
using Baton.Workloads.Execution;
using Baton.Workloads.Execution.Measures;
using Baton.Workloads.Model;

namespace Baton.Cli.Commands;

/// <summary>Writes what was asked for, and says where.</summary>
internal sealed class RunFiles
{
    private readonly Terminal _terminal;
    private readonly string? _reportFolder;
    private readonly string? _traceFile;
    private readonly string? _logFolder;

    /// <summary>Sees whether there is a place for everything, before anything is run.</summary>
    /// <exception cref="BadInputException">There is none.</exception>
    public RunFiles(Terminal terminal, string? reportFolder, string? traceFile, string? logFolder)
    {
        (_terminal, _reportFolder, _traceFile, _logFolder) = (terminal, reportFolder, traceFile, logFolder);
        if (reportFolder is not null)
            Attempt("--report", reportFolder, () => Directory.CreateDirectory(reportFolder));

        if (logFolder is not null)
            Attempt("--log", logFolder, () => Directory.CreateDirectory(logFolder));

        if (traceFile is not null && Path.GetDirectoryName(Path.GetFullPath(traceFile)) is { } parent && !Directory.Exists(parent))
            throw new BadInputException($"--trace: cannot write to '{traceFile}': there is no folder '{parent}'.");

        if (Directory.Exists(traceFile))
            throw new BadInputException($"--trace: '{traceFile}' is a folder; name a file, such as '{Path.Combine(traceFile, "trace.json")}'.");
    }

    /// <summary>Whether all that happens has to be kept.</summary>
    public bool NeedTimeline => _traceFile is not null || _reportFolder is not null;

    /// <summary>Writes the trace and the logs of one run.</summary>
    public void Write(string workloadFile, Workload workload, RunVariant variant, bool isOneOfMany, WorkloadResult result)
    {
        if (_traceFile is not null)
        {
            string target = isOneOfMany ? Path.ChangeExtension(_traceFile, $".{variant.Key}{Path.GetExtension(_traceFile)}") : _traceFile;
            Attempt("--trace", target, () =>
            {
                using var stream = new BufferedStream(File.Create(target), 1 << 16);
                TraceEventWriter.Write(stream, result.Timeline!, new Dictionary<string, string>
                {
                    ["workload"] = Path.GetFileName(workloadFile),
                    ["variant"] = variant.Name,
                    ["machine"] = Machine.Describe(),
                });
            });
            _terminal.Say($"trace: {target}");
        }

        if (_logFolder is not null)
        {
            string target = Path.Combine(_logFolder, isOneOfMany ? variant.Key : "");
            Attempt("--log", target, () => WriteLogs(target, workload, result));
        }
    }

    /// <summary>Writes the page of all runs.</summary>
    public void WriteReport(string workloadFile, IReadOnlyList<(RunVariant Variant, WorkloadResult Result)> runs)
    {
        if (_reportFolder is null)
            return;

        string target = Path.Combine(_reportFolder, "report.html");
        Attempt("--report", target, () =>
        {
            using var stream = new BufferedStream(File.Create(target));
            ReportPage.Write(stream, new Report(
                Path.GetFileName(workloadFile), [("measured on", Machine.Describe())], [.. runs.Select(run => Of(run.Variant, run.Result))]));
        });
        _terminal.Say($"report: {target}");
    }

    private static ReportedRun Of(RunVariant variant, WorkloadResult result) => new()
    {
        Key = variant.Key,
        Name = variant.Name,
        Ending = string.Create(CultureInfo.InvariantCulture, $"{result.Elapsed.TotalSeconds:0.00} s, until {WorkloadReport.Ending(result)}."),
        Timeline = result.Timeline,
        Tasks = [.. result.TaskTotals.Select(task => new ReportedTask(
            task,
            result.Tasks.Count(thread => thread.Task == task.Task),
            Ran: task.Lending?.ExecutedNanoseconds,
            Lent: task.Lending?.LentNanoseconds,
            Borrowed: task.Lending?.BorrowedNanoseconds))],
        Locks = result.Locks,
        Notes = result.Warnings,
    };

    private static void WriteLogs(string folder, Workload workload, WorkloadResult result)
    {
        Directory.CreateDirectory(folder);
        foreach (TaskMeasure task in result.Tasks)
        {
            using var writer = new StreamWriter(Path.Combine(folder, Path.GetFileName(RtAppLog.PathOf(workload.Global, task))));
            RtAppLog.Write(writer, task);
        }
    }

    private static void Attempt(string option, string target, Action write)
    {
        try
        {
            write();
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"{option}: cannot write to '{target}': {unwritable.Message}");
        }
    }
}
