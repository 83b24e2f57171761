namespace Baton.Locking;

/// <summary>
/// Told what callers do with one mutex, by the caller and while it does it. A probe counts what happened to the lock;
/// a watch follows who does what, knows what is asked for before it is waited for, and may refuse by throwing.
/// </summary>
/// <remarks>A caller is a thread, by the id that it keeps, or one async acquisition, by an id of its own. It may act for a
/// transaction, whose async acquisitions share an id.</remarks>
internal abstract class MutexWatch
{
    /// <summary>A thread is about to ask for the mutex; if it <paramref name="waits"/>, without a limit of time.</summary>
    public abstract void Asks(MutexCore mutex, long id, bool waits, AcquireContext? context = null);

    /// <summary>An async caller is about to ask. Once it owns the mutex, the owner word says so.</summary>
    public abstract void AsksAsync(MutexCore mutex, long id, bool waits, AcquireContext? context = null);

    /// <summary>The caller has not got the mutex at once and is about to queue, without a limit of time.</summary>
    public abstract void Blocks(MutexCore mutex, long id, bool isAsync, CancellationToken cancellationToken);

    /// <summary>The wait that <see cref="Blocks"/> announced is over, for a thread.</summary>
    public abstract void Unblocks(MutexCore mutex, long id);

    /// <summary>The thread has entered.</summary>
    public abstract void Entered(MutexCore mutex, long id, AcquireContext? context = null);

    /// <summary>The caller is about to exit, or does not want the mutex any more.</summary>
    public abstract void Exits(MutexCore mutex, long id);

    /// <summary>The thread asks for a mutex that it has entered.</summary>
    public abstract void IsRecursive(MutexCore mutex, long id);

    /// <summary>The caller exits a mutex that it does not own; <paramref name="owner"/> is who does, 0 for nobody.</summary>
    public abstract void IsNotOwner(MutexCore mutex, long id, long owner);
}
