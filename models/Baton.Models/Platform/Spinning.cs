namespace Baton.Platform;

/// <summary>What a spinner waits to see: a condition that the checker evaluates instead of looping.</summary>
internal interface ISpinCondition<in T> : Checker.IWaitCondition<T>;

/// <summary>A condition over several shared words.</summary>
internal interface IAwaitCondition : Checker.IWaitCondition;

/// <summary>How often a spinner looks. Here it looks at every moment that makes a difference.</summary>
internal enum SpinPace
{
    Eager,
    Brisk,
    Patient,
}

/// <summary>When a spinner gives up.</summary>
internal readonly record struct SpinLimit(Deadline GiveUpAt, SpinPace Pace)
{
    public static SpinLimit None => new(Deadline.Never, SpinPace.Eager);

    /// <summary>The spinner has given up, so its time is over from here on. Always false, to be returned.</summary>
    public bool GaveUp()
    {
        Machine.Current.Clock.LetPass(GiveUpAt);
        return false;
    }
}

/// <summary>The waiting call for conditions over several shared words.</summary>
internal static class Await
{
    public static void Until<TCondition>(TCondition condition)
        where TCondition : struct, IAwaitCondition, allows ref struct =>
        Check.Await(condition, null, 0);
}
