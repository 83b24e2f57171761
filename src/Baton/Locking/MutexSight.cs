namespace Baton.Locking;

/// <summary>What the scheduler sees of a mutex that a fiber is blocked on.</summary>
internal enum MutexSight
{
    /// <summary>The fiber is not in the ring any more: it has been granted the mutex, or has given up.</summary>
    NotWaiting,

    /// <summary>Nobody owns it, or nobody did until the fiber was made the owner by this very look.</summary>
    Free,

    /// <summary>Somebody owns it.</summary>
    Owned,
}
