using System.Runtime.CompilerServices;
using Baton.Locking;

namespace Baton.Models;

/// <summary>The mutex that ships, with its private words open to inspection.</summary>
internal sealed class ModelMutex : MutexCore
{
    public ModelMutex(MutexSettings? settings)
        : base(settings)
    {
        WordOf(this).Named("owner");
        HeadOf(this).Named("list");
        TailOf(this).Named("spin tail");
    }

    /// <summary>Has each step of the owner word told, in the step itself: the word before, and after. What is stored to it,
    /// only an owner stores, who gives it away: that is told to <paramref name="given"/>.</summary>
    public void WatchOwner(Action<OwnerState, OwnerState> watch, Action given) =>
        WordOf(this).Watched((before, after) => watch(new OwnerState(before), new OwnerState(after)), _ => given());

    /// <summary>All values that the owner word has had, in order.</summary>
    public IReadOnlyList<Checker.Modification> Values => WordOf(this).History();

    /// <summary>The head of the ring.</summary>
    public Waiter? First => HeadOf(this).Load(MemoryOrder.Relaxed);

    /// <summary>The end of the spin queue.</summary>
    public SpinNode? LastSpinner => TailOf(this).Load(MemoryOrder.Relaxed);

    /// <summary>The owner word of any mutex.</summary>
    public static ref AtomicInt64 WordOf(MutexCore mutex) => ref WordOf(ref OwnerOf(mutex));

    /// <summary>The head of the ring of any mutex.</summary>
    public static ref AtomicReference<Waiter?> HeadOf(MutexCore mutex) => ref HeadOf(ref WaitersOf(mutex));

    /// <summary>The end of the spin queue of any mutex.</summary>
    public static ref AtomicReference<SpinNode?> TailOf(MutexCore mutex) => ref TailOf(ref SpinnersOf(mutex));

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_owner")]
    private static extern ref OwnerWord OwnerOf(MutexCore mutex);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_word")]
    private static extern ref AtomicInt64 WordOf(ref OwnerWord owner);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_waiters")]
    private static extern ref WaitList WaitersOf(MutexCore mutex);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_head")]
    private static extern ref AtomicReference<Waiter?> HeadOf(ref WaitList list);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_spinners")]
    private static extern ref SpinQueue SpinnersOf(MutexCore mutex);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_tail")]
    private static extern ref AtomicReference<SpinNode?> TailOf(ref SpinQueue queue);
}
