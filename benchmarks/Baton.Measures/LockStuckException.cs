namespace Baton.Measures;

/// <summary>Callers were still waiting for a lock that nobody holds any more: the lock lost a wake.</summary>
public sealed class LockStuckException : Exception
{
    /// <inheritdoc/>
    public LockStuckException()
    {
    }

    /// <inheritdoc/>
    public LockStuckException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public LockStuckException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
