// Priority inversion as a service meets it. A batch job holds a lock that an urgent request needs; the section is short,
// but it awaits on the way; and between the two stands work that is neither: items of a millisecond that keep every
// worker busy. Each await of the owner goes to the back of that queue.
//
//   batch:    takes the lock, then `Steps` times: computes `StepWork`, awaits
//   flood:    `Backlog` items outstanding; each computes `ItemWork`, offers its worker, and goes on, until the urgent
//             request has had the lock or `FloodMax` is over
//   urgent:   asks when the flood has begun and the batch job has the lock: how long does it wait?

namespace Baton.Measures.Inversion;

/// <summary>What the batch job awaits inside its section.</summary>
public enum SectionAwait
{
    /// <summary>Its turn, having offered its worker to others.</summary>
    Yield,

    /// <summary>A result that another thread completes.</summary>
    Completion,

    /// <summary>A timer of one millisecond.</summary>
    Timer,
}

/// <summary>One case of priority inversion.</summary>
public sealed record InversionScenario
{
    /// <summary>How many times the batch job computes and awaits inside its section.</summary>
    public int Steps { get; init; } = 5;

    /// <summary>What it computes each time.</summary>
    public Nanoseconds StepWork { get; init; } = new(100_000);

    /// <summary>What it awaits each time.</summary>
    public SectionAwait Await { get; init; }

    /// <summary>How many items of the flood are outstanding.</summary>
    public required int Backlog { get; init; }

    /// <summary>What an item computes before it offers its worker.</summary>
    public Nanoseconds ItemWork { get; init; } = new(1_000_000);

    /// <summary>How long the flood goes on at most, if the urgent request gets the lock no earlier.</summary>
    public TimeSpan FloodMax { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many times the urgent request asks.</summary>
    public int Asks { get; init; } = 20;

    /// <summary>The work inside the section.</summary>
    public Nanoseconds Section => new(Steps * StepWork.Value);
}
