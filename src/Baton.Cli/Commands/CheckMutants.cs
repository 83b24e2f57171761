using System.Text.Json.Nodes;
using Baton.Checker;
using Baton.Models.Mutations;

namespace Baton.Cli.Commands;

/// <summary><c>baton check --mutants</c>: changes the locking code mechanically and counts who notices.</summary>
internal static class CheckMutants
{
    public static int Run(Terminal terminal, CheckerOptions options, bool asJson, CancellationToken cancellationToken)
    {
        List<MechanicalMutant> mutants = [.. MechanicalMutants.All()];
        var results = new List<MechanicalResult>();
        var together = new ParallelOptions { MaxDegreeOfParallelism = options.Workers };
        Parallel.ForEach(mutants, together, (mutant, loop) =>
        {
            if (cancellationToken.IsCancellationRequested)
            {
                loop.Stop();
                return;
            }

            MechanicalResult result = MechanicalRun.Try(mutant, options, cancellationToken);
            lock (results)
            {
                if (cancellationToken.IsCancellationRequested && result.Survives)
                    return;

                results.Add(result);
                terminal.Say(
                    $"[{results.Count}/{mutants.Count}] {mutant}: "
                    + (!result.Compiles ? "does not compile" : result.Survives ? "SURVIVES" : $"{result.Model}: {result.Message}"));
            }
        });

        List<MechanicalResult> counted = [.. results.Where(result => result.Compiles)];
        List<MechanicalResult> survivors =
            [.. counted.Where(result => result.Survives).OrderBy(result => result.Mutant.File).ThenBy(result => result.Mutant.Line)];
        if (asJson)
        {
            terminal.WriteRaw(new JsonObject
            {
                ["mutants"] = counted.Count,
                ["killed"] = counted.Count - survivors.Count,
                ["survivors"] = new JsonArray([.. survivors.Select(each => (JsonNode)new JsonObject
                {
                    ["mutant"] = each.Mutant.ToString(),
                    ["looked"] = each.Message,
                    ["why"] = each.Explanation,
                })]),
            } + Environment.NewLine);
        }
        else
        {
            foreach (MechanicalResult each in survivors)
                terminal.WriteRaw($"{each.Mutant}{Environment.NewLine}    {each.Message}; {each.Explanation ?? "NOBODY HAS SAID WHY"}{Environment.NewLine}");

            terminal.WriteRaw($"{counted.Count - survivors.Count} of {counted.Count} mutants are noticed.{Environment.NewLine}");
        }

        return survivors.Exists(each => each.Explanation is null) ? Tool.Failure
            : cancellationToken.IsCancellationRequested ? Tool.Interrupted : Tool.Success;
    }
}
