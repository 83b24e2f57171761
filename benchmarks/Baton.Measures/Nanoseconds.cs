// A length of time as people who measure locks write it: 50ns, 1us, 20us, 1.5ms, 2s. TimeSpan cannot stand in for it,
// because its unit is 100 ns and an uncontended lock takes less.

using System.Globalization;

namespace Baton.Measures;

/// <summary>A length of time with a fraction of a nanosecond as its resolution.</summary>
/// <param name="Value">The length in nanoseconds.</param>
public readonly record struct Nanoseconds(double Value) : IComparable<Nanoseconds>
{
    private static readonly (string Suffix, double Scale)[] Units =
        [("ns", 1), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9)];

    /// <summary>No time at all.</summary>
    public static Nanoseconds Zero => default;

    /// <summary>The same length as a <see cref="TimeSpan"/>, rounded to its unit of 100 ns.</summary>
    public TimeSpan ToTimeSpan() => TimeSpan.FromTicks((long)Math.Round(Value / TimeSpan.NanosecondsPerTick));

    /// <summary>The length of a number of <see cref="System.Diagnostics.Stopwatch"/> ticks.</summary>
    public static Nanoseconds FromStopwatchTicks(double ticks) => new(ticks * 1e9 / System.Diagnostics.Stopwatch.Frequency);

    /// <summary>Reads <c>50ns</c>, <c>1us</c> (or <c>1µs</c>), <c>1.5ms</c>, <c>2s</c>, and <c>0</c> without a unit.</summary>
    public static bool TryParse(string? text, out Nanoseconds result)
    {
        result = default;
        text = text?.Trim();
        if (string.IsNullOrEmpty(text))
            return false;

        if (text == "0")
            return true;

        int digits = 0;
        while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] == '.'))
            digits++;

        string suffix = text[digits..].Trim();
        foreach ((string unit, double scale) in Units)
        {
            if (!string.Equals(suffix, unit, StringComparison.OrdinalIgnoreCase))
                continue;

            if (!double.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value))
                return false;

            result = new Nanoseconds(value * scale);
            return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public int CompareTo(Nanoseconds other) => Value.CompareTo(other.Value);

    /// <summary>Up to three significant digits and the unit that fits: <c>41 ns</c>, <c>1.04 µs</c>, <c>1.39 s</c>; or <c>0</c>.</summary>
    public override string ToString()
    {
        if (Value == 0)
            return "0";

        (double value, string unit) = Value switch
        {
            < 999.5 => (Value, "ns"),
            < 999.5e3 => (Value / 1e3, "µs"),
            < 999.5e6 => (Value / 1e6, "ms"),
            _ => (Value / 1e9, "s"),
        };
        string format = value switch
        {
            < 9.995 => "0.##",
            < 99.95 => "0.#",
            _ => "0",
        };
        return value.ToString(format, CultureInfo.InvariantCulture) + " " + unit;
    }

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator <(Nanoseconds left, Nanoseconds right) => left.Value < right.Value;

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator >(Nanoseconds left, Nanoseconds right) => left.Value > right.Value;

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator <=(Nanoseconds left, Nanoseconds right) => left.Value <= right.Value;

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator >=(Nanoseconds left, Nanoseconds right) => left.Value >= right.Value;
}
