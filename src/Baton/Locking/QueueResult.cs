namespace Baton.Locking;

/// <summary>What has become of an async caller that wanted to queue.</summary>
internal enum QueueResult
{
    /// <summary>It owns the lock.</summary>
    Acquired,

    /// <summary>It is queued, and will be told.</summary>
    Queued,

    /// <summary>To wait could be a deadlock: it must give up what else it holds. It is not queued.</summary>
    MustBackOff,
}
