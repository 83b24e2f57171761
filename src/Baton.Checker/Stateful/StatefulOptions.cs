namespace Baton.Checker;

/// <summary>Between a thread's request and its grant, how many grants others may get.</summary>
/// <param name="Request">What the thread says with <see cref="Check.Note"/> when it has requested.</param>
/// <param name="Grant">What threads say when they are granted.</param>
/// <param name="Bound">How many others may be granted in between.</param>
public sealed record BypassBound(string Request, string Grant, int Bound);

/// <summary>A thread that wants something gets it in the end.</summary>
/// <param name="Wants">What the thread says when it begins to want.</param>
/// <param name="Gets">What it says when it has got it.</param>
public sealed record NoStarvation(string Wants, string Gets);

/// <summary>What a <see cref="StatefulChecker"/> looks for, and how far.</summary>
public sealed record StatefulOptions
{
    /// <summary>A bound on overtaking, or null.</summary>
    public BypassBound? Bypass { get; init; }

    /// <summary>A promise that waiting ends, or null.</summary>
    public NoStarvation? Starvation { get; init; }

    /// <summary>After how many states to stop. Default 20 million, about 3 GB.</summary>
    public int StatesMax { get; init; } = 20_000_000;

    /// <summary>How many locations the program may have. Default 32.</summary>
    public int LocationsMax { get; init; } = 32;

    /// <summary>How many steps a round of a thread may take without coming back to a state. Default 2000.</summary>
    public int StepsPerRoundMax { get; init; } = 2000;
}

/// <summary>What a stateful check found.</summary>
/// <param name="Program">What was checked.</param>
/// <param name="Verdict">The verdict: for sequentially consistent executions of any length.</param>
/// <param name="States">How many states there are, or were seen.</param>
/// <param name="Steps">How many steps between states.</param>
/// <param name="Elapsed">Time spent.</param>
/// <param name="Message">What went wrong, or why the check is not exhaustive; null if it holds.</param>
/// <param name="Trace">How it comes to that: a shortest way.</param>
/// <param name="CycleStart">For starvation, which step of the trace the endless part begins with; else -1.</param>
public sealed record StatefulResult(
    string Program,
    Verdict Verdict,
    long States,
    long Steps,
    TimeSpan Elapsed,
    string? Message,
    IReadOnlyList<string> Trace,
    int CycleStart)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Program}: {Verdict}; {States:N0} states, {Steps:N0} steps in {Elapsed.TotalSeconds:F2} s"
        + (Message is null ? "" : $"{Environment.NewLine}{Message}");
}
