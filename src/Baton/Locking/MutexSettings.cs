namespace Baton.Locking;

/// <summary>
/// What a mutex does differently from the default. A default mutex has none, and only then are its fast paths
/// open; so that experiments and counters cost nothing to those who do not use them.
/// </summary>
internal sealed class MutexSettings(HandoffMode handoff, bool spinning, MutexProbe? probe, TimeProvider time)
{
    /// <summary>When a waiter may ask for the lock.</summary>
    public HandoffMode Handoff => handoff;

    /// <summary>Whether anybody busy-waits.</summary>
    public bool Spinning => spinning;

    /// <summary>Who is told what happens, if anybody.</summary>
    public MutexProbe? Probe => probe;

    /// <summary>Who follows what callers do, if anybody.</summary>
    public MutexWatch? Watch { get; init; }

    /// <summary>Where the timers of timed async waits come from.</summary>
    public TimeProvider Time => time;
}
