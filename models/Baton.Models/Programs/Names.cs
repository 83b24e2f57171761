using System.Runtime.CompilerServices;
using Baton.Locking;

namespace Baton.Models;

/// <summary>Gives the fields of the locking code names in traces, so that no field has to be public for it.</summary>
internal static class Names
{
    public static void Name(this Waiter waiter, string name)
    {
        NextOf(waiter).Named($"next of {name}");
        PreviousOf(waiter).Named($"previous of {name}");
        IsAwakeOf(waiter).Named($"awake of {name}");
        PatienceOf(waiter).Named($"patience of {name}");
        if (waiter is ThreadWaiter thread)
        {
            CanceledOf(thread).Named($"canceled of {name}");
        }
    }

    public static void Name(this SpinNode node, string name)
    {
        node.Next.Named($"spins after {name}");
        node.Previous.Named($"spins before {name}");
        node.Depth.Named($"spin depth of {name}");
    }

    public static void Name(this AcquireContext context, string name)
    {
        HeldCountOf(context).Named($"held by {name}");
        ContendedOf(context).Named($"contended of {name}");
        WoundedOf(context).Named($"wounded {name}");
        BlockedOnOf(context).Named($"blocked on of {name}");
        WaiterOf(context).Named($"waiter of {name}");
        IsDyingOf(context).Named($"dying {name}");
    }

    public static void Name(this WoundWaitMutex mutex, string name)
    {
        ModelMutex.WordOf(mutex).Named($"owner of {name}");
        ModelMutex.HeadOf(mutex).Named($"list of {name}");
        ModelMutex.TailOf(mutex).Named($"spin tail of {name}");
        ContextOf(mutex).Named($"context of {name}");
    }

    /// <summary>All values that the owner word has had, in order.</summary>
    public static IReadOnlyList<Checker.Modification> Values(this MutexCore mutex) => ModelMutex.WordOf(mutex).History();

    /// <summary>The head of the ring.</summary>
    public static Waiter? First(this MutexCore mutex) => ModelMutex.HeadOf(mutex).Load(MemoryOrder.Relaxed);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_heldCount")]
    private static extern ref Plain<int> HeldCountOf(AcquireContext context);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_contended")]
    private static extern ref Plain<WoundWaitMutex?> ContendedOf(AcquireContext context);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_wounded")]
    private static extern ref AtomicInt32 WoundedOf(AcquireContext context);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_blockedOn")]
    private static extern ref AtomicReference<WoundWaitMutex?> BlockedOnOf(AcquireContext context);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_waiter")]
    private static extern ref Plain<Waiter?> WaiterOf(AcquireContext context);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_isDying")]
    private static extern ref Plain<bool> IsDyingOf(AcquireContext context);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_context")]
    private static extern ref AtomicReference<AcquireContext?> ContextOf(WoundWaitMutex mutex);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_next")]
    private static extern ref Plain<Waiter?> NextOf(Waiter waiter);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_previous")]
    private static extern ref Plain<Waiter?> PreviousOf(Waiter waiter);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_isAwake")]
    private static extern ref Plain<bool> IsAwakeOf(Waiter waiter);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_patienceEnds")]
    private static extern ref AtomicInt64 PatienceOf(Waiter waiter);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_canceled")]
    private static extern ref AtomicInt32 CanceledOf(ThreadWaiter waiter);
}
