using System.Text.Json.Serialization;
using Baton.Workloads.Model;

namespace Baton.Workloads.Execution.Measures;

/// <summary>A point of a distribution's curve.</summary>
/// <param name="Share">The share of all, from 0 to 1.</param>
/// <param name="Value">What so many did not exceed, in nanoseconds.</param>
public readonly record struct CurvePoint(double Share, long Value);

/// <summary>What is known of many durations. All times are nanoseconds; count, least, mean and largest are exact, percentiles within 1 %.</summary>
/// <param name="Count">How many there were; all else is 0 when this is.</param>
/// <param name="Min">The shortest.</param>
/// <param name="Mean">The mean.</param>
/// <param name="P50">Half were at most this.</param>
/// <param name="P99">99 % were at most this.</param>
/// <param name="P999">99.9 % were at most this.</param>
/// <param name="Max">The longest.</param>
public sealed record Distribution(long Count, long Min, double Mean, long P50, long P99, long P999, long Max)
{
    /// <summary>Nothing was measured.</summary>
    public static Distribution Empty { get; } = new(0, 0, 0, 0, 0, 0, 0);

    /// <summary>
    /// The whole distribution, for drawing: shares that come ever closer to 1, and what so many did not exceed, both rising. The
    /// last is 1 and the longest.
    /// </summary>
    [JsonIgnore]
    public ValueList<CurvePoint> Curve { get; init; } = [];
}

/// <summary>
/// How much time was left when work was done before a timer expired; negative where it was late. All times are nanoseconds.
/// The interesting end of slack is the low one, hence its percentiles.
/// </summary>
/// <param name="Count">How many expiries there were; all else is 0 when this is.</param>
/// <param name="MissedCount">How many had negative slack.</param>
/// <param name="Min">The least, which is the worst.</param>
/// <param name="P1">1 % were at most this.</param>
/// <param name="P50">Half were at most this.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Max">The largest.</param>
public sealed record SlackDistribution(long Count, long MissedCount, long Min, long P1, long P50, double Mean, long Max)
{
    /// <summary>No timer expired.</summary>
    public static SlackDistribution Empty { get; } = new(0, 0, 0, 0, 0, 0, 0);
}
