using System.Runtime.CompilerServices;

namespace Baton.Platform;

/// <summary>What a spinner waits to see. A struct, so that the loop is compiled for the condition.</summary>
internal interface ISpinCondition<in T>
{
    /// <summary>Whether the spinner can stop.</summary>
    bool IsMet(T value);
}

/// <summary>How often a spinner looks. Every look takes the cache line away from its owner for a moment.</summary>
internal enum SpinPace
{
    /// <summary>What it waits for is due within a critical section: look about ten times a microsecond.</summary>
    Eager,

    /// <summary>It waits for its turn, and disturbs the owner as little as it can: look about once a microsecond.</summary>
    Patient,
}

/// <summary>When a spinner gives up, and how often it looks until then.</summary>
internal readonly record struct SpinLimit(Deadline GiveUpAt, SpinPace Pace)
{
    /// <summary>For waits that another thread ends within a few instructions, such as an internal list lock.</summary>
    public static SpinLimit None => new(Deadline.Never, SpinPace.Eager);
}

/// <summary>
/// One busy-wait: pauses that grow to the pace's bound, a glance at the clock now and then, and a yield of the
/// processor every so often in case whoever is waited for needs this very one.
/// </summary>
internal struct Spinner(SpinLimit limit)
{
    // One SpinWait iteration is normalised by the runtime to about 5 ns.
    private const int PausesMaxEager = 16;
    private const int PausesMaxPatient = 160;
    private const int LooksPerClockRead = 8;
    private const int LooksPerYield = 64;

    private int _pauses = 2;
    private int _looks;

    /// <summary>Waits a moment; returns false if it is time to give up.</summary>
    public bool Once()
    {
        _looks++;
        if (_looks % LooksPerClockRead == 0 && limit.GiveUpAt.HasPassed)
        {
            return false;
        }

        if (_looks % LooksPerYield == 0)
        {
            Thread.Yield();
        }

        Thread.SpinWait(_pauses);
        _pauses = Math.Min(_pauses * 2, limit.Pace == SpinPace.Eager ? PausesMaxEager : PausesMaxPatient);
        return true;
    }
}

/// <summary>A condition over several shared words, for <see cref="Await"/>.</summary>
internal interface IAwaitCondition
{
    /// <summary>Whether the waiting is over. Reads shared words; changes nothing.</summary>
    bool IsMet();
}

/// <summary>The waiting call for conditions over several shared words, which another thread is about to make true.</summary>
internal static class Await
{
    /// <summary>Busy-waits until <paramref name="condition"/> is met. The checker evaluates it once per attempt.</summary>
    public static void Until<TCondition>(TCondition condition)
        where TCondition : struct, IAwaitCondition, allows ref struct
    {
        var spin = new Spinner(SpinLimit.None);
        while (!condition.IsMet())
        {
            spin.Once();
        }
    }
}
