// baton demo: the whole point in under a minute. Many threads and a few asynchronous callers share one lock; each of the
// locks that a .NET programmer would reach for takes its turn, and a table, two sentences and a chart say what came out.

using System.CommandLine;
using System.Text.Json.Nodes;
using Baton.Cli.Charts;
using Baton.Cli.Options;
using Baton.Cli.Reports;
using Baton.Measures;
using Baton.Rivals;
using Spectre.Console;

namespace Baton.Cli.Commands;

/// <summary><c>baton demo</c>.</summary>
internal static class DemoCommand
{
    private const string Title = "How long callers waited for the lock";

    public static Command Create(Terminal terminal)
    {
        var command = new Command("demo", "Shows in under a minute what four locks do when many want them.");
        Option<int> threads = CommonOptions.Count("--threads", "How many threads share the lock.", 32, 1, 10_000);
        Option<int> callers = CommonOptions.Count("--async-callers", "How many async callers share it with them.", 8, 0, 10_000);
        Option<Nanoseconds> hold = CommonOptions.Time("--hold", "How long each holds it.", new Nanoseconds(1_000));
        Option<DirectoryInfo> output = new("--output")
        {
            Description = "Where the chart goes, as waits.svg and waits.png.",
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
        (string svg, string png) = Draw(comparison.Scenario, rounds, output);
        return measuring.Finish(
            parsed,
            [comparison],
            cancellationToken,
            afterTables: () =>
            {
                foreach (string sentence in words)
                    terminal.Out.WriteLine(sentence);

                terminal.Out.WriteLine();
                terminal.WriteRaw($"The chart of all waits: {png}\n                        {svg}\n");
            },
            moreJson: document =>
            {
                document["words"] = new JsonArray([.. words.Select(sentence => JsonValue.Create(sentence))]);
                document["charts"] = new JsonArray(svg, png);
            });
    }

    private static (string Svg, string Png) Draw(
        string scenario, IReadOnlyDictionary<Rival, IReadOnlyList<ContendedResult>> rounds, DirectoryInfo output)
    {
        using var chart = new WaitChart(Title, scenario);
        foreach ((Rival rival, IReadOnlyList<ContendedResult> results) in rounds)
            chart.Add(rival.Name, WaitDistribution.Merge([.. results.Select(result => result.Waits)]));

        string svg = Path.Combine(output.FullName, "waits.svg");
        string png = Path.Combine(output.FullName, "waits.png");
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
