// The files that a real run leaves behind: traces, logs, and a page. With several variants each has a trace and logs of its
// own, named for it, and all share the page.

using Baton.Cli.Options;
using Baton.Cli.Reports;
using Baton.Cli.Reports.Page;
using Baton.Timelines;
using Baton.Workloads.Execution;
using Baton.Workloads.Execution.Measures;
using Baton.Workloads.Model;

namespace Baton.Cli.Commands;

/// <summary>Writes what was asked for, and says where.</summary>
internal sealed class RunFiles(Terminal terminal, OutputPlaces places)
{
    /// <summary>Writes the trace and the logs of one run.</summary>
    public void Write(string workloadFile, Workload workload, RunVariant variant, bool isOneOfMany, WorkloadResult result)
    {
        if (places.TraceFile is { } traceFile)
        {
            string target = isOneOfMany ? Path.ChangeExtension(traceFile, $".{variant.Key}{Path.GetExtension(traceFile)}") : traceFile;
            OutputFile.Write("--trace", target, () =>
            {
                using var stream = new BufferedStream(File.Create(target), 1 << 16);
                TraceEventWriter.Write(stream, result.Timeline!, new Dictionary<string, string>
                {
                    ["workload"] = Path.GetFileName(workloadFile),
                    ["variant"] = variant.Name,
                    ["machine"] = Machine.Describe(),
                });
            });
            terminal.Say($"trace: {target}");
        }

        if (places.LogFolder is { } logFolder)
        {
            OutputPlaces.WriteLogs(Path.Combine(logFolder, isOneOfMany ? variant.Key : ""), workload, result.Tasks);
        }
    }

    /// <summary>Writes the page of all runs.</summary>
    public void WriteReport(string workloadFile, IReadOnlyList<(RunVariant Variant, WorkloadResult Result)> runs)
    {
        if (places.ReportFolder is not { } folder)
            return;

        string target = Path.Combine(folder, "report.html");
        OutputFile.Write("--report", target, () =>
        {
            using var stream = new BufferedStream(File.Create(target));
            ReportPage.Write(stream, new Report(
                Path.GetFileName(workloadFile), [("measured on", Machine.Describe())], [.. runs.Select(run => RealReport.Of(run.Variant.Key, run.Variant, run.Result))]));
        });
        terminal.Say($"report: {target}");
    }
}
