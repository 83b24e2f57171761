using System.Diagnostics;

namespace Baton.Diagnostics;

/// <summary>One lock as a validator sees it, and the rules for asking for it.</summary>
internal sealed class WatchedLock(LockOrderValidator validator, LockClass lockClass, long? place, AcquireClass? acquireClass = null)
{
    /// <summary>Who watches.</summary>
    public LockOrderValidator Validator => validator;

    /// <summary>The class whose orders it shares.</summary>
    public LockClass Class => lockClass;

    /// <summary>Its place among the locks of its class, if it has one.</summary>
    public long? Place => place;

    /// <summary>The class of the transactions that may acquire it; null for any other lock.</summary>
    public AcquireClass? AcquireClass => acquireClass;

    /// <summary>The lock is about to be waited for, for a transaction or nobody: holds that against everything which the
    /// caller holds.</summary>
    public void CheckOrder(AcquireContext? context = null)
    {
        List<HeldLock> ofThread = HeldLocks.OfThread;
        for (int i = 0; i < ofThread.Count; i++)
        {
            CheckAfter(ofThread[i], context);
        }

        for (FlowLocks? locks = HeldLocks.OfFlow; locks is not null; locks = locks.Before)
        {
            CheckAfter(locks.Latest, context);
        }
    }

    private void CheckAfter(HeldLock held, AcquireContext? context)
    {
        WatchedLock other = held.Lock;

        // A flow that asks again for what it holds may let go of it before it awaits; a thread was refused already.
        if (!ReferenceEquals(other.Validator, validator) || ReferenceEquals(other, this) || !held.IsHeld)
        {
            return;
        }

        // What one transaction holds and asks for needs no order: it backs off. Another one, or none, does not do so for it.
        if (context is not null && ReferenceEquals(held.Context, context))
        {
            return;
        }

        LockClass before = other.Class;
        if (acquireClass is not null && ReferenceEquals(other.AcquireClass, acquireClass))
        {
            RefuseAfter(
                held,
                LockOrderFinding.UnorderedWithinClass,
                Sentences.OutsideOfTransaction(before, lockClass, isForAnother: context is not null));
        }
        else if (ReferenceEquals(before, lockClass))
        {
            if (!(other.Place < place))
            {
                RefuseAfter(
                    held, LockOrderFinding.UnorderedWithinClass, Sentences.UnorderedWithinClass(lockClass, other.Place, place));
            }
        }
        else if (before.IsSpin && !lockClass.IsSpin)
        {
            RefuseAfter(held, LockOrderFinding.BlockingUnderSpinLock, Sentences.BlockingUnderSpinLock(before, lockClass));
        }
        else if (validator.Graph.HasSeen(before, lockClass))
        {
            validator.ThrowIfRefused(before, lockClass);
        }
        else
        {
            LearnAfter(held);
        }
    }

    private void LearnAfter(HeldLock held)
    {
        if (validator.Graph.Learn(Order(held)) is { } circle)
        {
            validator.Refuse(held.Lock.Class, lockClass, () => new LockOrderReport(
                LockOrderFinding.WrongOrder, Sentences.WrongOrder(circle), [.. circle.Select(order => order.ToStep())]));
        }
    }

    private void RefuseAfter(HeldLock held, LockOrderFinding finding, string message) =>
        validator.Refuse(held.Lock.Class, lockClass, () => new LockOrderReport(finding, message, [Order(held).ToStep()]));

    private ObservedOrder Order(HeldLock held) => new(
        held.Lock.Class,
        lockClass,
        held.Flow is null ? HeldLocks.ThreadName : held.Holder,
        held.Stack,
        new StackTrace(fNeedFileInfo: true));
}
