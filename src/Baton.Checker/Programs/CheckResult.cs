namespace Baton.Checker;

/// <summary>What became of a check.</summary>
public enum Verdict
{
    /// <summary>No execution within the program's own bounds fails.</summary>
    Holds,

    /// <summary>No failure was found, but not every execution was looked at; see the result's remarks.</summary>
    HoldsSoFar,

    /// <summary>An execution fails.</summary>
    Fails,
}

/// <summary>What a check has seen so far.</summary>
/// <param name="Complete">Executions in which all threads ended.</param>
/// <param name="Blocked">Executions in which a thread waits for what another execution brings.</param>
/// <param name="Impossible">Attempts that the memory model turned out not to have.</param>
/// <param name="StepBound">Executions that were cut short because a thread took too many steps.</param>
/// <param name="Events">Events added.</param>
/// <param name="Elapsed">Time spent.</param>
public sealed record CheckProgress(long Complete, long Blocked, long Impossible, long StepBound, long Events, TimeSpan Elapsed)
{
    /// <summary>Executions of every kind.</summary>
    public long Executions => Complete + Blocked + Impossible + StepBound;

    /// <summary>Executions of every kind in a second.</summary>
    public double ExecutionsPerSecond => Executions / Math.Max(Elapsed.TotalSeconds, 1e-9);
}

/// <summary>A failing execution.</summary>
/// <param name="Kind">What went wrong.</param>
/// <param name="Message">A sentence that says it.</param>
/// <param name="Thread">The thread that found it, or -1.</param>
/// <param name="ReplayToken">Names the execution; see <see cref="Checker.Replay"/>.</param>
/// <param name="Trace">The execution, step by step.</param>
/// <param name="HoldsOnDotNet">Whether the program holds under the orders that .NET gives today; null if that was not
/// asked or could not be settled within the limits.</param>
public sealed record Failure(
    FailureKind Kind, string Message, int Thread, string ReplayToken, Trace? Trace = null, bool? HoldsOnDotNet = null);

/// <summary>The outcome of a check.</summary>
/// <param name="Program">What was checked.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Seen">How much was looked at.</param>
/// <param name="Failure">The failing execution, if one was found.</param>
/// <param name="Remark">Why the check is not exhaustive, or null if it is.</param>
public sealed record CheckResult(string Program, Verdict Verdict, CheckProgress Seen, Failure? Failure, string? Remark)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Program}: {Verdict}; {Seen.Complete:N0} executions, {Seen.Blocked:N0} blocked, {Seen.Impossible:N0} impossible, "
        + $"{Seen.Events:N0} events in {Seen.Elapsed.TotalSeconds:F2} s ({Seen.ExecutionsPerSecond:N0}/s)"
        + (Remark is null ? "" : $"; {Remark}")
        + (Failure is null ? "" : $"{Environment.NewLine}{Failure.Kind}: {Failure.Message}");
}
