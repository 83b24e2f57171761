using Baton.Rivals;

namespace Baton.Cli.Reports;

/// <summary>A kind of scenario: how it is measured, and how it is spoken of.</summary>
/// <param name="Describe">A scenario in words, as the title of a table.</param>
/// <param name="Length">How long one measurement takes.</param>
/// <param name="Measure">Measures one lock in a scenario.</param>
/// <param name="WarmUp">Makes a scenario that is measured once for each lock and forgotten, before the first that counts.</param>
/// <param name="Tell">What a measurement showed in a few words, as progress.</param>
/// <param name="Summarize">Makes the comparison out of all rounds.</param>
/// <param name="SumUp">Makes one comparison out of those of all scenarios, where that says something.</param>
internal sealed record Question<TScenario, TResult>(
    Func<TScenario, string> Describe,
    Func<TScenario, TimeSpan> Length,
    Func<Rival, TScenario, CancellationToken, TResult> Measure,
    Func<TScenario, TScenario> WarmUp,
    Func<TResult, string> Tell,
    Func<string, IReadOnlyDictionary<Rival, IReadOnlyList<TResult>>, Comparison> Summarize,
    Func<IReadOnlyList<Comparison>, Comparison?>? SumUp = null);
