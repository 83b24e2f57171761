// baton simulate: a workload file in virtual time, on as many processors as one likes; or, with --fuzz, random workloads
// that hunt for a violation.

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Cli.Options;
using Baton.Cli.Reports;
using Baton.Cli.Reports.Page;
using Baton.Measures;
using Baton.Simulator;
using Baton.Timelines;
using Baton.Workloads;
using Baton.Workloads.Execution;
using Baton.Workloads.Execution.Measures;
using Spectre.Console;

namespace Baton.Cli.Commands;

/// <summary><c>baton simulate</c>.</summary>
internal static class SimulateCommand
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Command Create(Terminal terminal)
    {
        var command = new Command("simulate", "Runs workload files in virtual time, on Baton's own scheduler and as many processors as you like.");
        Argument<string[]> files = new("FILE") { Description = "The workloads.", Arity = ArgumentArity.ZeroOrMore };
        var machine = new MachineOptions(command);
        Option<string?> compare = new("--compare")
        {
            Description = "Simulate several variants side by side: a list of on, off, pi, handoff, fifo, unfair, cpus=N.",
            HelpName = "LIST",
        };
        Option<string?> besideReal = new("--beside-real")
        {
            Description = "Also run the workload for real, for as long, on threads of the system (variants off and pi) or on Baton's scheduler (off and on), and show it beside the simulation.",
            HelpName = "threads|baton",
        };
        Option<Nanoseconds> duration = CommonOptions.Time("--duration", "How much virtual time, instead of as much as the file says.", Nanoseconds.Zero);
        Option<string?> report = new("--report")
        {
            Description = "Write a page there, report.html, with the timeline, the distributions and the worst inversions.",
            HelpName = "FOLDER",
        };
        Option<string?> trace = new("--trace")
        {
            Description = "Write a trace that Perfetto and chrome://tracing open; or, to a file that ends in .txt, all that happens, a line each.",
            HelpName = "FILE",
        };
        Option<string?> log = new("--log") { Description = "Write each thread's rounds there, in the format of rt-app's log files.", HelpName = "FOLDER" };
        Option<long?> fuzz = new("--fuzz") { Description = "Simulate so many random workloads and hunt for violations of the invariants.", HelpName = "N" };
        Option<string?> keep = new("--keep") { Description = "With --fuzz: write the smallest workload that violates something to this file.", HelpName = "FILE" };
        Option<bool> json = CommonOptions.Json();
        command.Add(files);
        foreach (Option option in new Option[] { compare, besideReal, duration, report, trace, log, fuzz, keep, json })
            command.Add(option);

        command.SetAction((parsed, cancellationToken) => Task.Run(() =>
        {
            if (parsed.GetValue(fuzz) is { } count)
                return SimulateFuzz.Run(terminal, count, machine.Seed(parsed), parsed.GetValue(keep), parsed.GetValue(json), cancellationToken);

            if (parsed.GetRequiredValue(files) is not [_, ..] given)
                throw new BadInputException("simulate: there is no FILE; name a workload, or hunt for bugs with --fuzz N.");

            // Before any file is read, so that a mistake in the options is what is complained of.
            IReadOnlyList<SimulationVariant> asked = SimulationVariant.Parse(parsed.GetValue(compare), machine.Read(parsed, inherits: false));
            string? on = parsed.GetValue(besideReal);
            if (on is not (null or RunVariant.Threads or RunVariant.Baton))
                throw new BadInputException($"--beside-real is threads or baton, not '{on}'.");

            if (on is not null && asked.All(variant => RealCounterpart.Of(on, variant.Options) is null))
                throw new BadInputException($"--beside-real {on}: none of what is simulated can be run there; simulate {(on == RunVariant.Threads ? "--compare off,pi" : "--compare off,on")}.");

            Nanoseconds length = parsed.GetValue(duration);
            var outputs = new SimulationFiles(
                terminal, new OutputPlaces(parsed.GetValue(report), parsed.GetValue(trace), parsed.GetValue(log)), given.Length > 1);
            var request = new Request(
                parsed.GetValue(compare),
                on,
                length == Nanoseconds.Zero ? null : length.ToTimeSpan(),
                outputs,
                parsed.GetValue(json),
                asks => machine.Read(parsed, asks));
            return Run(terminal, given, request, cancellationToken);
        }));
        return command;
    }

    private static int Run(Terminal terminal, string[] files, Request request, CancellationToken cancellationToken)
    {
        var results = new List<(string File, ShownSimulation Shown)>();
        foreach (string file in files)
        {
            if (RunFile(terminal, file, request, results, cancellationToken) is var code && code != Tool.Success)
                return code;
        }

        if (request.AsJson)
        {
            terminal.WriteRaw(JsonSerializer.Serialize(
                results.Select(each => new { each.File, Variant = each.Shown.Variant.Key, each.Shown.Variant.Name, each.Shown.Result, each.Shown.Real }), Json) + "\n");
        }

        return results.Any(each => each.Shown.Result.Ending == SimulationEnding.Stuck) ? Tool.Failure : Tool.Success;
    }

    private static int RunFile(
        Terminal terminal,
        string file,
        Request request,
        List<(string File, ShownSimulation Shown)> results,
        CancellationToken cancellationToken)
    {
        string name = Path.GetFileName(file);
        WorkloadDocument document;
        IReadOnlyList<SimulationVariant> variants;
        try
        {
            // Read twice: what the machine is depends on the file, and what the file means on the machine.
            SimulationOptions basis = request.Machine(WorkloadReader.ReadFile(file).Workload.Global.PriorityInheritance) with
            {
                Duration = request.Duration,
                KeepsTrace = request.Outputs.NeedTrace,
                KeepsRounds = request.Outputs.NeedRounds,
            };
            variants = SimulationVariant.Parse(request.Compare, basis);
            document = WorkloadReader.ReadFile(file, Simulation.Capabilities(variants.Max(variant => variant.Options.Processors)));
        }
        catch (WorkloadException unsound)
        {
            foreach (Diagnostic finding in unsound.Diagnostics)
                terminal.Say(finding.ToString());

            return Tool.BadInput;
        }

        foreach (Diagnostic warning in document.Warnings)
            terminal.Say(warning.ToString());

        var shown = new List<ShownSimulation>();
        var report = new List<ReportedRun>();
        IReadOnlyList<(string, string)> facts = [];
        foreach (SimulationVariant variant in variants)
        {
            SimulationResult result = Simulate(terminal, name, document, variant, cancellationToken);
            if (cancellationToken.IsCancellationRequested)
                return Tool.Interrupted;

            foreach (string warning in result.Warnings)
                terminal.Say($"{name}: warning: {warning}");

            RunVariant? counterpart = request.BesideReal is { } on ? RealCounterpart.Of(on, variant.Options) : null;
            WorkloadResult? real = counterpart is null ? null : RunReally(terminal, name, document, counterpart, variant.Options.Duration, cancellationToken);
            var each = new ShownSimulation(variant, result, counterpart, real);
            if (request.Outputs.Write(file, document.Workload, variant, variants.Count > 1, result) is { } timeline)
            {
                facts = report.Count > 0 ? facts : SimulationReport.Facts(variant.Options, result);
                report.Add(SimulationReport.Of(each.Key, variant, result, timeline));
                if (real is not null)
                    report.Add(RealReport.Of(each.RealKey, counterpart!, real));
            }

            // What was kept for the files may be large.
            each = each with { Result = result with { Trace = null, Threads = request.AsJson ? result.Threads : [] }, Real = real is null ? null : real with { Timeline = null } };
            results.Add((file, each));
            shown.Add(each);
            if (!request.AsJson && variants.Count == 1)
                SimulationTables.Write(terminal.Out, $"{name}: {variant.Name}", result);
        }

        if (!request.AsJson && (shown.Count > 1 || shown[0].Real is not null))
            SimulationTables.WriteComparison(terminal.Out, name, shown);

        if (report.Count > 0)
            request.Outputs.WriteReport(file, request.BesideReal is null ? facts : [.. facts, ("real runs on", Machine.Describe())], report);

        return Tool.Success;
    }

    private static SimulationResult Simulate(
        Terminal terminal, string name, WorkloadDocument document, SimulationVariant variant, CancellationToken cancellationToken)
    {
        TimeSpan? length = variant.Options.Duration
            ?? (document.Workload.Global.DurationSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        try
        {
            return LiveProgress.WatchClock(terminal, $"{name}: {variant.Name}", length, clock =>
                Simulation.Run(document.Workload, variant.Options, clock, cancellationToken));
        }
        catch (SimulationException unfit)
        {
            throw new BadInputException($"{name}: {unfit.Message}");
        }
        catch (SimulationViolationException violation)
        {
            throw new MeasurementFailedException(
                $"{name}: {violation.Message} This is a bug of Baton. To see it again, run the same command with --seed {variant.Options.Seed}.", violation);
        }
    }

    private static WorkloadResult RunReally(
        Terminal terminal, string name, WorkloadDocument document, RunVariant real, TimeSpan? duration, CancellationToken cancellationToken)
    {
        TimeSpan? length = duration ?? (document.Workload.Global.DurationSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        try
        {
            WorkloadResult result = LiveProgress.WatchClock(terminal, $"{name} with {real.Name}", length, clock =>
                real.Run(document.Workload, duration, clock, true, cancellationToken));
            foreach (string warning in result.Warnings)
                terminal.Say($"{name} with {real.Name}: warning: {warning}");

            return result;
        }
        catch (WorkloadRunException failure)
        {
            throw new MeasurementFailedException($"{name} with {real.Name}: {failure.Message}", failure);
        }
    }

    private sealed record Request(
        string? Compare, string? BesideReal, TimeSpan? Duration, SimulationFiles Outputs, bool AsJson, Func<bool, SimulationOptions> Machine);
}
