// The timeouts that the platform's locks refuse and accept, for the suites that try them.

using Xunit;

namespace Baton.Contracts;

/// <summary>Timeouts at and beyond the edges, in milliseconds.</summary>
public static class Timeouts
{
    /// <summary>Minus one is "for ever"; anything lower is a mistake, as is more than an int can count.</summary>
    public static TheoryData<double> Refused =>
        [-2, -1000, (double)int.MaxValue + 1, TimeSpan.MinValue.TotalMilliseconds, TimeSpan.MaxValue.TotalMilliseconds];

    public static TheoryData<double> Accepted => [-1, 0, 0.4, int.MaxValue];

    /// <summary>Like the method of TimeSpan, without its refusal of the extremes, whose milliseconds it cannot take back.</summary>
    public static TimeSpan FromMilliseconds(double milliseconds) => milliseconds switch
    {
        _ when milliseconds >= TimeSpan.MaxValue.TotalMilliseconds => TimeSpan.MaxValue,
        _ when milliseconds <= TimeSpan.MinValue.TotalMilliseconds => TimeSpan.MinValue,
        _ => TimeSpan.FromTicks((long)(milliseconds * TimeSpan.TicksPerMillisecond)),
    };
}
