// baton run: a workload file on threads of the operating system, against one lock or several after each other; or on Baton's
// own scheduler.

using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Cli.Options;
using Baton.Cli.Reports;
using Baton.Measures;
using Baton.Workloads;
using Baton.Workloads.Execution;
using Baton.Workloads.Execution.Measures;

namespace Baton.Cli.Commands;

/// <summary><c>baton run</c>.</summary>
internal static class RunCommand
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Command Create(Terminal terminal)
    {
        var command = new Command("run", "Runs a workload file (rt-app's JSON) on threads with a lock of your choice, or on Baton's scheduler.");
        Argument<string> file = new("FILE") { Description = "The workload." };
        Option<Nanoseconds> duration = CommonOptions.Time("--duration", "How long to run, instead of as long as the file says.", Nanoseconds.Zero);
        Option<string?> log = new("--log")
        {
            Description = "Also write each thread's rounds there, in the format of rt-app's log files.",
            HelpName = "FOLDER",
        };
        Option<string?> report = new("--report") { Description = "Write a page with the distributions, and on Baton's scheduler the timeline, to this folder.", HelpName = "FOLDER" };
        Option<string?> trace = new("--trace") { Description = "On Baton's scheduler: write what happens to this file, for ui.perfetto.dev and chrome://tracing.", HelpName = "FILE" };
        Option<bool> json = CommonOptions.Json();
        command.Add(file);
        var options = new RunVariantOptions(command);
        command.Add(duration);
        command.Add(log);
        command.Add(report);
        command.Add(trace);
        command.Add(json);
        command.SetAction((parsed, cancellationToken) => Task.Run(() =>
        {
            (IReadOnlyList<RunVariant> variants, EngineCapabilities capabilities) = options.Read(parsed);
            if (parsed.GetValue(trace) is not null && variants.Any(variant => variant.On != RunVariant.Baton))
                throw new BadInputException("--trace: nobody can watch the kernel's scheduler from here; add --on baton, or trace threads with perf or ftrace.");

            Nanoseconds length = parsed.GetValue(duration);
            return Run(
                terminal,
                parsed.GetRequiredValue(file),
                variants,
                capabilities,
                length == Nanoseconds.Zero ? null : length.ToTimeSpan(),
                new RunFiles(terminal, new OutputPlaces(parsed.GetValue(report), parsed.GetValue(trace), parsed.GetValue(log))),
                parsed.GetValue(json),
                cancellationToken);
        }));
        return command;
    }

    private static int Run(
        Terminal terminal,
        string file,
        IReadOnlyList<RunVariant> variants,
        EngineCapabilities capabilities,
        TimeSpan? duration,
        RunFiles files,
        bool asJson,
        CancellationToken cancellationToken)
    {
        WorkloadDocument document;
        try
        {
            document = WorkloadReader.ReadFile(file, capabilities);
        }
        catch (WorkloadException unsound)
        {
            // In the form that editors and build logs make links of.
            foreach (Diagnostic finding in unsound.Diagnostics)
                terminal.Say(finding.ToString());

            return Tool.BadInput;
        }

        foreach (Diagnostic warning in document.Warnings)
            terminal.Say(warning.ToString());

        string name = Path.GetFileName(file);
        var results = new List<(RunVariant Variant, WorkloadResult Result)>();
        foreach (RunVariant variant in variants.TakeWhile(_ => !cancellationToken.IsCancellationRequested))
        {
            WorkloadResult result = Run(terminal, name, document, variant, duration, cancellationToken);
            results.Add((variant, result));
            foreach (string warning in result.Warnings)
                terminal.Say($"{name}: warning: {warning}");

            files.Write(file, document.Workload, variant, variants.Count > 1, result);
            if (!asJson)
                WorkloadReport.Write(terminal.Out, $"{name} with {variant.Name}", result);
        }

        if (results.Count > 0)
            files.WriteReport(file, results);

        if (asJson)
        {
            terminal.WriteRaw(JsonSerializer.Serialize(
                results.Select(each => new { each.Variant.On, each.Variant.Lock, Variant = each.Variant.Key, each.Variant.Name, each.Result }), Json) + "\n");
        }

        if (results.Any(each => each.Result.Tasks.Any(task => task.StuckAt is not null)))
            return Tool.Failure;

        return cancellationToken.IsCancellationRequested ? Tool.Interrupted : Tool.Success;
    }

    private static WorkloadResult Run(
        Terminal terminal, string file, WorkloadDocument document, RunVariant variant, TimeSpan? duration, CancellationToken cancellationToken)
    {
        TimeSpan? length = duration
            ?? (document.Workload.Global.DurationSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        try
        {
            // Who ran when is kept even if nobody asks for a timeline: inversion is found in it.
            return LiveProgress.WatchClock(
                terminal, $"{file} with {variant.Name}", length, clock => variant.Run(document.Workload, duration, clock, true, cancellationToken));
        }
        catch (WorkloadRunException failure)
        {
            throw new MeasurementFailedException($"{file} with {variant.Name}: {failure.Thread}: {failure.Message}", failure);
        }
    }
}
