using System.Globalization;

namespace Baton.Cli.Reports;

/// <summary>Says under a table what its figures are: medians of how many rounds, ratios to what, and how quiet it was.</summary>
internal static class Footnote
{
    // Less than this is the noise of reading two clocks that tick a hundred times a second.
    private const double DisturbanceToMention = 0.05;

    public static string For(Comparison comparison)
    {
        if (comparison.Note is { } note)
            return note;

        int rounds = comparison.Rows.Max(row => row.Rounds);
        string medians = rounds == 1 ? "One round" : $"Medians of {rounds} rounds";
        double foreignShare = comparison.Rows.Max(row => row.ForeignShare) ?? 0;
        string disturbance = foreignShare < DisturbanceToMention
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $" Other processes used up to {foreignShare * 100:0} % of the machine.");
        return $"{medians}; ratios to {comparison.Baseline.Rival.Name}.{disturbance}";
    }
}
