using Baton.Timelines;
using Baton.Workloads.Execution.Measures;

namespace Baton.Simulator;

/// <summary>Why a simulation ended.</summary>
public enum SimulationEnding
{
    /// <summary>Every thread ended by itself.</summary>
    Completed,

    /// <summary>The duration was over.</summary>
    DurationElapsed,

    /// <summary>All threads that are left wait for each other.</summary>
    Stuck,

    /// <summary>The caller cancelled it.</summary>
    Cancelled,
}

/// <summary>What a simulation measured. All times are nanoseconds of virtual time.</summary>
public sealed record SimulationResult
{
    /// <summary>Why it ended.</summary>
    public required SimulationEnding Ending { get; init; }

    /// <summary>How much virtual time passed.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>How many scheduling events there were: starts, wakes, picks, switches and so on.</summary>
    public required long EventCount { get; init; }

    /// <summary>The tasks, in the order of the file; each with all its threads.</summary>
    public required IReadOnlyList<SimulatedTaskMeasure> Tasks { get; init; }

    /// <summary>The threads with their rounds, if those were kept.</summary>
    public required IReadOnlyList<TaskMeasure> Threads { get; init; }

    /// <summary>The mutexes by name.</summary>
    public required IReadOnlyList<LockMeasure> Locks { get; init; }

    /// <summary>The processors, by number.</summary>
    public required IReadOnlyList<ProcessorMeasure> Processors { get; init; }

    /// <summary>The waits that inversion made longest, the worst first; at most twenty.</summary>
    public required IReadOnlyList<Inversion> WorstInversions { get; init; }

    /// <summary>Who kept whom waiting, the most time first.</summary>
    public required IReadOnlyList<InversionTotal> InversionTotals { get; init; }

    /// <summary>Circles of mutexes, and who waits for whom at the end, if the simulation got stuck.</summary>
    public required IReadOnlyList<string> Deadlocks { get; init; }

    /// <summary>What could not be simulated as it was written, each once.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>All that happened, if it was kept.</summary>
    public required SimulationTrace? Trace { get; init; }
}

/// <summary>What the threads of one task did.</summary>
public sealed record SimulatedTaskMeasure
{
    /// <summary>What is measured on real threads too: rounds, response times, wake-ups, slack.</summary>
    public required TaskMeasure Activity { get; init; }

    /// <summary>How many threads there were.</summary>
    public required int ThreadCount { get; init; }

    /// <summary>By how much inversion prolonged waits for mutexes; only those waits count that it prolonged.</summary>
    public required Distribution Inversion { get; init; }

    /// <summary>The sum of it.</summary>
    public required long InversionNanoseconds { get; init; }

    /// <summary>How long they ran, on whosever behalf.</summary>
    public required long ExecutedNanoseconds { get; init; }

    /// <summary>How much of that was on behalf of others.</summary>
    public required long BorrowedNanoseconds { get; init; }

    /// <summary>How long others ran on their behalf.</summary>
    public required long LentNanoseconds { get; init; }

    /// <summary>For fair threads: how far from their share they were, either way, at the end of each time that they were runnable.</summary>
    public required Distribution FairnessLag { get; init; }

    /// <summary>Response times over time.</summary>
    public required TimeSeries ResponseSeries { get; init; }

    /// <summary>Inversion over time.</summary>
    public required TimeSeries InversionSeries { get; init; }

    /// <summary>Lateness at timers over time; less than zero is slack.</summary>
    public required TimeSeries LatenessSeries { get; init; }
}

/// <summary>What one processor did.</summary>
/// <param name="Processor">Its number.</param>
/// <param name="BusyNanoseconds">How long it executed threads, switching included.</param>
/// <param name="BusySeries">The same over time.</param>
public sealed record ProcessorMeasure(int Processor, long BusyNanoseconds, TimeSeries BusySeries);
