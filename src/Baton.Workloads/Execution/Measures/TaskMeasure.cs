using Baton.Workloads.Model;

namespace Baton.Workloads.Execution.Measures;

/// <summary>What one thread of a task did. All times are nanoseconds unless their name says otherwise.</summary>
public sealed record TaskMeasure
{
    /// <summary>The thread's name: the task's, the thread's number, and for forked threads the fork's number.</summary>
    public required string Name { get; init; }

    /// <summary>The task that the thread is one of.</summary>
    public required string Task { get; init; }

    /// <summary>The policy and priority that the thread began with, such as "SCHED_FIFO 30", or the system's where that was refused.</summary>
    public required string Policy { get; init; }

    /// <summary>How many rounds of phases were completed.</summary>
    public required long LoopCount { get; init; }

    /// <summary>How long run and runtime events took in all.</summary>
    public required long RunNanoseconds { get; init; }

    /// <summary>How long they should have taken.</summary>
    public required long ConfiguredRunNanoseconds { get; init; }

    /// <summary>
    /// From an activation to the next time the thread waits or the round ends. An activation is when a timer expired or a
    /// sleep was over, or when another thread gave the wake; so the time until the thread ran again is part of it.
    /// </summary>
    public required Distribution ResponseTime { get; init; }

    /// <summary>How long rounds of phases took.</summary>
    public required Distribution Period { get; init; }

    /// <summary>From an activation to the thread's running again.</summary>
    public required Distribution WakeUpLatency { get; init; }

    /// <summary>What was left of timers' periods.</summary>
    public required SlackDistribution Slack { get; init; }

    /// <summary>The newest rounds, the oldest first.</summary>
    public required ValueList<LogRow> Rows { get; init; }

    /// <summary>How many older rows were given up for them.</summary>
    public required long DroppedRowCount { get; init; }

    /// <summary>How much of its time a thread gave to others, or null on engines where it cannot.</summary>
    public LendingMeasure? Lending { get; init; }

    /// <summary>The mutex that the thread still waited for after the run had ended, or null for a thread that ended. See the limits of locks.</summary>
    public required string? StuckAt { get; init; }
}

/// <summary>Where a fiber's time went. All times are nanoseconds.</summary>
/// <param name="ExecutedNanoseconds">How long it ran, on whosever behalf.</param>
/// <param name="BorrowedNanoseconds">How much of that was on behalf of fibers that waited for it.</param>
/// <param name="LentNanoseconds">How long others ran on its behalf, because it waited for them.</param>
public sealed record LendingMeasure(long ExecutedNanoseconds, long BorrowedNanoseconds, long LentNanoseconds);

/// <summary>What happened at one mutex. All times are nanoseconds.</summary>
public sealed record LockMeasure
{
    /// <summary>The mutex.</summary>
    public required string Name { get; init; }

    /// <summary>How often it was acquired, after waits for conditions included.</summary>
    public required long AcquisitionCount { get; init; }

    /// <summary>From asking for it to having it.</summary>
    public required Distribution WaitTime { get; init; }

    /// <summary>From having it to giving it back.</summary>
    public required Distribution HoldTime { get; init; }

    /// <summary>The same for each task that used the mutex, in the order of the file: who it is that waits.</summary>
    public required ValueList<TaskLockMeasure> Tasks { get; init; }
}

/// <summary>What one task's threads experienced at one mutex.</summary>
/// <param name="Task">The task.</param>
/// <param name="WaitTime">From asking for the mutex to having it.</param>
/// <param name="HoldTime">From having it to giving it back.</param>
public sealed record TaskLockMeasure(string Task, Distribution WaitTime, Distribution HoldTime);
