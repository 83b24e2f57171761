// What a table says, in two sentences. They are put together from the figures: nothing here knows which lock is better.

using System.Globalization;
using Baton.Rivals;

namespace Baton.Cli.Reports;

/// <summary>Says in words how one lock compares with the baseline.</summary>
internal static class PlainWords
{
    // Closer than this, two figures are the same as far as a reader is concerned.
    private const double NoticeableDifference = 0.05;
    private const double NoticeableFactor = 1.2;
    private const double FactorToCountInTimes = 2;

    /// <summary>One sentence on speed and the longest wait, one on fairness. Empty when there is nothing to compare.</summary>
    public static IReadOnlyList<string> For(Comparison comparison)
    {
        ComparisonRow baseline = comparison.Baseline;
        ComparisonRow? subject = comparison.Rows.FirstOrDefault(row => row.Rival == RivalCatalog.Handoff && row != baseline)
            ?? comparison.Rows.FirstOrDefault(row => row != baseline);
        return subject is null ? [] : [SpeedAndTail(comparison, subject), Fairness(comparison, subject)];
    }

    private static string SpeedAndTail(Comparison comparison, ComparisonRow subject)
    {
        string name = comparison.Baseline.Rival.Name;
        string made = Speed(comparison.Ratio(subject, Measure.Throughput), name);
        double subjectLongest = comparison.Figure(subject, Measure.WaitLongest);
        double baselineLongest = comparison.Figure(comparison.Baseline, Measure.WaitLongest);
        bool isShorter = subjectLongest < baselineLongest;
        double factor = isShorter ? baselineLongest / subjectLongest : subjectLongest / baselineLongest;
        string relation = factor < NoticeableFactor
            ? "about as long as"
            : $"{factor.ToString(factor < 10 ? "0.0" : "0", CultureInfo.InvariantCulture)} times {(isShorter ? "shorter" : "longer")} than";
        return $"{subject.Rival.Name} {made}, and its longest wait, {Measure.Time(subjectLongest)}, " +
            $"was {relation} the {Measure.Time(baselineLongest)} of {name}.";
    }

    private static string Speed(double ratio, string name) => ratio switch
    {
        >= FactorToCountInTimes => $"made {ratio.ToString("0.0", CultureInfo.InvariantCulture)} times as many acquisitions as {name}",
        >= 1 + NoticeableDifference => $"made {Percent(ratio - 1)} more acquisitions than {name}",
        > 1 - NoticeableDifference => $"made as many acquisitions as {name}",
        _ => $"made {Percent(1 - ratio)} fewer acquisitions than {name}",
    };

    private static string Fairness(Comparison comparison, ComparisonRow subject) =>
        "Compared with the luckiest caller, the unluckiest got the lock " +
        $"{Share(comparison, subject)} under {subject.Rival.Name} and " +
        $"{Share(comparison, comparison.Baseline)} under {comparison.Baseline.Rival.Name}.";

    private static string Share(Comparison comparison, ComparisonRow row) => comparison.Figure(row, Measure.MinOverMax) switch
    {
        0 => "never",
        < 0.01 => "less than 1 % as often",
        > 1 - NoticeableDifference => "just as often",
        double share => $"{Percent(share)} as often",
    };

    private static string Percent(double part) => (part * 100).ToString("0", CultureInfo.InvariantCulture) + " %";
}
