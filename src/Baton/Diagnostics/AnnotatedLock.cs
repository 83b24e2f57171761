using Baton.Diagnostics;

namespace Baton;

/// <summary>
/// A lock that is not Baton's, as a <see cref="LockOrderValidator"/> knows it: call <see cref="Asking"/> before waiting
/// for it, <see cref="Entered"/> when it is held, <see cref="Exiting"/> before it is released. By one thread each time.
/// </summary>
/// <example>
/// <code>
/// private readonly AnnotatedLock _cacheOrder = validator.Annotate("cache");
///
/// _cacheOrder.Asking();
/// lock (_cache)
/// {
///     _cacheOrder.Entered();
///     try { … } finally { _cacheOrder.Exiting(); }
/// }
/// </code>
/// </example>
public sealed class AnnotatedLock
{
    private readonly WatchedLock _watched;

    internal AnnotatedLock(WatchedLock watched) => _watched = watched;

    /// <summary>The calling thread is about to wait for the lock. Not for a try.</summary>
    /// <exception cref="LockOrderException">The order is wrong, and the validator throws.</exception>
    public void Asking()
    {
        if (!LockOrderValidator.IsReporting)
        {
            _watched.CheckOrder();
        }
    }

    /// <summary>The calling thread holds the lock.</summary>
    public void Entered() => HeldLocks.OfThread.Add(new HeldLock
    {
        Lock = _watched,
        Id = Identity.CurrentId,
        Thread = HeldLocks.ThreadName,
        Stack = _watched.Validator.StackIfKept(),
    });

    /// <summary>The calling thread is about to release the lock. One that it does not hold is reported.</summary>
    public void Exiting()
    {
        List<HeldLock> held = HeldLocks.OfThread;
        int index = held.FindLastIndex(one => ReferenceEquals(one.Lock, _watched));
        if (index >= 0)
        {
            held.RemoveAt(index);
            return;
        }

        _watched.Validator.ReportMisuse(
            LockOrderFinding.NotHeld, Sentences.NotHeld(_watched.Class, owner: null), _watched.Class, HeldLocks.ThreadName, held: null);
    }
}
