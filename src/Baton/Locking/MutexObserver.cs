using Baton.Locking;

namespace Baton;

/// <summary>Watches what callers do with mutexes. Not for use by itself: see <c>LockOrderValidator</c>.</summary>
/// <remarks>It is here, and what derives from it is not, because the mutex is compiled in worlds that have no
/// diagnostics: the algorithm knows that it may be watched, and not by whom.</remarks>
public abstract class MutexObserver
{
    private protected MutexObserver()
    {
    }

    /// <summary>Who watches the mutexes that are made without an observer of their own, if anybody.</summary>
    internal static MutexObserver? OfNewMutexes { get; set; }

    /// <summary>The watch over one mutex that is being made; null if the observer has no more room for it.</summary>
    internal abstract MutexWatch? Watch(HandoffMutexOptions options);

    /// <summary>The same for a mutex of transactions.</summary>
    internal abstract MutexWatch? Watch(AcquireClass acquireClass);
}
