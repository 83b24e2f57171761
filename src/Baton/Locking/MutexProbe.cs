namespace Baton.Locking;

/// <summary>Something worth counting that happens to a mutex.</summary>
internal enum MutexEvent
{
    /// <summary>Acquired at the first attempt, free and without waiters.</summary>
    Acquired,

    /// <summary>Acquired while others were queued.</summary>
    Stolen,

    /// <summary>Acquired by a newcomer's busy-wait, without queueing.</summary>
    SpinPaid,

    /// <summary>Acquired from the queue, without a handoff.</summary>
    AcquiredFromQueue,

    /// <summary>A thread has acquired a lock that was handed to it.</summary>
    PickedUp,

    /// <summary>An async caller was made the owner by an unlock that hands over.</summary>
    Transferred,

    /// <summary>A caller did not get the lock at once.</summary>
    Contended,

    /// <summary>The first waiter has asked for the lock.</summary>
    HandoffRequested,

    /// <summary>An unlock has given the lock away.</summary>
    HandedOver,

    /// <summary>A wait has ended by cancellation.</summary>
    Canceled,

    /// <summary>A wait has ended by its time limit.</summary>
    TimedOut,

    /// <summary>A wait has ended because it could have been a deadlock.</summary>
    BackedOff,
}

/// <summary>Told what happens to a mutex, by the thread that makes it happen and after it did.</summary>
internal abstract class MutexProbe
{
    /// <summary>Something happened; <paramref name="id"/> is whom it happened to.</summary>
    public abstract void On(MutexEvent happened, long id);
}
