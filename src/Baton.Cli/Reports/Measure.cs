// One column of a report: what it is called, how its figures are written, and which direction is good.

using System.Globalization;
using Baton.Measures;

namespace Baton.Cli.Reports;

/// <summary>Something that is known about every lock in a report.</summary>
/// <param name="Key">Its name for machines, unit included.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Format">Writes a figure.</param>
/// <param name="Better">Which figures are good ones, or that a ratio would say nothing.</param>
/// <param name="IsMinor">Whether a table leaves it out when the terminal is narrow.</param>
internal sealed record Measure(
    string Key, string Title, Func<double, string> Format, Better Better, bool IsMinor = false)
{
    public static Measure Throughput { get; } = new("throughputPerSecond", "ops/s", Count, Better.Higher);

    public static Measure Jain { get; } = new("jainIndex", "Jain", Fraction, Better.NoRatio);

    public static Measure MinOverMax { get; } = new("minOverMax", "min/max", Fraction, Better.NoRatio);

    public static Measure WaitP50 { get; } = new("waitP50Nanoseconds", "wait p50", Time, Better.NoRatio);

    public static Measure WaitP99 { get; } = new("waitP99Nanoseconds", "p99", Time, Better.NoRatio);

    public static Measure WaitP999 { get; } = new("waitP999Nanoseconds", "p99.9", Time, Better.NoRatio);

    public static Measure WaitLongest { get; } = new("waitLongestNanoseconds", "longest", Time, Better.Lower);

    public static Measure BytesPerOperation { get; } = new("bytesPerOperation", "B/op", Bytes, Better.NoRatio, IsMinor: true);

    public static Measure ProcessorTime { get; } = new("processorNanosecondsPerOperation", "CPU/op", Time, Better.NoRatio, IsMinor: true);

    /// <summary>A number with three significant digits and a thousands suffix: <c>901 k</c>, <c>6.72 M</c>.</summary>
    public static string Count(double value) => value switch
    {
        < 999.5 => value.ToString("0.#", CultureInfo.InvariantCulture),
        < 9_995 => (value / 1e3).ToString("0.00", CultureInfo.InvariantCulture) + " k",
        < 99_950 => (value / 1e3).ToString("0.0", CultureInfo.InvariantCulture) + " k",
        < 999_500 => (value / 1e3).ToString("0", CultureInfo.InvariantCulture) + " k",
        < 9_995_000 => (value / 1e6).ToString("0.00", CultureInfo.InvariantCulture) + " M",
        _ => (value / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + " M",
    };

    /// <summary>A length of time; see <see cref="Nanoseconds.ToString"/>.</summary>
    public static string Time(double nanoseconds) => new Nanoseconds(nanoseconds).ToString();

    /// <summary>A ratio: two digits after the point while it is near one, three significant digits when it is small.</summary>
    public static string Ratio(double value) => value switch
    {
        double.PositiveInfinity => "∞",
        0 => "0",
        < 0.001 => "<0.001",
        < 0.0995 => value.ToString("0.###", CultureInfo.InvariantCulture),
        < 9.995 => value.ToString("0.00", CultureInfo.InvariantCulture),
        < 99.95 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0", CultureInfo.InvariantCulture),
    };

    private static string Fraction(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Bytes(double value) => value.ToString(value < 9.95 ? "0.#" : "0", CultureInfo.InvariantCulture);
}

/// <summary>Which figures of a measure are good ones.</summary>
internal enum Better
{
    /// <summary>The ratio to the baseline says nothing, or is in another column already.</summary>
    NoRatio,

    /// <summary>More is better.</summary>
    Higher,

    /// <summary>Less is better.</summary>
    Lower,
}
