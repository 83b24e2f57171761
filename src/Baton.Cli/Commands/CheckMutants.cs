using System.Text.Json.Nodes;
using Baton.Checker;
using Baton.Models.Mutations;

namespace Baton.Cli.Commands;

/// <summary><c>baton check --mutants</c>: changes the locking code mechanically and counts who notices.</summary>
internal static class CheckMutants
{
    /// <summary>Tries the mutants of the places given, each a file or FILE:LINE; all if none is.</summary>
    public static int Run(Terminal terminal, string[] places, CheckerOptions options, bool asJson, CancellationToken cancellationToken)
    {
        List<MechanicalMutant> mutants = [.. MechanicalMutants.All()];
        foreach (string place in places.Where(place => !mutants.Exists(mutant => Is(mutant, place))))
            throw new BadInputException($"There is nothing to mutate at '{place}'; write a file, such as OwnerWord.cs, or FILE:LINE.");

        mutants.RemoveAll(mutant => places.Length > 0 && !Array.Exists(places, place => Is(mutant, place)));
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

    private static bool Is(MechanicalMutant mutant, string place) => place == mutant.File || place == $"{mutant.File}:{mutant.Line}";
}
