namespace Baton;

/// <summary>
/// Waiting would never have ended: each of the callers in <see cref="Report"/> waits for what the next one holds. The lock
/// is not entered; exiting what the caller holds lets the others go on.
/// </summary>
public sealed class DeadlockException : Exception
{
    internal DeadlockException(LockOrderReport report)
        : base(report.Message) => Report = report;

    /// <summary>The circle: who holds what and waits for what.</summary>
    public LockOrderReport Report { get; }
}
