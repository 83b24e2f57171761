// Time, for code that asks of it only whether an instant has passed.
//
// Nothing may depend on how long something takes, so the clock is free: at each look an instant has passed or not, and
// both are explored. What has passed stays passed for the thread that saw it; without that, a loop that ends "when the
// time is over" would have runs of any length. Two threads may still disagree, or see a later instant pass before an
// earlier one: more than a real clock does, so what holds here holds there.
//
// An instant is named by the thread that made it and its number in the thread's run, which is the same in every re-run.

using System.Diagnostics;

namespace Baton.Platform;

/// <summary>What becomes of the patience of a mutex and of its spins, in one model.</summary>
internal enum Passing
{
    /// <summary>Any instant may pass at any look: all the others at once, and the largest number of executions.</summary>
    Chosen,

    /// <summary>Every instant has passed when it is made: each first waiter asks for the lock at once.</summary>
    AtOnce,

    /// <summary>No instant passes: no waiter ever asks.</summary>
    Never,
}

/// <summary>The clock of one model.</summary>
internal sealed class ModelClock(Passing passing)
{
    private const int ThreadsMax = 16;

    private readonly HashSet<long> _passed = [];
    private int _thread;
    private int _count;

    /// <summary>A thread begins its run.</summary>
    public void Begin(int thread)
    {
        _passed.Clear();
        _thread = thread;
        _count = 0;
    }

    /// <summary>An instant to come.</summary>
    public Deadline After() => passing switch
    {
        Passing.AtOnce => Deadline.Past,
        Passing.Never => Deadline.Never,
        _ => Chosen(),
    };

    /// <summary>An instant that may pass at any look, whatever the model says of patience: a caller's time limit.</summary>
    public Deadline Chosen() => new((++_count * ThreadsMax) + _thread);

    /// <summary>Whether the instant has passed.</summary>
    [StackTraceHidden]
    public bool HasPassed(Deadline instant)
    {
        if (instant.IsNever)
        {
            return false;
        }

        if (instant == Deadline.Past || _passed.Contains(instant.Ticks))
        {
            return true;
        }

        bool passes = Check.Happens(null, 0);
        if (passes)
        {
            LetPass(instant);
        }

        return passes;
    }

    /// <summary>The running thread has seen the instant pass.</summary>
    public void LetPass(Deadline instant) => _passed.Add(instant.Ticks);

    /// <summary>The one that comes first: the environment's choice, unless one is the end or the beginning of time.</summary>
    [StackTraceHidden]
    public Deadline Earlier(Deadline a, Deadline b) =>
        a.IsNever || b == Deadline.Past ? b
        : b.IsNever || a == Deadline.Past || a == b ? a
        : Check.Happens(null, 0) ? b : a;
}
