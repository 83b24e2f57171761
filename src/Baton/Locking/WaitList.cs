// The queue of a mutex: a ring of waiters, first in, first out, with its own small lock.
//
//        _head
//          |
//          v
//      +-> first <-> second <-> ... <-> last <-+        the ring of Linux's mutex: one pointer finds both ends
//      +----------------------------------------+
//
// The head pointer is also the lock of the list: whoever swaps the marker Held into it has taken the whole list,
// and puts it back, changed or not, to unlock. That is one word where a spin lock and a pointer would be two, and
// a mutex is to fit in 48 bytes.
//
// The list lock is held for a few dozen instructions and never while waking, calling out, or allocating; so
// whoever finds it held busy-waits.

using System.Diagnostics;

namespace Baton.Locking;

/// <summary>The ring of waiters and its lock. Methods named <c>…Locked</c> need the lock held.</summary>
internal struct WaitList
{
    private static readonly Waiter Held = new HeldMarker();

    private AtomicReference<Waiter?> _head;

    /// <summary>Takes the list; returns the first waiter, or null if there is none.</summary>
    public Waiter? Lock()
    {
        Waiter? first = _head.Take(Held, MemoryOrder.Acquire);
        AssertRing(first);
        return first;
    }

    /// <summary>Puts the list back, beginning with <paramref name="first"/>.</summary>
    public void Unlock(Waiter? first)
    {
        AssertRing(first);
        _head.Store(first, MemoryOrder.Release);
    }

    /// <summary>The first waiter as it was a moment ago; null if there was none or the list was locked. A hint.</summary>
    public readonly Waiter? PeekFirst()
    {
        Waiter? first = _head.Load(MemoryOrder.Acquire);
        return ReferenceEquals(first, Held) ? null : first;
    }

    /// <summary>Queues at the end of the ring of <paramref name="mutex"/>; returns the first waiter.</summary>
    public static Waiter AppendLocked(Waiter? first, Waiter waiter, MutexCore mutex)
    {
        Invariant.Holds(waiter.Next is null, "I7: a waiter is in one queue, once.");
        waiter.Fiber?.BlockOn(mutex, waiter);
        if (first is null)
        {
            waiter.Next = waiter.Previous = waiter;
            return waiter;
        }

        Waiter last = first.Previous!;
        waiter.Previous = last;
        waiter.Next = first;
        last.Next = waiter;
        first.Previous = waiter;
        return first;
    }

    /// <summary>Queues before a waiter that is queued; returns the first waiter, which may be the new one.</summary>
    public static Waiter InsertLocked(Waiter first, Waiter before, Waiter waiter, MutexCore mutex)
    {
        // The place before the first is the place behind the last, seen from the other side of the head.
        AppendLocked(before, waiter, mutex);
        return ReferenceEquals(first, before) ? waiter : first;
    }

    /// <summary>Unlinks a waiter from anywhere in the ring; returns the first of those that remain, or null.</summary>
    public static Waiter? RemoveLocked(Waiter first, Waiter waiter)
    {
        Invariant.Holds(waiter.Next is not null, "I7: only a queued waiter leaves.");
        Waiter next = waiter.Next!;
        Waiter previous = waiter.Previous!;
        waiter.Next = waiter.Previous = null;
        waiter.Fiber?.Unblock();
        waiter.Context?.StopsWaitingLocked();
        if (ReferenceEquals(next, waiter))
        {
            return null;
        }

        previous.Next = next;
        next.Previous = previous;
        return ReferenceEquals(first, waiter) ? next : first;
    }

    /// <summary>Begins to fetch whoever will be the first after this one. Worth a tenth of the throughput of a thousand async
    /// callers, whose places have left the cache by the time their turn comes.</summary>
    public static void FetchSecondLocked(Waiter? first)
    {
        if (first?.Next is { } second)
        {
            Processor.Prefetch(second);
        }
    }

    [Conditional("DEBUG")]
    [Conditional("BATON_CHECKED")]
    private static void AssertRing(Waiter? first)
    {
        if (first is null)
        {
            return;
        }

        Waiter waiter = first;
        do
        {
            Invariant.Holds(waiter.Next is not null, "I7: the ring has no loose end.");
            Invariant.Holds(ReferenceEquals(waiter.Next.Previous, waiter), "I7: neighbours in the ring name each other.");
            waiter = waiter.Next;
        }
        while (!ReferenceEquals(waiter, first));
    }

    /// <summary>What the head points to while the list is locked. Never queued, never woken.</summary>
    private sealed class HeldMarker : Waiter
    {
        public override long Id => 0;

        public override bool IsAsync => false;

        public override void Wake() => throw new InvariantViolationException("I7: the lock marker is no waiter.");
    }
}
