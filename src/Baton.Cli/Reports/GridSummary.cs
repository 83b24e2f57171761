// A whole grid in one table. Throughput is held against the better of the platform's two locks in each cell, which is
// what a program gives up at most by not choosing for that cell; ratios are averaged geometrically, so that twice as fast
// here and half as fast there is no gain. Beside each mean stands the worst cell, because a mean hides it.

using Baton.Measures;
using Baton.Rivals;

namespace Baton.Cli.Reports;

/// <summary>Sums up the cells of a grid.</summary>
internal static class GridSummary
{
    private static readonly Measure Speed = new("throughputRatioGeometricMean", "ops/s, mean", Measure.Ratio, Better.NoRatio);
    private static readonly Measure SpeedWorst = new("throughputRatioMin", "worst cell", Measure.Ratio, Better.NoRatio);
    private static readonly Measure Longest = new("waitLongestRatioGeometricMean", "longest wait, mean", Measure.Ratio, Better.NoRatio);
    private static readonly Measure LongestWorst = new("waitLongestRatioMax", "worst cell", Measure.Ratio, Better.NoRatio);
    private static readonly Measure Fairness = new("minOverMaxMin", "least min/max", Measure.Ratio, Better.NoRatio);

    /// <summary>The table of a grid; <see langword="null"/> when there are fewer than two cells or fewer than two locks.</summary>
    public static Comparison? Of(IReadOnlyList<Comparison> cells)
    {
        // An interrupted grid may lack locks in its last cell.
        Rival[] rivals = cells.Count < 2 ? [] : [.. cells[0].Rows.Select(row => row.Rival).Where(rival => cells.All(cell => Row(cell, rival) is not null))];
        if (rivals.Length < 2)
            return null;

        string reference = rivals.Contains(RivalCatalog.Lock) && rivals.Contains(RivalCatalog.Monitor)
            ? "the better of System.Threading.Lock and Monitor in each cell"
            : cells[0].Baseline.Rival.Name;
        return new Comparison(
            $"all {cells.Count} cells",
            [Speed, SpeedWorst, Longest, LongestWorst, Fairness],
            [.. rivals.Select(rival => new ComparisonRow(rival, Figures(cells, rival), cells.Count))])
        {
            Note = $"Throughput as a ratio to {reference}; longest wait as a ratio to {cells[0].Baseline.Rival.Name}.",
        };
    }

    private static double[] Figures(IReadOnlyList<Comparison> cells, Rival rival)
    {
        double[] speeds = [.. cells.Select(cell => Figure(cell, rival, Measure.Throughput) / Reference(cell))];
        double[] waits = [.. cells.Select(cell => cell.Ratio(Row(cell, rival)!, Measure.WaitLongest))];
        double[] fairness = [.. cells.Select(cell => Figure(cell, rival, Measure.MinOverMax))];
        return
        [
            Statistics.GeometricMean(speeds),
            speeds.Min(),
            Statistics.GeometricMean(waits),
            waits.Max(),
            fairness.Min(),
        ];
    }

    private static double Reference(Comparison cell) =>
        Row(cell, RivalCatalog.Lock) is not null && Row(cell, RivalCatalog.Monitor) is not null
            ? Math.Max(Figure(cell, RivalCatalog.Lock, Measure.Throughput), Figure(cell, RivalCatalog.Monitor, Measure.Throughput))
            : cell.Figure(cell.Baseline, Measure.Throughput);

    private static double Figure(Comparison cell, Rival rival, Measure measure) => cell.Figure(Row(cell, rival)!, measure);

    private static ComparisonRow? Row(Comparison cell, Rival rival) => cell.Rows.FirstOrDefault(row => row.Rival == rival);
}
