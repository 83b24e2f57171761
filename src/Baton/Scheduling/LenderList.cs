using Baton;

namespace Baton.Scheduling;

/// <summary>
/// The fibers that wait for a mutex of a sleeping fiber, and lend to it as soon as it wakes. Threaded through the fibers
/// themselves; guarded by the sleeping fiber's <see cref="FiberCore.LendersLock"/>.
/// </summary>
internal struct LenderList
{
    private Plain<FiberCore?> _first;
    private Plain<FiberCore?> _last;

    /// <summary>Whether nobody waits.</summary>
    public readonly bool IsEmpty => _first.Value is null;

    /// <summary>Adds a fiber at the end.</summary>
    public void Add(FiberCore lender, FiberCore owner)
    {
        lender.SleepingOwner.Store(owner, MemoryOrder.Release);
        FiberCore? last = _last.Value;
        lender.PreviousLender = last;
        if (last is null)
        {
            _first.Value = lender;
        }
        else
        {
            last.NextLender = lender;
        }

        _last.Value = lender;
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
            _first.Value = lender.NextLender;
        }

        if (lender.NextLender is { } next)
        {
            next.PreviousLender = lender.PreviousLender;
        }
        else
        {
            _last.Value = lender.PreviousLender;
        }

        lender.NextLender = lender.PreviousLender = null;
        lender.SleepingOwner.Store(null, MemoryOrder.Release);
    }

    /// <summary>Removes and returns the fiber at the front, or null.</summary>
    public FiberCore? TakeFirst()
    {
        FiberCore? first = _first.Value;
        if (first is not null)
        {
            Remove(first);
        }

        return first;
    }
}
