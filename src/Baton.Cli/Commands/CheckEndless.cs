// baton check, for the models whose threads go round for ever: the stateful explorer.

using System.Text.Json.Nodes;
using Baton.Checker;
using Baton.Models;

namespace Baton.Cli.Commands;

/// <summary><c>baton check rounds-…</c>.</summary>
internal static class CheckEndless
{
    /// <summary>Explores one model; returns whether it came otherwise than it should.</summary>
    public static bool Explore(
        Terminal terminal, EndlessModel model, TimeSpan? timeMax, JsonArray results, bool asJson, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeMax ?? Timeout.InfiniteTimeSpan);
        StatefulResult result = new StatefulChecker(model.Promise).Run(model.Factory, new SaidProgress(terminal, model.Name), limit.Token);
        bool unexpected = result.Verdict != model.Expected && result.Verdict != Verdict.HoldsSoFar;
        results.Add(new JsonObject
        {
            ["model"] = model.Name,
            ["covers"] = model.Covers,
            ["verdict"] = result.Verdict.ToString(),
            ["expected"] = model.Expected.ToString(),
            ["states"] = result.States,
            ["steps"] = result.Steps,
            ["seconds"] = Math.Round(result.Elapsed.TotalSeconds, 3),
            ["message"] = result.Message,
        });
        if (!asJson)
            Say(terminal, model, result, unexpected);

        return unexpected;
    }

    private static void Say(Terminal terminal, EndlessModel model, StatefulResult result, bool unexpected)
    {
        string verdict = result.Verdict switch
        {
            Verdict.Holds => "holds in every state",
            Verdict.HoldsSoFar => "holds so far",
            _ when unexpected => "FAILS",
            _ => "fails, as it should",
        };
        terminal.WriteRaw(
            $"{model.Name,-22} {verdict}: {result.States:N0} states in {result.Elapsed.TotalSeconds:F1} s"
            + $"{(result.Message is null ? "" : $" ({result.Message})")}{Environment.NewLine}");
        if (!unexpected)
            return;

        for (int step = 0; step < result.Trace.Count; step++)
            terminal.WriteRaw($"    {(step == result.CycleStart ? "for ever: " : "")}{result.Trace[step]}{Environment.NewLine}");
    }

    private sealed class SaidProgress(Terminal terminal, string model) : IProgress<long>
    {
        public void Report(long states)
        {
            if (states > 1)
                terminal.Say($"{model}: {states:N0} states");
        }
    }
}
