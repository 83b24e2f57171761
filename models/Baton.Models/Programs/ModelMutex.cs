using System.Runtime.CompilerServices;
using Baton.Locking;

namespace Baton.Models;

/// <summary>The mutex that ships, with its private words open to inspection.</summary>
internal sealed class ModelMutex : MutexCore
{
    public ModelMutex(MutexSettings? settings)
        : base(settings)
    {
        WordOf(ref OwnerOf(this)).Named("owner");
        HeadOf(ref WaitersOf(this)).Named("list");
        TailOf(ref SpinnersOf(this)).Named("spin tail");
    }

    /// <summary>Has each step of the owner word told, in the step itself: the word before, and after.</summary>
    public void WatchOwner(Action<OwnerState, OwnerState> watch) =>
        WordOf(ref OwnerOf(this)).Watched((before, after) => watch(new OwnerState(before), new OwnerState(after)));

    /// <summary>All values that the owner word has had, in order.</summary>
    public IReadOnlyList<Checker.Modification> Values => WordOf(ref OwnerOf(this)).History();

    /// <summary>The head of the ring.</summary>
    public Waiter? First => HeadOf(ref WaitersOf(this)).Load(MemoryOrder.Relaxed);

    /// <summary>The end of the spin queue.</summary>
    public SpinNode? LastSpinner => TailOf(ref SpinnersOf(this)).Load(MemoryOrder.Relaxed);

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
