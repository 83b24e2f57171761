namespace Baton.Checker.Exploration;

/// <summary>How a thread that cannot go on leaves its run.</summary>
/// <remarks>
/// An exception costs as much as a whole execution. So a thread is first let run out: its operations answer defaults
/// ("the compare-exchange succeeded") and record nothing, and most code is through in a few of them. If it is not, or
/// if a program tends to throw on defaults, it leaves by an exception that was made once.
/// </remarks>
internal sealed class Departure
{
    // How many operations a thread may make on its way out, and when running out is judged not to pay.
    private const int StrayStepsMax = 48;
    private const int ThrowsTolerated = 32;

    private readonly ThreadLeft _left = new();
    private int _straySteps;
    private long _runsOut;
    private long _throws;

    /// <summary>Whether the thread is on its way out.</summary>
    public bool IsUnderWay { get; private set; }

    /// <summary>A run begins.</summary>
    public void Reset() => IsUnderWay = false;

    /// <summary>The thread goes no further.</summary>
    /// <param name="atOnce">Whether it must not run out.</param>
    public void Begin(bool atOnce)
    {
        IsUnderWay = true;
        _straySteps = 0;
        if (atOnce || _throws > ThrowsTolerated + (_runsOut / 2))
        {
            throw _left;
        }

        _runsOut++;
    }

    /// <summary>The thread makes one more operation on its way out.</summary>
    public void Stray()
    {
        if (++_straySteps > StrayStepsMax)
        {
            throw _left;
        }
    }

    /// <summary>The thread left by an exception.</summary>
    public void NoteThrow() => _throws++;
}

/// <summary>Takes a thread out of its run.</summary>
internal sealed class ThreadLeft : Exception;
