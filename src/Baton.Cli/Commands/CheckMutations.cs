using System.Text.Json.Nodes;
using Baton.Checker;
using Baton.Models.Mutations;

namespace Baton.Cli.Commands;

/// <summary><c>baton check --mutations</c>: makes the known mistakes and compares what comes of them.</summary>
internal static class CheckMutations
{
    public static int Run(Terminal terminal, CheckerOptions options, bool asJson, CancellationToken cancellationToken)
    {
        var results = new JsonArray();
        int done = 0;
        int unexpected = 0;
        foreach (Mutation mutation in MutationCatalog.All.TakeWhile(_ => !cancellationToken.IsCancellationRequested))
        {
            terminal.Say($"[{++done}/{MutationCatalog.All.Count}] {mutation.Name}: {mutation.Title}");
            MutationResult result = MutationRun.Try(mutation, options, cancellationToken);
            if (cancellationToken.IsCancellationRequested && result.Model is null)
                break;

            unexpected += result.IsAsExpected ? 0 : 1;
            results.Add(new JsonObject
            {
                ["name"] = mutation.Name,
                ["title"] = mutation.Title,
                ["expected"] = mutation.Expected.ToString(),
                ["found"] = result.Found.ToString(),
                ["model"] = result.Model,
                ["message"] = result.Message,
                ["reason"] = mutation.Reason,
                ["seconds"] = Math.Round(result.Elapsed.TotalSeconds, 3),
            });
            if (!asJson)
                Say(terminal, result);
        }

        if (asJson)
        {
            terminal.WriteRaw(results + Environment.NewLine);
        }
        else
        {
            foreach ((string name, string why) in MutationCatalog.NotApplicable)
                terminal.WriteRaw($"{name,-4} does not apply: {why}{Environment.NewLine}");

            terminal.WriteRaw($"{results.Count - unexpected} of {results.Count} came as expected.{Environment.NewLine}");
        }

        return unexpected > 0 ? Tool.Failure : cancellationToken.IsCancellationRequested ? Tool.Interrupted : Tool.Success;
    }

    private static void Say(Terminal terminal, MutationResult result)
    {
        string found = result.Found switch
        {
            Expectation.Interleaving => $"caught by interleaving, {result.Model}: {result.Message}",
            Expectation.WeakMemory => $"caught under weak memory, {result.Model}: {result.Message}",
            Expectation.Liveness => $"caught waiting for ever, {result.Model}: {result.Message}",
            Expectation.Endless => $"caught by the stateful explorer, {result.Model}: {result.Message}",
            _ => $"not caught: {result.Message}. {result.Mutation.Reason}",
        };
        terminal.WriteRaw(
            $"{result.Mutation.Name,-4} {(result.IsAsExpected ? "" : $"UNEXPECTED, should be {result.Mutation.Expected}: ")}{found}{Environment.NewLine}");
    }
}
