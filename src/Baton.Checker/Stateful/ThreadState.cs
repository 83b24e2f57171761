using Baton.Checker.Model;

namespace Baton.Checker.Stateful;

/// <summary>What a thread does next in a state of its own.</summary>
internal enum NextStep : byte
{
    /// <summary>An operation on memory that other threads can tell: <see cref="ThreadState.Operation"/>.</summary>
    Operation,

    /// <summary>It says something.</summary>
    Note,

    /// <summary>It is in a state that has another representative.</summary>
    SameAs,

    /// <summary>A condition over several locations was not met: it evaluates it again.</summary>
    Retry,

    /// <summary>An assumption failed: what follows does not count.</summary>
    Discarded,

    /// <summary>It broke a promise.</summary>
    Failed,

    /// <summary>Its round is over, and the next begins.</summary>
    End,
}

/// <summary>
/// A state of one thread: what it has seen since its round began, and what it does next. Threads are deterministic,
/// so both together are an automaton, learned by running the thread once for each of its states.
/// </summary>
internal sealed class ThreadState(int number, int thread, ThreadState? before, long seen)
{
    private readonly Dictionary<long, ThreadState> _after = [];

    /// <summary>Its number among all states of all threads.</summary>
    public int Number { get; } = number;

    /// <summary>Whose state it is.</summary>
    public int Thread { get; } = thread;

    /// <summary>The state before it; null when the round begins.</summary>
    public ThreadState? Before { get; } = before;

    /// <summary>What the operation of the state before it answered.</summary>
    public long Seen { get; } = seen;

    /// <summary>How many operations the round has had.</summary>
    public int Depth { get; } = before is null ? 0 : before.Depth + 1;

    /// <summary>What comes next.</summary>
    public NextStep Next { get; set; }

    /// <summary>The operation, in an event's terms.</summary>
    public Event Operation;

    /// <summary>What it says, or what promise it broke.</summary>
    public string? Text { get; set; }

    /// <summary>The state that this one is the same as, or goes back to.</summary>
    public ThreadState? Target { get; set; }

    /// <summary>The state after the operation answered <paramref name="seen"/>, if it is known.</summary>
    public bool TryGetAfter(long seen, out ThreadState? after) => _after.TryGetValue(seen, out after);

    /// <summary>Makes a state known.</summary>
    public void Add(ThreadState after) => _after.Add(after.Seen, after);

    /// <summary>What the operations of the round have answered so far.</summary>
    public long[] History()
    {
        long[] history = new long[Depth];
        for (ThreadState? state = this; state?.Before is not null; state = state.Before)
        {
            history[state.Depth - 1] = state.Seen;
        }

        return history;
    }
}
