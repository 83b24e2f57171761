// What one scenario showed for each lock: medians over the rounds, and their ratios to one lock's.

using Baton.Measures;
using Baton.Rivals;

namespace Baton.Cli.Reports;

/// <summary>One scenario, several locks, the same measures of each.</summary>
/// <param name="Scenario">What was run, in words: <c>64 threads, hold 1 µs, think 0</c>.</param>
/// <param name="Measures">What is known about each lock.</param>
/// <param name="Rows">The locks.</param>
internal sealed record Comparison(string Scenario, IReadOnlyList<Measure> Measures, IReadOnlyList<ComparisonRow> Rows)
{
    /// <summary>What to say below the table instead of what is said below most.</summary>
    public string? Note { get; init; }

    /// <summary>The lock that ratios are taken to: the platform's own where it took part, the first one otherwise.</summary>
    public ComparisonRow Baseline =>
        Rows.FirstOrDefault(row => row.Rival == RivalCatalog.Lock)
        ?? Rows.FirstOrDefault(row => row.Rival == RivalCatalog.Semaphore)
        ?? Rows[0];

    /// <summary>The figure of a lock.</summary>
    public double Figure(ComparisonRow row, Measure measure) => row.Figures[IndexOf(measure)];

    /// <summary>The figure of a lock over the baseline's.</summary>
    public double Ratio(ComparisonRow row, Measure measure) => Figure(row, measure) / Figure(Baseline, measure);

    private int IndexOf(Measure measure)
    {
        for (int i = 0; i < Measures.Count; i++)
        {
            if (Measures[i] == measure)
                return i;
        }

        throw new ArgumentException($"The comparison has no {measure.Title}.", nameof(measure));
    }
}

/// <summary>One lock in a comparison.</summary>
/// <param name="Rival">The lock.</param>
/// <param name="Figures">Its figures, in the order of the measures.</param>
/// <param name="Rounds">How many rounds they are the medians of.</param>
/// <param name="Violations">How often two callers were inside at once, over all rounds.</param>
/// <param name="ForeignShare">Part of the machine that others used in the most disturbed round, where it is known.</param>
internal sealed record ComparisonRow(
    Rival Rival, IReadOnlyList<double> Figures, int Rounds, long Violations = 0, double? ForeignShare = null)
{
    /// <summary>Takes the median over the rounds of every figure.</summary>
    public static double[] Medians<TResult>(IReadOnlyList<TResult> rounds, params Func<TResult, double>[] figures) =>
        [.. figures.Select(figure => Statistics.Median(rounds.Select(figure)))];
}
