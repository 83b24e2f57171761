namespace Baton.Checker.Exploration;

/// <summary>How an execution ended.</summary>
internal enum ExecutionEnd
{
    /// <summary>All threads ended.</summary>
    Complete,

    /// <summary>A thread waits, but not for ever; another execution covers what comes of it.</summary>
    Blocked,

    /// <summary>A thread took more steps than the bound allows.</summary>
    StepBound,

    /// <summary>The memory model does not have it.</summary>
    Impossible,

    /// <summary>The program failed.</summary>
    Failed,
}

/// <summary>What an exploration has seen.</summary>
internal sealed class ExplorationCounts
{
    private readonly long[] _ends = new long[5];

    /// <summary>Whether executions are not counted now, because another worker has counted them.</summary>
    public bool Paused { get; set; }

    /// <summary>How many events were added.</summary>
    public long Events { get; set; }

    /// <summary>How many executions ended so.</summary>
    public long this[ExecutionEnd end] => _ends[(int)end];

    /// <summary>How many executions there were, of every kind.</summary>
    public long Total { get; private set; }

    /// <summary>Counts an execution.</summary>
    public void Add(ExecutionEnd end)
    {
        if (!Paused)
        {
            _ends[(int)end]++;
            Total++;
        }
    }

    /// <summary>Adds what another exploration has seen.</summary>
    public void Add(ExplorationCounts other)
    {
        Events += other.Events;
        Total += other.Total;
        for (int i = 0; i < _ends.Length; i++)
        {
            _ends[i] += other._ends[i];
        }
    }
}

/// <summary>What went wrong in an execution.</summary>
/// <param name="Kind">What.</param>
/// <param name="Thread">Which thread found it, or -1.</param>
/// <param name="Message">A sentence.</param>
/// <param name="Rival">For a data race, the event that this thread's last event races with.</param>
internal sealed record ExecutionFailure(FailureKind Kind, int Thread, string Message, int Rival = -1);
