using Baton;

namespace Baton.Scheduling;

/// <summary>
/// The fibers that wait for a mutex of a sleeping fiber, and lend to it as soon as it wakes. Threaded through the fibers
/// themselves; guarded by the sleeping fiber's <see cref="FiberCore.LendersLock"/>.
/// </summary>
internal struct LenderList
{
    private FiberCore? _first;
    private FiberCore? _last;

    /// <summary>Whether nobody waits.</summary>
    public readonly bool IsEmpty => _first is null;

    /// <summary>Adds a fiber at the end.</summary>
    public void Add(FiberCore lender, FiberCore owner)
    {
        lender.SleepingOwner.Store(owner, MemoryOrder.Release);
        lender.PreviousLender = _last;
        if (_last is null)
        {
            _first = lender;
        }
        else
        {
            _last.NextLender = lender;
        }

        _last = lender;
    }

    /// <summary>Removes a fiber that is in the list.</summary>
    public void Remove(FiberCore lender)
    {
        if (lender.PreviousLender is { } previous)
        {
            previous.NextLender = lender.NextLender;
        }
        else
        {
            _first = lender.NextLender;
        }

        if (lender.NextLender is { } next)
        {
            next.PreviousLender = lender.PreviousLender;
        }
        else
        {
            _last = lender.PreviousLender;
        }

        lender.NextLender = lender.PreviousLender = null;
        lender.SleepingOwner.Store(null, MemoryOrder.Release);
    }

    /// <summary>Removes and returns the fiber at the front, or null.</summary>
    public FiberCore? TakeFirst()
    {
        FiberCore? first = _first;
        if (first is not null)
        {
            Remove(first);
        }

        return first;
    }
}
