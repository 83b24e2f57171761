namespace Baton.Scheduling.Classes;

/// <summary>
/// The fibers of one class in one run queue, and the rules of the class. All members need the lock of the run queue.
/// Times are nanoseconds of the host's clock.
/// </summary>
/// <remarks>
/// <para>A fiber that is blocked on a mutex and lends its place is in the queue like any other, and is picked like any
/// other: a class does not know the difference, and must not. What it calls <em>the donor</em> is the fiber that was
/// picked last, whoever runs in its place.</para>
/// <para>The donor stays a member of the queue (it counts in <see cref="Count"/>), and <see cref="Peek"/> may return it
/// again.</para>
/// <para>Whoever calls has charged the donor first for what has run up to now: where a fiber comes in depends on it.</para>
/// </remarks>
internal abstract class ClassQueue
{
    /// <summary>How many fibers are queued, the donor and the delayed ones included.</summary>
    public abstract int Count { get; }

    /// <summary>Adds a fiber of this class. If it is <see cref="Queueing.Delayed"/>, it has never left: its sleep is over.</summary>
    public abstract void Enqueue(FiberCore fiber, EnqueueReason reason, long now);

    /// <summary>
    /// Removes a fiber, the donor perhaps. Returns false if it stays as <see cref="Queueing.Delayed"/>, which only
    /// <see cref="DequeueReason.Slept"/> may lead to. The caller sets <see cref="FiberCore.Queueing"/>.
    /// </summary>
    public abstract bool Dequeue(FiberCore fiber, DequeueReason reason, long now);

    /// <summary>
    /// The fiber that should be the donor now, or null. Drops delayed fibers that have paid
    /// (their <see cref="FiberCore.Queueing"/> becomes <see cref="Queueing.None"/>), and never returns one.
    /// </summary>
    public abstract FiberCore? Peek(long now);

    /// <summary>The fiber becomes the donor; a new slice begins if the old one is used up.</summary>
    public abstract void SetDonor(FiberCore fiber, long now);

    /// <summary>The fiber stops being the donor and stays queued.</summary>
    public abstract void PutBack(FiberCore donor, long now);

    /// <summary>The donor pays for <paramref name="ran"/> nanoseconds that it, or somebody in its place, has run.</summary>
    public abstract void Charge(FiberCore donor, long ran, long now);

    /// <summary>
    /// The donor offers the processor to the others of its class. <paramref name="byProxy"/>: it was the fiber that runs
    /// in its place that yielded, which must not throw away what is not its own (a deadline donor's budget).
    /// </summary>
    public abstract void Yield(FiberCore donor, bool byProxy, long now);

    /// <summary>Whether <paramref name="woken"/>, of this class, should take the place of <paramref name="donor"/>, of this class, at once.</summary>
    public abstract bool Preempts(FiberCore woken, FiberCore donor, long now);

    /// <summary>
    /// When the queue wants <see cref="Advance"/> next, if nothing else happens: the end of the donor's slice or budget
    /// (counted from <paramref name="now"/>, as if it went on running), the start of a throttled fiber's next period;
    /// <see cref="long.MaxValue"/> if never; <paramref name="now"/> if a charge has ended the slice or the budget already.
    /// <paramref name="donor"/> is null if the donor is of another class.
    /// </summary>
    public abstract long NextEvent(FiberCore? donor, long now);

    /// <summary>Time has passed: returns whether the run queue should pick anew.</summary>
    public abstract bool Advance(FiberCore? donor, long now);

    /// <summary>
    /// Fills <paramref name="into"/> with queued fibers that are neither the donor nor delayed nor throttled, best first,
    /// as far as it has room; returns how many. For workers that look for work or for higher entitlements elsewhere.
    /// </summary>
    public abstract int CopyWaiting(Span<FiberCore?> into, FiberCore? donor);
}
