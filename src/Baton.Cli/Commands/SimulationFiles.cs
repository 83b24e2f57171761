// The files that a simulation leaves behind: traces, logs, and a page. With several variants each has a trace and logs of its
// own, named for it, and all share a page; with several workloads each has a page of its own.

using Baton.Cli.Options;
using Baton.Cli.Reports.Page;
using Baton.Simulator;
using Baton.Timelines;
using Baton.Workloads.Execution;
using Baton.Workloads.Execution.Measures;
using Baton.Workloads.Model;

namespace Baton.Cli.Commands;

/// <summary>Writes what was asked for, and says where.</summary>
internal sealed class SimulationFiles
{
    private readonly Terminal _terminal;
    private readonly string? _reportFolder;
    private readonly string? _traceFile;
    private readonly string? _logFolder;
    private readonly bool _areManyWorkloads;

    /// <summary>Sees whether there is a place for everything, before anything is simulated.</summary>
    /// <exception cref="BadInputException">There is none.</exception>
    public SimulationFiles(Terminal terminal, string? reportFolder, string? traceFile, string? logFolder, bool areManyWorkloads)
    {
        (_terminal, _reportFolder, _traceFile, _logFolder, _areManyWorkloads) = (terminal, reportFolder, traceFile, logFolder, areManyWorkloads);
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
    public bool NeedTrace => _traceFile is not null || _reportFolder is not null;

    /// <summary>Whether the rounds of threads have to be kept.</summary>
    public bool NeedRounds => _logFolder is not null;

    /// <summary>Writes the trace and the logs of one simulation; returns its timeline if a report is to come.</summary>
    public Timeline? Write(string workloadFile, Workload workload, SimulationVariant variant, bool isOneOfMany, SimulationResult result)
    {
        Timeline? timeline = NeedTrace ? SimulationTimeline.Of(result.Trace!) : null;
        string workloadName = Path.GetFileNameWithoutExtension(workloadFile);
        if (_traceFile is not null)
        {
            string[] distinctions = [.. _areManyWorkloads ? [workloadName] : (string[])[], .. isOneOfMany ? [variant.Key] : (string[])[]];
            string target = distinctions.Aggregate(_traceFile, (path, word) => Path.ChangeExtension(path, $".{word}{Path.GetExtension(path)}"));
            Attempt("--trace", target, () => WriteTrace(target, Path.GetFileName(workloadFile), variant, result, timeline!));
            _terminal.Say($"trace: {target}");
        }

        if (_logFolder is not null)
        {
            string target = Path.Combine(_logFolder, _areManyWorkloads ? workloadName : "", isOneOfMany ? variant.Key : "");
            Attempt("--log", target, () => WriteLogs(target, workload, result));
            _terminal.Say($"logs: {target}");
        }

        return _reportFolder is null ? null : timeline;
    }

    /// <summary>Writes the page of one workload's simulations.</summary>
    public void WriteReport(string workloadFile, IReadOnlyList<(SimulationVariant Variant, SimulationResult Result, Timeline Timeline)> runs)
    {
        string folder = Path.Combine(_reportFolder!, _areManyWorkloads ? Path.GetFileNameWithoutExtension(workloadFile) : "");
        string target = Path.Combine(folder, "report.html");
        Attempt("--report", target, () =>
        {
            Directory.CreateDirectory(folder);
            using var stream = new BufferedStream(File.Create(target));
            ReportPage.Write(stream, SimulationReport.Of(Path.GetFileName(workloadFile), runs));
        });
        _terminal.Say($"report: {target}");
    }

    private static void WriteTrace(string target, string workload, SimulationVariant variant, SimulationResult result, Timeline timeline)
    {
        if (Path.GetExtension(target).Equals(".txt", StringComparison.OrdinalIgnoreCase))
        {
            using var writer = new StreamWriter(target);
            result.Trace!.WriteText(writer);
            return;
        }

        var facts = new Dictionary<string, string> { ["workload"] = workload, ["variant"] = variant.Name };
        foreach ((string name, string value) in SimulationReport.Facts(variant.Options, result))
            facts.Add(name, value);

        using var stream = new BufferedStream(File.Create(target), 1 << 16);
        TraceEventWriter.Write(stream, timeline, facts);
    }

    private static void WriteLogs(string folder, Workload workload, SimulationResult result)
    {
        Directory.CreateDirectory(folder);
        foreach (TaskMeasure thread in result.Threads)
        {
            using var writer = new StreamWriter(Path.Combine(folder, Path.GetFileName(RtAppLog.PathOf(workload.Global, thread))));
            RtAppLog.Write(writer, thread);
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
