// The files that a simulation leaves behind: traces, logs, and a page. With several variants each has a trace and logs of its
// own, named for it, and all share a page; with several workloads each has a page of its own.

using Baton.Cli.Options;
using Baton.Cli.Reports.Page;
using Baton.Simulator;
using Baton.Timelines;
using Baton.Workloads.Model;

namespace Baton.Cli.Commands;

/// <summary>Writes what was asked for, and says where.</summary>
internal sealed class SimulationFiles(Terminal terminal, OutputPlaces places, bool areManyWorkloads)
{
    /// <summary>Whether all that happens has to be kept.</summary>
    public bool NeedTrace => places.NeedTimeline;

    /// <summary>Whether the rounds of threads have to be kept.</summary>
    public bool NeedRounds => places.LogFolder is not null;

    /// <summary>Writes the trace and the logs of one simulation; returns its timeline if a report is to come.</summary>
    public Timeline? Write(string workloadFile, Workload workload, SimulationVariant variant, bool isOneOfMany, SimulationResult result)
    {
        Timeline? timeline = NeedTrace ? SimulationTimeline.Of(result.Trace!) : null;
        string workloadName = Path.GetFileNameWithoutExtension(workloadFile);
        if (places.TraceFile is { } traceFile)
        {
            string[] distinctions = [.. areManyWorkloads ? [workloadName] : (string[])[], .. isOneOfMany ? [variant.Key] : (string[])[]];
            string target = distinctions.Aggregate(traceFile, (path, word) => Path.ChangeExtension(path, $".{word}{Path.GetExtension(path)}"));
            OutputFile.Write("--trace", target, () => WriteTrace(target, Path.GetFileName(workloadFile), variant, result, timeline!));
            terminal.Say($"trace: {target}");
        }

        if (places.LogFolder is { } logFolder)
        {
            string target = Path.Combine(logFolder, areManyWorkloads ? workloadName : "", isOneOfMany ? variant.Key : "");
            OutputPlaces.WriteLogs(target, workload, result.Threads);
            terminal.Say($"logs: {target}");
        }

        return places.ReportFolder is null ? null : timeline;
    }

    /// <summary>Writes the page of one workload's runs.</summary>
    public void WriteReport(string workloadFile, IReadOnlyList<(string Name, string Value)> facts, IReadOnlyList<ReportedRun> runs)
    {
        string folder = Path.Combine(places.ReportFolder!, areManyWorkloads ? Path.GetFileNameWithoutExtension(workloadFile) : "");
        string target = Path.Combine(folder, "report.html");
        OutputFile.Write("--report", target, () =>
        {
            Directory.CreateDirectory(folder);
            using var stream = new BufferedStream(File.Create(target));
            ReportPage.Write(stream, new Report(Path.GetFileName(workloadFile), facts, runs));
        });
        terminal.Say($"report: {target}");
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
}
