// A lock as the torturers see it: wide enough for every way in, silent about what a lock cannot do.

namespace Baton.Torture;

/// <summary>A lock under torture.</summary>
internal abstract class TortureLock
{
    /// <summary>Whether tokens and async callers are understood; a lock without is tortured by threads alone.</summary>
    public virtual bool IsAsync => false;

    /// <summary>Enters within the timeout, unless cancelled, in which case it throws.</summary>
    public abstract bool Enter(TimeSpan timeout, CancellationToken cancellationToken);

    public abstract void Exit();

    /// <summary>As <see cref="Enter"/>; the result exits when disposed, and is null if the timeout elapsed.</summary>
    public virtual ValueTask<IDisposable?> EnterAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{GetType().Name} has no async callers.");

    /// <summary>What the lock itself says of its state, for a report.</summary>
    public abstract string Describe();

    /// <summary>What is wrong with the lock now that nobody uses it; null if nothing is.</summary>
    public virtual string? FaultAtRest() => null;
}
