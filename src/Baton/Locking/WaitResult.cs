namespace Baton.Locking;

/// <summary>How a wait in the queue of a mutex has ended.</summary>
internal enum WaitResult
{
    /// <summary>The caller owns the lock.</summary>
    Acquired,

    /// <summary>The time was up; the caller owns nothing and is not queued.</summary>
    TimedOut,

    /// <summary>The wait was cancelled; the caller owns nothing and is not queued.</summary>
    Canceled,

    /// <summary>To wait could be a deadlock: the caller must give up what else it holds. It is not queued.</summary>
    MustBackOff,
}
