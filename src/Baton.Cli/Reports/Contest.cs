using Baton.Measures;

namespace Baton.Cli.Reports;

/// <summary>What is measured beside others in one run.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Key">Its name for machines.</param>
/// <param name="Name">Its name for people.</param>
internal sealed record Contestant<TKind>(TKind Kind, string Key, string Name);

/// <summary>Measures contestants in turns, and tells how far it is.</summary>
internal static class Contest
{
    /// <summary>A round that warms up and is forgotten, and then those that count.</summary>
    /// <param name="terminal">Where to tell.</param>
    /// <param name="title">What is measured, in words.</param>
    /// <param name="contestants">Who is measured; no two alike.</param>
    /// <param name="rounds">How often each is measured.</param>
    /// <param name="measure">One measurement, and whether it only warms up.</param>
    /// <param name="figure">The figure that is told of it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Those who were measured at all, in the order given, each with its results.</returns>
    public static IReadOnlyList<(Contestant<TKind> Contestant, IReadOnlyList<TResult> Rounds)> Run<TKind, TResult>(
        Terminal terminal,
        string title,
        IReadOnlyList<Contestant<TKind>> contestants,
        int rounds,
        Func<TKind, bool, TResult> measure,
        Func<TResult, string> figure,
        CancellationToken cancellationToken)
    {
        int done = 0;
        Interleaving.Run(contestants, 1, contestant => measure(contestant.Kind, true), Tell, cancellationToken);
        IReadOnlyDictionary<Contestant<TKind>, IReadOnlyList<TResult>> results =
            Interleaving.Run(contestants, rounds, contestant => measure(contestant.Kind, false), Tell, cancellationToken);
        return [.. contestants.Where(results.ContainsKey).Select(contestant => (contestant, results[contestant]))];

        void Tell(Contestant<TKind> contestant, TResult result) =>
            terminal.Say($"[{++done}/{(rounds + 1) * contestants.Count}] {title}: {contestant.Name} {figure(result)}");
    }
}
