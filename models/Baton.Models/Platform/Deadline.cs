using System.Diagnostics;

namespace Baton.Platform;

/// <summary>An instant. Whether it has passed is the environment's choice, made anew at every look until the answer is
/// yes; see <see cref="ModelClock"/>.</summary>
internal readonly record struct Deadline(long Ticks)
{
    public static Deadline Never => new(long.MaxValue);

    /// <summary>The instant that has passed before the program begins; what a field of this type holds at first.</summary>
    public static Deadline Past => default;

    public bool IsNever => Ticks == long.MaxValue;

    public bool HasPassed
    {
        [StackTraceHidden]
        get => Machine.Current.Clock.HasPassed(this);
    }

    /// <summary>That an instant is long past says no more than that it has passed.</summary>
    [StackTraceHidden]
    public bool HasPassedBy(long microseconds) => HasPassed;

    public static Deadline AfterMicroseconds(long microseconds) => Machine.Current.Clock.After();

    public static Deadline After(TimeSpan span) =>
        span == Timeout.InfiniteTimeSpan ? Never : Machine.Current.Clock.After();

    [StackTraceHidden]
    public static Deadline Earlier(Deadline a, Deadline b) => Machine.Current.Clock.Earlier(a, b);
}
