namespace Baton.Simulator;

/// <summary>Something happened in a simulation that must not.</summary>
/// <param name="invariant">The invariant's number and name.</param>
/// <param name="step">The step at which it was noticed.</param>
/// <param name="time">When, in nanoseconds of virtual time.</param>
/// <param name="what">What was seen, as a sentence.</param>
/// <param name="innerException">What the library itself threw, if it noticed.</param>
public sealed class SimulationViolationException(string invariant, long step, long time, string what, Exception? innerException = null)
    : Exception($"{invariant}: {what} (step {step}, {time} ns)", innerException)
{
    /// <summary>The invariant's number and name.</summary>
    public string Invariant { get; } = invariant;

    /// <summary>The step at which it was noticed.</summary>
    public long Step { get; } = step;

    /// <summary>When, in nanoseconds of virtual time.</summary>
    public long Time { get; } = time;
}
