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
