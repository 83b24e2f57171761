namespace Baton.Locking;

/// <summary>
/// A fiber as the mutexes see it: somebody who can wait, own, and lend. A mutex works without: waiters and owners that
/// are no fibers simply neither lend nor borrow.
/// </summary>
internal interface IFiber
{
    /// <summary>
    /// The mutex in whose ring this fiber has a waiter, or null. Changes only under the list lock of that mutex, in the
    /// same breath as the ring (I12): so whoever holds the list lock and reads the mutex's own name here can rely on it.
    /// </summary>
    MutexCore? BlockedOn { get; }

    /// <summary>The waiter that stands in the ring of <see cref="BlockedOn"/>. List lock of that mutex held.</summary>
    Waiter? BlockedWaiter { get; }

    /// <summary>
    /// On whose behalf this fiber runs, if the scheduler picked that one and found this one at the other end of the
    /// lock that it waits for. Read only by the fiber itself while it runs; written only by the worker that it runs on,
    /// between two runs of it or at the fiber's own request (<see cref="ReconsiderDonor"/>). Nobody else's read would
    /// be stable, and no lock could make it so: the walk that writes it holds other locks than an unlock does.
    /// </summary>
    IFiber? BlockedDonor { get; }

    /// <summary>Enters the ring. List lock held.</summary>
    void BlockOn(MutexCore mutex, Waiter waiter);

    /// <summary>Leaves the ring. List lock held.</summary>
    void Unblock();

    /// <summary>
    /// An unlock is about to choose who comes next. If the worker has news that it has not acted on, because no worker
    /// preempts its fiber, it looks now whether the fiber runs for somebody.
    /// </summary>
    void ReconsiderDonor();

    /// <summary>This fiber has unlocked <paramref name="mutex"/> and given it to its donor; the link has done its work.</summary>
    void OnHandedToDonor(MutexCore mutex);

    /// <summary>Whether it is worth busy-waiting for an owner: it may be running. True for owners that are no fibers. A hint.</summary>
    bool MayBeRunning(long ownerId);

    /// <summary>
    /// The fiber's synchronous code is about to queue for a mutex, and may have to sleep in <see cref="Park"/>. Throws if
    /// it could not: to sleep takes another thread for the worker, and their number is limited. Here nothing has been
    /// begun; in the midst of a wait it would be too late.
    /// </summary>
    /// <exception cref="InvalidOperationException">There can be no more threads.</exception>
    void BeginBlocking();

    /// <summary>The wait that <see cref="BeginBlocking"/> announced is over, whichever way.</summary>
    void EndBlocking();

    /// <summary>Sleeps until <see cref="Unpark"/>, or until <paramref name="limit"/>, and returns false in the latter case. A
    /// wake that came before is taken at once. Only by the fiber itself, in synchronous code.</summary>
    bool Park(Deadline limit);

    /// <summary>Ends a <see cref="Park"/>, or lets the next one return at once.</summary>
    void Unpark();

    /// <summary>A name for one acquisition by this fiber, from which the scheduler finds the fiber again.</summary>
    long NextOwnerId();
}
