// baton bench inversion: how long an urgent request waits for a lock that a batch job holds, while medium work floods all
// workers; with today's tools and with Baton.

using System.CommandLine;
using Baton.Cli.Options;
using Baton.Cli.Reports;
using Baton.Measures;
using Baton.Measures.Inversion;

namespace Baton.Cli.Commands;

/// <summary><c>baton bench inversion</c>.</summary>
internal static class InversionCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("inversion", "How long an urgent request waits for a lock while medium work floods all workers.");
        Option<IReadOnlyList<int>> backlog = CommonOptions.Counts("--backlog", "How many items of medium work are outstanding.", [10, 100, 1_000]);
        Option<IReadOnlyList<int>> steps = CommonOptions.Counts("--steps", "How many times the owner computes 100 µs and awaits inside its section.", [5, 20]);
        Option<int> asks = CommonOptions.Count("--asks", "How many times the urgent request asks.", 20, 1, 100_000);
        Option<int> workers = CommonOptions.Count("--workers", "How many workers there are, except on the thread pool.", Environment.ProcessorCount, 1, 1_024);
        Option<Nanoseconds> flood = CommonOptions.Time("--flood", "How long the flood goes on if the request gets the lock no earlier.", new Nanoseconds(1e9));
        Option<SectionAwait> awaits = new("--await") { Description = "What the owner awaits: its turn (yield), another thread (completion), or a timer of 1 ms.", DefaultValueFactory = _ => SectionAwait.Yield };
        Option<IReadOnlyList<InversionWorldKind>> worlds = Worlds();
        Option<bool> json = CommonOptions.Json();
        Option<bool> markdown = CommonOptions.Markdown();
        foreach (Option option in new Option[] { backlog, steps, asks, workers, flood, awaits, worlds, json, markdown })
            command.Add(option);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var report = new InversionReport();
            IEnumerable<InversionScenario> scenarios =
                from stepCount in parsed.GetRequiredValue(steps)
                from outstanding in parsed.GetRequiredValue(backlog)
                select new InversionScenario
                {
                    Steps = stepCount,
                    Backlog = outstanding,
                    Await = parsed.GetValue(awaits),
                    Asks = parsed.GetValue(asks),
                    FloodMax = parsed.GetValue(flood).ToTimeSpan(),
                };
            foreach (InversionScenario scenario in scenarios)
                report.Add(scenario, await MeasureAsync(
                    terminal, parsed.GetRequiredValue(worlds), scenario, parsed.GetValue(workers), cancellationToken));

            terminal.WriteRaw(parsed.GetValue(json) ? report.ToJson() : parsed.GetValue(markdown) ? report.ToMarkdown() : "");
            if (!parsed.GetValue(json) && !parsed.GetValue(markdown))
                report.Write(terminal.Out);

            return cancellationToken.IsCancellationRequested ? Tool.Interrupted : Tool.Success;
        });
        return command;
    }

    /// <summary>Measures every world in one scenario; those that were not reached before an interruption are missing.</summary>
    public static async Task<IReadOnlyList<InversionResult>> MeasureAsync(
        Terminal terminal,
        IReadOnlyList<InversionWorldKind> worlds,
        InversionScenario scenario,
        int workers,
        CancellationToken cancellationToken)
    {
        var results = new List<InversionResult>();
        foreach (InversionWorldKind kind in worlds.TakeWhile(_ => !cancellationToken.IsCancellationRequested))
        {
            await InversionRun.MeasureAsync(kind, scenario with { Asks = 1, FloodMax = TimeSpan.Zero }, workers, cancellationToken);
            InversionResult result = await InversionRun.MeasureAsync(kind, scenario, workers, cancellationToken);
            results.Add(result);
            terminal.Say($"{InversionReport.Describe(scenario)}: {kind.Name} p50 {result.Waits.At(50)}, longest {result.Waits.Longest}");
        }

        return results;
    }

    private static Option<IReadOnlyList<InversionWorldKind>> Worlds() => new("--worlds")
    {
        Description = "Where, comma-separated: " + string.Join(", ", InversionWorldKind.All.Select(kind => $"{kind.Key} ({kind.Name})")) + ".",
        HelpName = "NAMES",
        DefaultValueFactory = _ => InversionWorldKind.All,
        CustomParser = result =>
        {
            var kinds = new List<InversionWorldKind>();
            foreach (string name in result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries)))
            {
                if (InversionWorldKind.All.FirstOrDefault(kind => kind.Key == name) is not { } kind)
                {
                    string known = string.Join(", ", InversionWorldKind.All.Select(each => each.Key));
                    result.AddError($"--worlds: there is no '{name}'; there are {known}.");
                    return [];
                }

                kinds.Add(kind);
            }

            return kinds;
        },
    };
}
