using Baton.Workloads.Model;

namespace Baton.Workloads.Execution;

/// <summary>
/// A timer of the workload: each use expires one period after the last expiry, not after the use. Threads that share one
/// disturb each other's rhythm, as the language says.
/// </summary>
internal sealed class WorkloadTimer
{
    private readonly Lock _gate = new();
    private long? _expiry;

    /// <summary>Moves the timer on by one period and returns when it expires, which may have passed.</summary>
    /// <param name="origin">When the timer starts, if this is its first use.</param>
    /// <param name="periodNanoseconds">From the last expiry to this one.</param>
    /// <param name="mode">Whether a missed expiry moves the timer to <paramref name="now"/>.</param>
    /// <param name="now">The time.</param>
    internal long Advance(long origin, long periodNanoseconds, TimerMode mode, long now)
    {
        lock (_gate)
        {
            long expiry = (_expiry ?? origin) + periodNanoseconds;
            _expiry = expiry <= now && mode == TimerMode.Relative ? now : expiry;
            return expiry;
        }
    }
}
