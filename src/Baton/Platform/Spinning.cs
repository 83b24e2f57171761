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
    /// <summary>What it waits for is under way: look about ten times a microsecond.</summary>
    Eager,

    /// <summary>It waits for the end of somebody's critical section: look about once a microsecond.</summary>
    Brisk,

    /// <summary>It waits for its turn, and disturbs the owner as little as it can: look every few microseconds.</summary>
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
    private const int EagerNanosecondsMax = 80;
    private const int BriskNanosecondsMax = 1_000;
    private const int PatientNanosecondsMax = 4_000;
    private const int NanosecondsPerClockRead = 700;
    private const int NanosecondsPerYield = 25_000;

    private readonly int _pauseMax = limit.Pace switch
    {
        SpinPace.Eager => EagerNanosecondsMax,
        SpinPace.Brisk => BriskNanosecondsMax,
        _ => PatientNanosecondsMax,
    };

    private int _pause = 25;
    private int _sinceClockRead;
    private int _sinceYield;

    /// <summary>Waits a moment; returns false if it is time to give up.</summary>
    public bool Once()
    {
        if (_sinceClockRead >= NanosecondsPerClockRead)
        {
            _sinceClockRead = 0;
            if (limit.GiveUpAt.HasPassed)
            {
                return false;
            }
        }

        if (_sinceYield >= NanosecondsPerYield)
        {
            _sinceYield = 0;
            Thread.Yield();
        }

        Processor.Pause(_pause);
        _sinceClockRead += _pause;
        _sinceYield += _pause;
        _pause = Math.Min(_pause + (_pause / 8) + 1, _pauseMax);
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
