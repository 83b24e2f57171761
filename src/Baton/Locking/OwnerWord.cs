// The owner word: who holds a mutex, and what its unlock owes to whom.
//
//      63                                   4   3   2   1   0
//      +-------------------------------------+---+---+---+---+
//      | id of the owner, 0 = free           | A | P | H | W |
//      +-------------------------------------+---+---+---+---+
//
//   W  Waiters   somebody is queued: unlock must see to it that the first of them gets a chance.
//   H  Handoff   the first waiter asks: unlock must give the lock away instead of freeing it.
//   P  Pickup    the lock has been given to the id in the word, which has not noticed yet: only it may take it.
//   A  Awake     the first waiter is awake, or a wake is on its way to it: unlock need not wake it.
//
// W, H and P are the three flags of the Linux mutex (2016, 2017). A is ours; Go's mutex has the like of it
// ("woken"). Without A every unlock of a contended lock pays for a wake, which the kernel can afford and a
// user-space program cannot: docs/decisions/0003-awake-flag.md.
//
// One word, because "held", "held by whom" and "what comes next" must change in one step: a lock that is held
// by nobody in particular, if only for an instant, is where spinning, hand-over and misuse checks go wrong.
//
// The legal words, T being some id. Any other is a bug, and Assert.Legal says so:
//
//   0          free                            T            held
//   W, W A     free, stealable: whoever comes  T W, T W A   held, waiters will get it by and by
//              first may take it               T W H (A)    held, the next unlock hands over
//                                              T W P (A)    handed to T, which is on its way
//   H or P without W, or without an id, never: a request nobody will answer, a gift to nobody  (I4)
//
// Who may change it:
//   - a free word, anybody, by Acquire (0 -> T, W· -> T W·), which is also how a lock is stolen;
//   - T's word, T, by Release and HandOver (T W· -> W·, T W H -> N W P);
//   - T P, only T, by Acquire (T W P -> T W), which is the pickup;
//   - W, H and A on anybody's word, only the holder of the wait list's lock.
// The last rule is what keeps an owned word still while an unlock that holds the list lock decides.
//
// Orders: taking is Acquire, giving is Release, and the flags are Relaxed, for the list lock orders them. That an unlock
// and a waiter that goes to sleep see each other needs no order at all: Release and ForgetAwake.

using System.Runtime.CompilerServices;

namespace Baton.Locking;

/// <summary>What an attempt to acquire came to. The first three mean that the caller owns the lock.</summary>
internal enum AcquireResult
{
    /// <summary>It was free, and nobody was queued.</summary>
    Acquired,

    /// <summary>It was free, and the caller has overtaken those who are queued.</summary>
    Stolen,

    /// <summary>It had been handed to the caller.</summary>
    PickedUp,

    /// <summary>Somebody owns it, and has just been asked to hand it over.</summary>
    HandoffRequested,

    /// <summary>Somebody owns it, and had been asked before.</summary>
    HandoffPending,

    /// <summary>Somebody owns it.</summary>
    Held,
}

/// <summary>Reading an <see cref="AcquireResult"/>.</summary>
internal static class AcquireResults
{
    /// <summary>Whether the caller owns the lock.</summary>
    public static bool IsSuccess(this AcquireResult result) => result <= AcquireResult.PickedUp;

    /// <summary>Whether the next unlock will hand the lock to the first waiter.</summary>
    public static bool IsAwaitingHandoff(this AcquireResult result) =>
        result is AcquireResult.HandoffRequested or AcquireResult.HandoffPending;
}

/// <summary>The value of an <see cref="OwnerWord"/> at some moment.</summary>
internal readonly record struct OwnerState(long Bits)
{
    /// <summary>Unlock must see to it that the first waiter gets a chance.</summary>
    public const long Waiters = 1;

    /// <summary>Unlock must give the lock away instead of freeing it.</summary>
    public const long Handoff = 2;

    /// <summary>The lock has been given to the id in the word, which has not noticed yet.</summary>
    public const long Pickup = 4;

    /// <summary>The first waiter is awake, or about to be: unlock need not wake it.</summary>
    public const long Awake = 8;

    /// <summary>The smallest id; ids are multiples of it, which is what leaves room for the flags.</summary>
    public const long IdUnit = Identity.Unit;

    /// <summary>All flags.</summary>
    public const long Flags = IdUnit - 1;

    /// <summary>The owner's id, or 0.</summary>
    public long Owner => Bits & ~Flags;

    /// <summary>Nobody owns the lock.</summary>
    public bool IsFree => (Bits & ~Flags) == 0;

    /// <summary>Somebody is queued.</summary>
    public bool HasWaiters => (Bits & Waiters) != 0;

    /// <summary>The first waiter has asked for the lock.</summary>
    public bool HandoffRequested => (Bits & Handoff) != 0;

    /// <summary>The lock was handed over and not picked up yet.</summary>
    public bool AwaitsPickup => (Bits & Pickup) != 0;

    /// <summary>Whoever unlocks need not wake the first waiter.</summary>
    public bool FirstIsAwake => (Bits & Awake) != 0;

    /// <summary>Somebody is queued, and nobody has taken it on himself to wake the first.</summary>
    public bool NeedsWake => (Bits & (Waiters | Awake)) == Waiters;

    /// <summary>Whether <paramref name="id"/> could acquire: the lock is free, or was handed to it.</summary>
    public bool CanBeTakenBy(long id) => IsFree || (Owner == id && AwaitsPickup);

    /// <summary>Whether <paramref name="id"/> owns the lock, and knows it.</summary>
    public bool IsHeldBy(long id) => (Bits & ~(Flags & ~Pickup)) == id;

    /// <inheritdoc/>
    public override string ToString() =>
        (IsFree ? "free" : $"held by {Owner / IdUnit}")
        + (HasWaiters ? " W" : "") + (HandoffRequested ? " H" : "") + (AwaitsPickup ? " P" : "") + (FirstIsAwake ? " A" : "");
}

/// <summary>The atomic word of a mutex, one method per transition. Nobody else does arithmetic on it.</summary>
internal struct OwnerWord
{
    private AtomicInt64 _word;

    /// <summary>What the word says now; it may say something else before the caller has read the answer.</summary>
    public readonly OwnerState Read() => new(_word.Load(MemoryOrder.Relaxed));

    /// <summary>The fast way in: <c>0 -> T</c>.</summary>
    /// <remarks>Here and in <see cref="TryReleaseUncontended"/> it does not look first. That would save a failing
    /// compare-exchange each where W is set, but an enter and exit without contention then took 8 to 12 ns instead of
    /// 6.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAcquireUncontended(long id) =>
        _word.CompareExchange(0, id, MemoryOrder.Acquire) == 0;

    /// <summary>The fast way out: <c>T -> 0</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReleaseUncontended(long id) =>
        _word.CompareExchange(id, 0, MemoryOrder.Release) == id;

    /// <summary>
    /// Takes the lock if it is free (<c>W· -> T W·</c>) or was handed to <paramref name="id"/>
    /// (<c>T W P -> T W</c>). If it is held and <paramref name="requestHandoff"/> is set, asks the owner for it in
    /// the same step (<c>T W -> T W H</c>).
    /// </summary>
    /// <remarks>The request is posted by the very compare-exchange that found the lock held, so it can neither
    /// land on a free word nor be lost on the way (M1, M2). Only the first waiter may ask, under the list
    /// lock.</remarks>
    public AcquireResult Acquire(long id, bool requestHandoff = false)
    {
        long bits = _word.Load(MemoryOrder.Relaxed);
        while (true)
        {
            var seen = new OwnerState(bits);
            long next;
            AcquireResult result;
            if (seen.IsFree)
            {
                Invariant.Holds((seen.Bits & (OwnerState.Handoff | OwnerState.Pickup)) == 0,
                    "I4: a free lock is promised to nobody.");
                next = seen.Bits | id;
                result = seen.HasWaiters ? AcquireResult.Stolen : AcquireResult.Acquired;
            }
            else if (seen.AwaitsPickup)
            {
                if (seen.Owner != id)
                {
                    // Given to somebody else. It cannot even be asked for: the next unlock is not his to promise yet.
                    return AcquireResult.Held;
                }

                next = seen.Bits & ~OwnerState.Pickup;
                result = AcquireResult.PickedUp;
            }
            else if (seen.HandoffRequested)
            {
                return AcquireResult.HandoffPending;
            }
            else if (requestHandoff)
            {
                next = seen.Bits | OwnerState.Handoff;
                result = AcquireResult.HandoffRequested;
            }
            else
            {
                return AcquireResult.Held;
            }

            if (_word.TryReplace(ref bits, next, MemoryOrder.Acquire))
            {
                return result;
            }
        }
    }

    /// <summary>
    /// Frees the lock, unless its next owner is already decided: <c>T W· -> W A</c>, <c>T -> 0</c>; returns the
    /// word before, from which the caller reads what he owes (<see cref="OwnerState.NeedsWake"/>: a wake;
    /// <see cref="OwnerState.HandoffRequested"/>: nothing has happened yet, hand over).
    /// </summary>
    /// <remarks>
    /// Whoever frees a word that nobody has promised to wake for sets A in the same step, and so promises it
    /// himself. Release publishes the critical section to whoever takes the word. That this and
    /// <see cref="ForgetAwake"/> see each other needs no order, being updates of one word; and who has to wake somebody
    /// takes the list lock, which orders the rest.
    /// </remarks>
    public OwnerState Release(long id, bool keepIfWaiters)
    {
        long bits = _word.Load(MemoryOrder.Relaxed);
        while (true)
        {
            var seen = new OwnerState(bits);
            if (!seen.IsHeldBy(id) || seen.HandoffRequested || (keepIfWaiters && seen.HasWaiters))
            {
                return seen;
            }

            long next = seen.HasWaiters ? OwnerState.Waiters | OwnerState.Awake : 0;
            if (_word.TryReplace(ref bits, next, MemoryOrder.Release))
            {
                return seen;
            }
        }
    }

    /// <summary>
    /// Gives the lock to a thread that waits: <c>T W· -> N W P ·</c>. It stays queued until it has picked the
    /// lock up. Usually it is the first; a donor may be any. List lock held.
    /// </summary>
    public void HandOver(long toId, bool firstIsAwake)
    {
        Invariant.Holds(!Read().IsFree && !Read().AwaitsPickup, "I5: only an owner hands over, and only what it has.");
        _word.Store(
            toId | OwnerState.Waiters | OwnerState.Pickup | (firstIsAwake ? OwnerState.Awake : 0), MemoryOrder.Release);
    }

    /// <summary>
    /// Makes an async waiter, which the caller has just unlinked, the owner on the spot: <c>T W· -> N ·</c>. There
    /// is nothing to pick up, because it has no thread that could be late. List lock held.
    /// </summary>
    public void Transfer(long toId, Waiter? first, bool handoffRequested)
    {
        Invariant.Holds(!Read().IsFree && !Read().AwaitsPickup, "I5: only an owner hands over, and only what it has.");
        long flags = first is null ? 0 : OwnerState.Waiters
            | (first.IsAwake ? OwnerState.Awake : 0)
            | (handoffRequested ? OwnerState.Handoff : 0);
        _word.Store(toId | flags, MemoryOrder.Release);
    }

    /// <summary>Frees a lock that was to be handed over when nobody is left to take it: <c>T · -> 0</c>. List lock held.</summary>
    public void ReleaseToNobody() => _word.Store(0, MemoryOrder.Release);

    /// <summary>
    /// Announces the first waiter of a ring that was empty, and whether it is awake. Those who queue behind it find W
    /// set. List lock held.
    /// </summary>
    /// <remarks>A read-modify-write that comes before the waiter's last attempt to acquire: an unlock either sees
    /// W or is seen by that attempt (M15).</remarks>
    public void AnnounceFirst(bool awake) =>
        _word.Or(awake ? OwnerState.Waiters | OwnerState.Awake : OwnerState.Waiters, MemoryOrder.Relaxed);

    /// <summary>Announces that the first waiter is awake or being woken. List lock held.</summary>
    public void AnnounceAwake() => _word.Or(OwnerState.Awake, MemoryOrder.Relaxed);

    /// <summary>
    /// Takes the announcement back and returns the word before: from here on an unlock will wake the first
    /// waiter. If the word was takeable, an unlock has gone by relying on it, and the caller must act. List lock
    /// held.
    /// </summary>
    /// <remarks>This and <see cref="Release"/> are read-modify-writes of one word, hence one of them is first and the
    /// other sees it. That is the whole wake protocol; neither a fence nor an order is needed. What is done on the answer
    /// is another attempt, which acquires.</remarks>
    public OwnerState ForgetAwake() => new(_word.And(~OwnerState.Awake, MemoryOrder.Relaxed));

    /// <summary>The last waiter has left: clears every flag, whoever owns the lock (M12). List lock held.</summary>
    public void ClearFlags() => _word.And(~OwnerState.Flags, MemoryOrder.Relaxed);

    /// <summary>
    /// Busy-waits until an attempt to acquire is worth making; false if <paramref name="limit"/> comes first.
    /// </summary>
    /// <remarks>A free word is watched for <paramref name="idleNanoseconds"/>: an owner that comes back for the lock at
    /// once would win the race for it, and to run it all the same costs both a cache miss.</remarks>
    public readonly bool SpinWhileHeld(long id, SpinLimit limit, int idleNanoseconds) =>
        _word.SpinUntil(new IsTakeable(id), limit, MemoryOrder.Relaxed, idleNanoseconds);

    /// <summary>Whether the lock is free, and nobody takes it for so long.</summary>
    public readonly bool IsIdle(int nanoseconds) => _word.StaysFor(new IsTakeable(0), nanoseconds, MemoryOrder.Relaxed);

    private readonly struct IsTakeable(long id) : ISpinCondition<long>
    {
        public bool IsMet(long bits) => new OwnerState(bits).CanBeTakenBy(id);
    }
}
