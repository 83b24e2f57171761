using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Baton.Simulator;
using Baton.Workloads;
using Spectre.Console;

namespace Baton.Cli.Commands;

/// <summary><c>baton simulate --fuzz N</c>: hunts for violations, and shows the smallest workload for each.</summary>
internal static class SimulateFuzz
{
    public static int Run(Terminal terminal, long count, long firstSeed, string? keep, bool asJson, CancellationToken cancellationToken)
    {
        if (count < 1)
            throw new BadInputException($"--fuzz takes a number of workloads, 1 or more, not '{count}'.");

        var clock = Stopwatch.StartNew();
        FuzzResult result = Watch(terminal, count, progress =>
            Fuzzer.Run(firstSeed, count, Environment.ProcessorCount, progress, cancellationToken));
        if (asJson)
        {
            terminal.WriteRaw(JsonSerializer.Serialize(new
            {
                result.Simulations,
                result.Events,
                Findings = result.Findings.Select(finding => new { finding.Seed, finding.Violation.Invariant, finding.Violation.Message }),
            }) + "\n");
        }
        else
        {
            terminal.Out.MarkupLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Simulations:N0} random schedules, {result.Events:N0} events, {clock.Elapsed.TotalSeconds:0.0} s: {(result.Findings.Count == 0 ? "[green]no violation[/]" : $"[red]{result.Findings.Count} invariants violated[/]")}."));
        }

        foreach (FuzzFinding finding in result.Findings)
            Show(terminal, finding, keep);

        if (result.Findings.Count > 0)
            return Tool.Failure;

        return cancellationToken.IsCancellationRequested ? Tool.Interrupted : Tool.Success;
    }

    private static void Show(Terminal terminal, FuzzFinding finding, string? keep)
    {
        string workload = WorkloadWriter.Write(finding.Case.Workload);
        terminal.Say($"seed {finding.Seed}: {finding.Violation.Message}");
        terminal.Say($"  to see it again: baton simulate --fuzz 1 --seed {finding.Seed}");
        terminal.Say($"  smallest: {finding.Case.Options.Processors} processors, {finding.Case.Options.Support}, {finding.Case.Options.Lock}, {finding.Case.Options.Faults}");
        if (keep is null)
        {
            terminal.Say(workload);
            return;
        }

        OutputFile.Write("--keep", keep, () => File.WriteAllText(keep, workload));
    }

    private static FuzzResult Watch(Terminal terminal, long count, Func<IProgress<FuzzProgress>?, FuzzResult> work)
    {
        if (!terminal.Error.Profile.Capabilities.Interactive || !terminal.Error.Profile.Out.IsTerminal)
            return work(null);

        return terminal.Error.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new RemainingTimeColumn())
            .Start(context => work(new Display(context.AddTask("random schedules", maxValue: count))));
    }

    private sealed class Display(ProgressTask task) : IProgress<FuzzProgress>
    {
        public void Report(FuzzProgress value)
        {
            task.Value = value.Simulations;
            task.Description = string.Create(CultureInfo.InvariantCulture, $"{value.Simulations:N0} random schedules, {value.Violations} violations");
        }
    }
}
