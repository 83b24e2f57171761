using System.Text.Json.Serialization;
using Baton.Timelines;
using Baton.Workloads.Model;

namespace Baton.Workloads.Execution.Measures;

/// <summary>Why a run ended.</summary>
public enum WorkloadEnding
{
    /// <summary>Every task ended by itself.</summary>
    Completed,

    /// <summary>The duration was over.</summary>
    DurationElapsed,

    /// <summary>The caller cancelled it.</summary>
    Cancelled,
}

/// <summary>What a run measured. It holds no references to the engine and can be serialised as it is.</summary>
public sealed record WorkloadResult
{
    /// <summary>Why the run ended.</summary>
    public required WorkloadEnding Ending { get; init; }

    /// <summary>From the common start of the threads to the end of the last.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The length of one turn of the loop of work, as it was measured before the run.</summary>
    public required double NanosecondsPerTurn { get; init; }

    /// <summary>The threads in the order of their start.</summary>
    public required ValueList<TaskMeasure> Tasks { get; init; }

    /// <summary>The tasks, each with all its threads, in the order in which their first threads started.</summary>
    public required ValueList<TaskMeasure> TaskTotals { get; init; }

    /// <summary>The mutexes by name.</summary>
    public required ValueList<LockMeasure> Locks { get; init; }

    /// <summary>Who ran when, on whose behalf, if that was kept.</summary>
    [JsonIgnore]
    public Timeline? Timeline { get; init; }

    /// <summary>The waits that inversion prolonged, in the order in which they ended; null if nobody watched who ran.</summary>
    public ValueList<Inversion>? Inversions { get; init; }

    /// <summary>How much tasks prolonged each other's waits, the most first; null if nobody watched who ran.</summary>
    public ValueList<InversionTotal>? InversionTotals { get; init; }

    /// <summary>
    /// How evenly the work of <c>run</c> events went on, by quanta of a millisecond in the order of time: of fibers, and of
    /// threads that were bound to one CPU. It shows by how much, and when, the machine kept them from it.
    /// </summary>
    [JsonIgnore]
    public ValueList<WorkQuantum> Pace { get; init; } = [];

    /// <summary>What the system refused or the run could not do, each once.</summary>
    public required ValueList<string> Warnings { get; init; }
}
