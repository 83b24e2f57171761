// baton demo: the whole point in about a minute, in two acts.
//
// First: many threads and a few asynchronous callers share one lock; each of the locks that a .NET programmer would reach
// for takes its turn, and a table, two sentences and a chart say what came out.
//
// Second: an urgent request needs a lock that a batch job holds, while medium work keeps all workers busy. Who stands
// between them decides how long it waits: the thread pool, a scheduler with priorities, or Baton's without and with proxy
// execution.

using System.CommandLine;
using System.Text.Json.Nodes;
using Baton.Cli.Charts;
using Baton.Cli.Options;
using Baton.Cli.Reports;
using Baton.Measures;
using Baton.Measures.Inversion;
using Baton.Rivals;
using Spectre.Console;

namespace Baton.Cli.Commands;

/// <summary><c>baton demo</c>.</summary>
internal static class DemoCommand
{
    private const string Title = "How long callers waited for the lock";
    private const string InversionTitle = "How long an urgent request waited for a lock that a batch job held";

    private static readonly InversionScenario Inversion = new()
    {
        Steps = 5,
        Backlog = 100,
        Asks = 8,
        FloodMax = TimeSpan.FromMilliseconds(400),
    };

    public static Command Create(Terminal terminal)
    {
        var command = new Command("demo", "Shows in about a minute what four locks do when many want them, and what inherits urgency.");
        Option<int> threads = CommonOptions.Count("--threads", "How many threads share the lock.", 32, 1, 10_000);
        Option<int> callers = CommonOptions.Count("--async-callers", "How many async callers share it with them.", 8, 0, 10_000);
        Option<Nanoseconds> hold = CommonOptions.Time("--hold", "How long each holds it.", new Nanoseconds(1_000));
        Option<DirectoryInfo> output = new("--output")
        {
            Description = "Where the charts go: waits and inversion, as .svg and .png.",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => new DirectoryInfo("baton-demo"),
        };
        command.Add(threads);
        command.Add(callers);
        command.Add(hold);
        command.Add(output);
        var measuring = new MeasuringCommand(terminal, command, 3, TimeSpan.FromSeconds(2));
        command.SetAction((parsed, cancellationToken) => Task.Run(() =>
        {
            var scenario = new ContendedScenario
            {
                Threads = parsed.GetValue(threads),
                AsyncCallers = parsed.GetValue(callers),
                Hold = parsed.GetValue(hold),
                Await = AwaitPlace.OutsideSection,
                Duration = measuring.Duration(parsed),
            };
            return Run(terminal, measuring, parsed, scenario, parsed.GetRequiredValue(output), cancellationToken);
        }));
        return command;
    }

    private static int Run(
        Terminal terminal,
        MeasuringCommand measuring,
        ParseResult parsed,
        ContendedScenario scenario,
        DirectoryInfo output,
        CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<Rival, IReadOnlyList<ContendedResult>> rounds = measuring.Measure(
            parsed, measuring.LocksForThreads(parsed), scenario, ContendedComparison.Question, cancellationToken);
        if (rounds.Count == 0)
            return Tool.Interrupted;

        Comparison comparison = ContendedComparison.Summarize(ContendedComparison.Describe(scenario), rounds);
        IReadOnlyList<string> words = PlainWords.For(comparison);
        (string svg, string png) = Draw(
            output, "waits", Title, comparison.Scenario,
            rounds.Select(entry => (entry.Key.Name, WaitDistribution.Merge([.. entry.Value.Select(result => result.Waits)]))));

        var second = new InversionReport();
        IReadOnlyList<InversionResult> inversion = cancellationToken.IsCancellationRequested ? [] : InversionCommand.MeasureAsync(
            terminal, InversionWorldKind.All, Inversion, Environment.ProcessorCount, cancellationToken).GetAwaiter().GetResult();
        second.Add(Inversion, inversion);
        (string inversionSvg, string inversionPng) = Draw(
            output, "inversion", InversionTitle, InversionReport.Describe(Inversion),
            inversion.Select(result => (result.World.Name, result.Waits)));
        return measuring.Finish(
            parsed,
            [comparison],
            cancellationToken,
            afterTables: () =>
            {
                foreach (string sentence in words)
                    terminal.Out.WriteLine(sentence);

                second.Write(terminal.Out);
                if (second.Sentence is { } sentenceOfAll)
                    terminal.Out.WriteLine(sentenceOfAll);

                terminal.Out.WriteLine();
                terminal.WriteRaw($"The charts of all waits: {png}\n                         {svg}\n");
                terminal.WriteRaw($"                         {inversionPng}\n                         {inversionSvg}\n");
            },
            moreJson: document =>
            {
                document["words"] = new JsonArray([.. words.Select(sentence => JsonValue.Create(sentence))]);
                document["charts"] = new JsonArray(svg, png, inversionSvg, inversionPng);
                document["inversion"] = second.ToJsonArray();
            });
    }

    private static (string Svg, string Png) Draw(
        DirectoryInfo output, string file, string title, string scenario, IEnumerable<(string Name, WaitDistribution Waits)> lines)
    {
        using var chart = new WaitChart(title, scenario);
        foreach ((string name, WaitDistribution waits) in lines)
            chart.Add(name, waits);

        string svg = Path.Combine(output.FullName, file + ".svg");
        string png = Path.Combine(output.FullName, file + ".png");
        try
        {
            output.Create();
            chart.SaveSvg(svg);
            chart.SavePng(png);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--output: cannot write the chart to '{output.FullName}': {unwritable.Message}");
        }

        return (svg, png);
    }
}
