// The queue of those who busy-wait for a mutex: an MCS queue that can be left in the middle.
//
// If all spinners watched the owner word, each change of it would be a fight for the cache line. So only the head
// of this queue does; everybody behind watches a word of his own, and gets the headship from his predecessor.
// The idea is Linux's optimistic spin queue. A place in it is not a promise of the lock: the head competes with
// thieves and with the first waiter, who spins outside of this queue (M21).
//
// Leaving from the middle takes three steps. Let P <-> me <-> S be three spinners, and me giving up:
//
//   Step A   cut P -> me, so that P will not give me the headship:  P.next := null, by compare-exchange.
//            If it fails, either P is just giving me the headship (then I have it, and leave by handing it on),
//            or P itself is leaving, and I get another P.
//   Step B   find out who comes after me: nobody (move the tail back to P, and that is all), or S.
//            From here on S cannot leave before I have finished: its Step A needs me.next == S.
//   Step C   join S and P.  S.previous := P first, then P.next := S with release. The other way round, P could
//            grant, S leave and queue again, and my late store would corrupt its new place (M25).
//
// A node belongs to one thread, which spins for one mutex at a time, so nobody allocates here.

namespace Baton.Locking;

/// <summary>A thread's place in a <see cref="SpinQueue"/>.</summary>
internal sealed class SpinNode
{
    private AtomicReference<SpinNode?> _next;
    private AtomicReference<SpinNode?> _previous;
    private AtomicInt32 _depth;

    /// <summary>How many were before this node when it joined; 0 once it is the head. A hint, too large if anything.</summary>
    public ref AtomicInt32 Depth => ref _depth;

    /// <summary>Who is behind: written by the successor when it joins, taken by whoever grants or leaves.</summary>
    public ref AtomicReference<SpinNode?> Next => ref _next;

    /// <summary>
    /// Who is before; null if nobody, and this node is the head. Written by its own thread when it joins, by a
    /// leaving predecessor in its Step C, and by the head that grants.
    /// </summary>
    public ref AtomicReference<SpinNode?> Previous => ref _previous;
}

/// <summary>Those who busy-wait for a mutex, of whom only the head watches it.</summary>
internal struct SpinQueue
{
    private AtomicReference<SpinNode?> _tail;

    /// <summary>
    /// Joins, and returns true once the caller is the head. Returns false, with the queue left again, if
    /// <paramref name="limit"/> comes first; and at once, if so many spin already that another would only keep the
    /// processor from those it waits for.
    /// </summary>
    public bool TryJoin(SpinNode node, SpinLimit limit)
    {
        int depth = _tail.Load(MemoryOrder.Acquire) is { } last ? last.Depth.Load(MemoryOrder.Relaxed) + 1 : 0;
        if (depth >= Processor.SpinnersMax)
        {
            return false;
        }

        node.Depth.Store(depth, MemoryOrder.Relaxed);
        node.Next.Store(null, MemoryOrder.Relaxed);

        // Acquire for the case that the queue is empty, release to publish the node.
        SpinNode? previous = _tail.Exchange(node, MemoryOrder.AcquireRelease);
        if (previous is null)
        {
            node.Depth.Store(0, MemoryOrder.Relaxed);
            return true;
        }

        node.Previous.Store(previous, MemoryOrder.Relaxed);
        previous.Next.Store(node, MemoryOrder.Release);
        if (!node.Previous.SpinUntil(default(IsHead), limit, MemoryOrder.Acquire) && TryLeave(node, previous))
        {
            return false;
        }

        node.Depth.Store(0, MemoryOrder.Relaxed);
        return true;
    }

    /// <summary>The head leaves, and the next spinner becomes the head.</summary>
    public void Leave(SpinNode node) =>
        TakeNext(node, previous: null)?.Previous.Store(null, MemoryOrder.Release);

    /// <summary>Leaves from the middle; false if the headship came first, and so the caller is the head after all.</summary>
    private bool TryLeave(SpinNode node, SpinNode previous)
    {
        // Step A.
        while (!ReferenceEquals(previous.Next.CompareExchange(node, null, MemoryOrder.Relaxed), node))
        {
            // Somebody has taken hold of us: a head that is granting, or a predecessor in its Step C. Either
            // writes our Previous next. Acquire: as the head we go on from what the head before us saw.
            node.Previous.SpinUntil(new IsNot(previous), SpinLimit.None, MemoryOrder.Acquire);
            SpinNode? newPrevious = node.Previous.Load(MemoryOrder.Acquire);
            if (newPrevious is null)
            {
                return false;
            }

            previous = newPrevious;
        }

        // Step B.
        SpinNode? next = TakeNext(node, previous);
        if (next is not null)
        {
            // Step C.
            next.Previous.Store(previous, MemoryOrder.Relaxed);
            previous.Next.Store(next, MemoryOrder.Release);
        }

        return true;
    }

    /// <summary>
    /// Finds out who is behind a node that is leaving, and takes hold of it: from here on it cannot leave. Null if
    /// nobody is, and then <paramref name="previous"/> is the last in the queue.
    /// </summary>
    private SpinNode? TakeNext(SpinNode node, SpinNode? previous)
    {
        while (true)
        {
            if (ReferenceEquals(_tail.Load(MemoryOrder.Relaxed), node)
                && ReferenceEquals(_tail.CompareExchange(node, previous, MemoryOrder.Release), node))
            {
                return null;
            }

            SpinNode? next = node.Next.Exchange(null, MemoryOrder.AcquireRelease);
            if (next is not null)
            {
                return next;
            }

            // Somebody has joined and not told us yet, or is behind us and leaving.
            Await.Until(new IsLastOrFollowed(ref _tail, node));
        }
    }

    private readonly struct IsHead : ISpinCondition<SpinNode?>
    {
        public bool IsMet(SpinNode? previous) => previous is null;
    }

    private readonly struct IsNot(SpinNode node) : ISpinCondition<SpinNode?>
    {
        public bool IsMet(SpinNode? previous) => !ReferenceEquals(previous, node);
    }

    private readonly ref struct IsLastOrFollowed(ref AtomicReference<SpinNode?> tail, SpinNode node) : IAwaitCondition
    {
        private readonly ref AtomicReference<SpinNode?> _tail = ref tail;

        public bool IsMet() =>
            ReferenceEquals(_tail.Load(MemoryOrder.Relaxed), node) || node.Next.Load(MemoryOrder.Relaxed) is not null;
    }
}
