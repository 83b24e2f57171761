// baton check: explores the models, which run the locking code that ships, in every interleaving and every reordering
// that its memory orders allow. What is too large for that is explored for a while, or sampled
// (--sample). With --mutations it makes the known mistakes one by one and sees whether they are found.

using System.CommandLine;
using System.Text.Json.Nodes;
using Baton.Checker;
using Baton.Cli.Options;
using Baton.Measures;
using Baton.Models;
using Baton.Models.Mutations;
using Spectre.Console;

namespace Baton.Cli.Commands;

/// <summary><c>baton check</c>.</summary>
internal static class CheckCommand
{
    private const int ExecutionsUnlimited = 0;

    public static Command Create(Terminal terminal)
    {
        var command = new Command("check", "Explores the models of the mutex: every interleaving and every reordering of memory.");
        Argument<string[]> names = new("MODEL")
        {
            Description = "Which models; a name may end with *. Without any: all that take seconds. With --mutants: which files, or FILE:LINE.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<bool> list = new("--list") { Description = "List the models and what they cover." };
        Option<bool> mutations = new("--mutations") { Description = "Make the known mistakes instead, one by one, and compare what comes of them." };
        Option<bool> mutants = new("--mutants") { Description = "Weaken, drop, swap and negate mechanically instead, and count who notices." };
        Option<Nanoseconds> time = CommonOptions.Time("--time", "How long to look at one model.", new Nanoseconds(60e9));
        Option<int> executions = CommonOptions.Count(
            "--executions", "How many executions of one model to look at; 0 for all.", ExecutionsUnlimited, 0, int.MaxValue);
        Option<int> steps = CommonOptions.Count("--steps", "How many steps one thread may take.", 500, 1, 8000);
        Option<int?> sample = new("--sample")
        {
            Description = "Walk at random, from this seed, for as long as --time says, instead of looking at everything: for models too large for that.",
            HelpName = "SEED",
        };
        Option<bool> dotnet = new("--dotnet") { Description = "Take memory orders as .NET has them today, not as they are declared." };
        Option<bool> json = CommonOptions.Json();
        foreach (Option option in new Option[] { list, mutations, mutants, time, executions, steps, sample, dotnet, json })
            command.Add(option);

        command.Add(names);
        command.SetAction((parsed, cancellationToken) => Task.Run(() =>
        {
            var options = new CheckerOptions
            {
                TimeMax = parsed.GetValue(time).ToTimeSpan(),
                ExecutionsMax = parsed.GetValue(executions) is > ExecutionsUnlimited and var most ? most : null,
                StepsPerThreadMax = parsed.GetValue(steps),
                SampleSeed = parsed.GetValue(sample),
                Orders = parsed.GetValue(dotnet) ? MemoryOrders.DotNet : MemoryOrders.Declared,
            };
            bool asJson = parsed.GetValue(json);
            string[] named = parsed.GetValue(names) ?? [];
            if (parsed.GetValue(mutants))
                return CheckMutants.Run(terminal, named, options, asJson, cancellationToken);

            (IReadOnlyList<Model> models, IReadOnlyList<EndlessModel> endless) = Chosen(named, parsed.GetValue(list));
            return parsed.GetValue(list) ? List(terminal, models, endless, asJson)
                : parsed.GetValue(mutations) ? CheckMutations.Run(terminal, options, asJson, cancellationToken)
                : Explore(terminal, models, endless, options, asJson, cancellationToken);
        }));
        return command;
    }

    private static (List<Model> Models, List<EndlessModel> Endless) Chosen(string[] names, bool all)
    {
        if (names.Length == 0)
        {
            return (
                [.. ModelCatalog.All.Where(model => all || model.Effort == Effort.Quick)],
                [.. EndlessModel.All.Where(model => all || model.Effort == Effort.Quick)]);
        }

        var models = new List<Model>();
        var endless = new List<EndlessModel>();
        foreach (string name in names)
        {
            int before = models.Count + endless.Count;
            models.AddRange(ModelCatalog.All.Where(model => Means(name, model.Name)));
            endless.AddRange(EndlessModel.All.Where(model => Means(name, model.Name)));
            if (models.Count + endless.Count == before)
                throw new BadInputException($"There is no model '{name}'; 'baton check --list' names them.");
        }

        return (models, endless);
    }

    private static bool Means(string pattern, string name) =>
        pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : name == pattern;

    private static int List(Terminal terminal, IReadOnlyList<Model> models, IReadOnlyList<EndlessModel> endless, bool asJson)
    {
        if (asJson)
        {
            IEnumerable<JsonObject> all =
            [
                .. models.Select(model => Describe(model.Name, model.Title, model.Covers, model.Effort)),
                .. endless.Select(model => Describe(model.Name, model.Title, model.Covers, model.Effort)),
            ];
            terminal.WriteRaw(new JsonArray([.. all]) + Environment.NewLine);
            return Tool.Success;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("model", "what", "covers", "takes");
        foreach (Model model in models)
            table.AddRow(model.Name, Markup.Escape(model.Title), model.Covers, TimeOf(model.Effort));

        foreach (EndlessModel model in endless)
            table.AddRow(model.Name, Markup.Escape(model.Title), model.Covers, TimeOf(model.Effort));

        terminal.Out.Write(table);
        return Tool.Success;
    }

    private static JsonObject Describe(string name, string title, string covers, Effort effort) => new()
    {
        ["name"] = name,
        ["title"] = title,
        ["covers"] = covers,
        ["effort"] = effort.ToString(),
    };

    private static string TimeOf(Effort effort) => effort == Effort.Patient ? "minutes" : "seconds";

    private static int Explore(
        Terminal terminal,
        IReadOnlyList<Model> models,
        IReadOnlyList<EndlessModel> endless,
        CheckerOptions options,
        bool asJson,
        CancellationToken cancellationToken)
    {
        var results = new JsonArray();
        bool fails = false;
        foreach (Model model in models.TakeWhile(_ => !cancellationToken.IsCancellationRequested))
        {
            var progress = new SaidProgress(terminal, model.Name);
            CheckResult result = new Checker.Checker(options).Run(model.Factory, progress, cancellationToken);
            fails |= result.Failure is not null;
            results.Add(ToJson(model, result));
            if (!asJson)
                Say(terminal, model, result);
        }

        foreach (EndlessModel model in endless.TakeWhile(_ => !cancellationToken.IsCancellationRequested))
            fails |= CheckEndless.Explore(terminal, model, options.TimeMax, results, asJson, cancellationToken);

        if (asJson)
            terminal.WriteRaw(results + Environment.NewLine);

        return fails ? Tool.Failure : cancellationToken.IsCancellationRequested ? Tool.Interrupted : Tool.Success;
    }

    private static void Say(Terminal terminal, Model model, CheckResult result)
    {
        string verdict = result.Verdict switch
        {
            Verdict.Holds => "holds in every execution",
            Verdict.HoldsSoFar => "holds so far",
            _ => "FAILS",
        };
        terminal.WriteRaw(
            $"{model.Name,-22} {verdict}: {result.Seen.Executions:N0} executions in {result.Seen.Elapsed.TotalSeconds:F1} s"
            + $"{(result.Remark is null ? "" : $" ({result.Remark})")}{Environment.NewLine}");
        if (result.Failure is not null)
            terminal.WriteRaw(TextReport.Of(result, replayCommand: $"baton replay {model.Name}.{{0}}"));
    }

    private static JsonObject ToJson(Model model, CheckResult result) => new()
    {
        ["model"] = model.Name,
        ["covers"] = model.Covers,
        ["verdict"] = result.Verdict.ToString(),
        ["complete"] = result.Seen.Complete,
        ["blocked"] = result.Seen.Blocked,
        ["impossible"] = result.Seen.Impossible,
        ["events"] = result.Seen.Events,
        ["seconds"] = Math.Round(result.Seen.Elapsed.TotalSeconds, 3),
        ["remark"] = result.Remark,
        ["failure"] = result.Failure is not { } failure ? null : new JsonObject
        {
            ["kind"] = failure.Kind.ToString(),
            ["message"] = failure.Message,
            ["thread"] = failure.Thread,
            ["token"] = $"{model.Name}.{failure.ReplayToken}",
            ["isInterleaving"] = failure.Trace?.IsInterleaving,
            ["holdsOnDotNet"] = failure.HoldsOnDotNet,
        },
    };

    private sealed class SaidProgress(Terminal terminal, string model) : IProgress<CheckProgress>
    {
        private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

        private TimeSpan _next = Between;

        public void Report(CheckProgress value)
        {
            if (value.Elapsed < _next)
                return;

            _next = value.Elapsed + Between;
            terminal.Say($"{model}: {value.Executions:N0} executions in {value.Elapsed.TotalSeconds:F0} s, {value.ExecutionsPerSecond:N0} a second");
        }
    }
}
