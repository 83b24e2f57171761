// The algorithm that all mutexes of Baton share: Linux's mutex with lock handoff (2016) as it stands in 2026,
// brought to user space and to callers without a thread.
//
// The problem. A fair lock goes to whoever waits longest, who sleeps; waking him costs 30 µs during which nobody
// works, twenty times the critical section. An unfair lock goes to whoever is running; it is twenty times faster
// and lets a waiter wait for seconds. So: be unfair, but only for so long.
//
//   1. A free lock may be taken by anybody, also past those who wait (stealing).
//   2. The first waiter, once woken, is patient for a while (PatienceMicroseconds since it became the first),
//      busy-waiting on its own processor. Then it asks: H in the owner word.
//   3. An unlock that sees H does not free the lock. It hands it to the first waiter, who runs already and picks
//      it up within a tenth of a microsecond. Nobody can overtake: at most the tenure that was under way when it
//      asked lies between the request and the lock (I9).
//
// Rule 3 costs little because of rule 2: the waiter was woken ahead of time, while others were still getting work
// done. What is left is to see to it that it finds a processor to run on, and that nobody who holds the lock pays
// for waking it; that is where locks with waiting threads by the dozen usually fail:
//
//   4. Who has had to hand over, and comes back, queues behind those it gave way to, at once and asleep; unless the
//      lock lies idle, for then those who wait lack a processor, and one more would wait with them.
//   5. A handover to a waiter that runs, for it has asked, wakes the next one too, from the thread that has just
//      given the lock away: to wake an idle processor can cost the waker 20 to 70 µs. So does whoever goes to sleep
//      behind a first waiter that sleeps.
//   6. A first waiter whose patience is over may be unable to ask. If it sleeps, because one owner holds the lock
//      all the time, the next unlock hands over. If it is awake and has no processor, the owner, who looks at the
//      clock now and then (Glance), frees the lock and yields; only after another millisecond it hands over, for
//      a lock that belongs to somebody who does not run keeps everybody else from running.
//
// So there are two threads awake at a lock that dozens want: the owner, and the first waiter. That is what closed
// the distance between the plain kernel protocol and the tail of a fair lock; docs/decisions/0004-patience.md.
//
// Who wakes whom. An unlock that finds waiters wakes the first, unless flag A says that it is awake. Whoever sets
// A promises a wake; the first waiter takes A back, under the list lock, before it sleeps; both are
// read-modify-writes of the one owner word, so one of them sees the other (I6).
//
// An async waiter cannot compete, having no thread: MutexCore.Async.cs.
//
// Lock order: the list lock is innermost but for the spin queue, which is lock-free. No wake, no callback and no
// allocation under it (I8). Invariants: docs/invariants.md.

using System.Runtime.CompilerServices;
using Baton.Locking;

namespace Baton;

/// <summary>What the mutexes of Baton have in common. Not for use by itself: see <see cref="HandoffMutex"/>.</summary>
public abstract partial class MutexCore
{
    /// <summary>How long a newcomer busy-waits before it queues: about what sleeping and waking would cost it.</summary>
    internal const int SpinMicroseconds = 40;

    // For how long a free lock must have been free before a spinner takes it. Two threads that take a lock in turns are
    // slower than one, so an owner that comes back at once is let through.
    private const int NewcomersIdleNanoseconds = 200;
    private const int FirstsIdleNanoseconds = 300;

    private OwnerWord _owner;
    private protected WaitList _waiters;
    private SpinQueue _spinners;
    private readonly MutexSettings? _settings;

    private protected MutexCore(MutexSettings? settings) => _settings = settings;

    /// <summary>What the owner word says at the moment.</summary>
    internal OwnerState State => _owner.Read();

    private protected MutexSettings? Settings => _settings;

    private HandoffMode Handoff => _settings?.Handoff ?? HandoffMode.Normal;

    /// <summary>Whether busy-waiting can pay. Not if the owner is a fiber that does not run: it may be waiting for our worker.</summary>
    private bool MaySpin(Caller caller) =>
        Processor.SpinningPays && (_settings?.Spinning ?? true) && (caller.Fiber?.MayBeRunning(_owner.Read().Owner) ?? true);

    /// <summary>The fast way in; <paramref name="id"/> 0, a thread that Baton has not met, never succeeds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryEnterUncontended(long id) =>
        _settings is null && id != 0 && _owner.TryAcquireUncontended(id);

    /// <summary>The fast way out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryExitUncontended(long id) =>
        _settings is null && id != 0 && _owner.TryReleaseUncontended(id);

    /// <summary>One attempt, which may overtake those who wait, and leaves no trace if it fails.</summary>
    internal bool TryEnterOnce(long id)
    {
        AcquireResult result = _owner.Acquire(id);
        TellAcquired(result, id);
        return result.IsSuccess();
    }

    /// <summary>An attempt, and then a busy-wait if it promises to be short.</summary>
    internal bool TryEnterWithoutQueueing(Caller caller, Deadline limit)
    {
        if (GivesWay(caller))
        {
            Tell(MutexEvent.Contended, caller.Id);
            return false;
        }

        if (TryEnterOnce(caller.Id))
        {
            return true;
        }

        Tell(MutexEvent.Contended, caller.Id);

        // The first waiter, if awake, spins too: then there must be a processor for each of the two.
        int spinning = _owner.Read().FirstIsAwake ? 1 : 0;
        return MaySpin(caller) && spinning < Processor.SpinnersMax && AllowsSpinning(caller.Waiter)
            && SpinAsNewcomer(caller, limit);
    }

    /// <summary>Queues, and blocks the calling thread until the lock is its own or the wait is over.</summary>
    /// <remarks>The caller's waiter may be told to give up from any thread, see <see cref="ThreadWaiter.Cancel"/>.</remarks>
    internal WaitResult WaitInQueue(Caller caller, Deadline limit)
    {
        ThreadWaiter waiter = caller.Waiter;
        waiter.Fiber = caller.Fiber;
        bool gaveWay = GivesWay(caller);
        caller.GaveWayTo = null;

        Waiter? first = _waiters.Lock();
        if (!gaveWay && TryEnterOnce(caller.Id))
        {
            _waiters.Unlock(first);
            return WaitResult.Acquired;
        }

        first = QueueLocked(first, waiter);
        waiter.IsAwake = true;
        bool isFirst = ReferenceEquals(first, waiter);
        if (isFirst)
        {
            _owner.AnnounceFirst(awake: true);
            waiter.PatienceEnds = PatienceFromNow();
        }

        // Behind others, who gave way leaves a free lock to the first waiter. That one is awake or being woken,
        // for a free word with waiters has A (I6); so nobody relies on our attempt.
        bool holdsBack = gaveWay && !isFirst;
        bool maySpin = MaySpin(caller);

        while (true)
        {
            // The attempt. It comes before the wait can end (M13): a lock that was handed to us is ours, and
            // under the list lock nobody can be handing it to us unseen. It comes after W was set (M15).
            isFirst = ReferenceEquals(first, waiter);
            bool asks = isFirst && AsksForHandoff(waiter);
            AcquireResult result = holdsBack ? AcquireResult.Held : _owner.Acquire(caller.Id, asks);
            holdsBack = false;
            if (result.IsSuccess())
            {
                Leave(first!, waiter);
                Tell(result == AcquireResult.PickedUp ? MutexEvent.PickedUp : MutexEvent.AcquiredFromQueue, caller.Id);
                return WaitResult.Acquired;
            }

            if (result == AcquireResult.HandoffRequested)
            {
                Tell(MutexEvent.HandoffRequested, caller.Id);
            }

            // The end of the wait, under the list lock still (M14): an unlock that comes now finds the next
            // in line, not one who is about to go.
            if (waiter.IsCanceled || limit.HasPassed)
            {
                bool canceled = waiter.IsCanceled;
                Leave(first!, waiter);
                Tell(canceled ? MutexEvent.Canceled : MutexEvent.TimedOut, caller.Id);
                return canceled ? WaitResult.Canceled : WaitResult.TimedOut;
            }

            // Where the order of the queue is a matter of age, somebody may have to give up for somebody else. This too
            // is decided under the list lock, and after the attempt; told of it are others once the list is free.
            if (MustBackOffLocked(first!, waiter, out AcquireContext? victim))
            {
                Leave(first!, waiter);
                Tell(MutexEvent.BackedOff, caller.Id);
                return WaitResult.MustBackOff;
            }

            if (victim is not null)
            {
                _waiters.Unlock(first);
                victim.LookAgain();
                first = _waiters.Lock();
                continue;
            }

            // Busy-waiting as the first: patiently until it is time to ask, then eagerly for the handoff. We stay
            // announced as awake, so unlocks go by without a wake.
            bool asked = result.IsAwaitingHandoff();
            if (isFirst && maySpin && AllowsSpinning(waiter) && (asked || !waiter.PatienceEnds.HasPassed))
            {
                maySpin = !asked;
                _waiters.Unlock(first);
                SpinLimit spin = asked
                    ? new(Deadline.Earlier(limit, Deadline.AfterMicroseconds(SpinMicroseconds)), SpinPace.Eager)
                    : new(Deadline.Earlier(limit, waiter.PatienceEnds), SpinPace.Patient);
                _owner.SpinWhileHeld(caller.Id, spin, FirstsIdleNanoseconds);
                first = _waiters.Lock();
                continue;
            }

            // Sleep. If an unlock went by since the attempt, relying on our being awake, we are, and try again.
            if (isFirst && _owner.ForgetAwake().CanBeTakenBy(caller.Id))
            {
                _owner.AnnounceAwake();
                continue;
            }

            // Who is going to sleep has a processor to give away, and time: it wakes the first waiter if the owner has
            // not come to it yet.
            waiter.IsAwake = false;
            Waiter? toWake = null;
            if (!isFirst && first is { IsAsync: false, IsAwake: false } && !first.PatienceEnds.HasPassed)
            {
                toWake = first;
                toWake.IsAwake = true;
                _owner.AnnounceAwake();
            }

            _waiters.Unlock(first);
            toWake?.Wake();
            waiter.Park(limit);
            first = _waiters.Lock();
            waiter.IsAwake = true;
            if (ReferenceEquals(first, waiter))
            {
                _owner.AnnounceAwake();
            }

            maySpin = MaySpin(caller);
        }
    }

    /// <summary>
    /// Unlocks: frees the lock and sees to it that the first waiter is awake, or hands it over if it was asked to.
    /// Returns the word as it was; if that says that <paramref name="id"/> was not the owner, nothing has happened.
    /// </summary>
    /// <param name="id">The owner, if the caller is right.</param>
    /// <param name="caller">The unlocking thread if it owns the lock itself; null for an async owner.</param>
    internal OwnerState ExitSlow(long id, Caller? caller)
    {
        IFiber? fiber = (caller ?? Caller.Known)?.Fiber;
        Lateness lateness = LatenessOfFirst(caller);
        bool handsOver = Handoff == HandoffMode.Always || lateness == Lateness.Overdue || RunsForWaiter(fiber);
        OwnerState before = _owner.Release(id, keepIfWaiters: handsOver);
        if (!before.IsHeldBy(id))
        {
            return before;
        }

        if (before.HandoffRequested || (handsOver && before.HasWaiters))
        {
            HandOver(caller, fiber);
        }
        else if (before.NeedsWake)
        {
            WakeFirst();
        }
        else if (lateness == Lateness.WithoutProcessor)
        {
            // The lock is free by now, so the waiter, once it runs, finds it so.
            Processor.Yield();
        }

        return before;
    }

    /// <summary>The second half of an unlock that does not free: the lock is still ours to give.</summary>
    private void HandOver(Caller? caller, IFiber? fiber)
    {
        Waiter? first = _waiters.Lock();
        Waiter? next = DonorsWaiterLocked(fiber) ?? first;
        bool isFirst = ReferenceEquals(next, first);
        Waiter? heir = null;
        if (next is null)
        {
            // Whoever asked has left.
            _owner.ReleaseToNobody();
        }
        else if (next.IsAsync)
        {
            first = WaitList.RemoveLocked(first!, next);
            bool asks = first is { IsAsync: true } && Handoff != HandoffMode.Never;
            if (isFirst && first is { IsAsync: false })
            {
                first.PatienceEnds = PatienceFromNow();
            }

            _owner.Transfer(next.Id, first, handoffRequested: asks);
            WaitList.FetchSecondLocked(first);
            Tell(MutexEvent.Transferred, next.Id);
        }
        else
        {
            // If it runs, for it has asked, the one behind it is woken too: from this thread, whose work with the lock
            // is done, and not from the new owner's first unlock, where everybody would wait for it.
            bool hasAsked = isFirst && _owner.Read().HandoffRequested;
            if (hasAsked && next.IsAwake && next.Next is { IsAsync: false, IsAwake: false } second)
            {
                heir = second;
                heir.IsAwake = true;
            }

            next.IsAwake = true;
            _owner.HandOver(next.Id, firstIsAwake: first!.IsAwake);
        }

        _waiters.Unlock(first);
        if (next is not null)
        {
            if (caller is not null)
            {
                caller.GaveWayTo = this;
            }

            Tell(MutexEvent.HandedOver, next.Id);
            next.Wake();
            heir?.Wake();
        }
    }

    /// <summary>The second half of an unlock that freed: keeps the promise that it made by setting A.</summary>
    private void WakeFirst()
    {
        Waiter? first = _waiters.Lock();
        Waiter? toWake = first;
        if (first is { IsAsync: true })
        {
            toWake = AppointFirstLocked(ref first);
        }
        else if (first is not null)
        {
            // The waiter may be another than the one that was asleep when we freed, and A may be gone with that one.
            first.IsAwake = true;
            _owner.AnnounceAwake();
        }

        _waiters.Unlock(first);
        toWake?.Wake();
    }

    /// <summary>Takes a waiter out of the queue, as the owner or without the lock, and unlocks the list.</summary>
    private protected void Leave(Waiter first, Waiter waiter)
    {
        bool wasFirst = ReferenceEquals(first, waiter);
        Waiter? rest = WaitList.RemoveLocked(first, waiter);
        Waiter? toWake = null;
        if (rest is null)
        {
            _owner.ClearFlags();
        }
        else if (wasFirst)
        {
            toWake = AppointFirstLocked(ref rest);
        }

        _waiters.Unlock(rest);
        toWake?.Wake();
    }

    private bool SpinAsNewcomer(Caller caller, Deadline limit)
    {
        var spin = new SpinLimit(
            Deadline.Earlier(limit, Deadline.AfterMicroseconds(SpinMicroseconds)), SpinPace.Brisk);
        if (!_spinners.TryJoin(caller.SpinNode, spin))
        {
            return false;
        }

        bool acquired = false;
        while (!acquired && _owner.SpinWhileHeld(caller.Id, spin, NewcomersIdleNanoseconds))
        {
            acquired = _owner.Acquire(caller.Id).IsSuccess();
        }

        _spinners.Leave(caller.SpinNode);
        if (acquired)
        {
            Tell(MutexEvent.SpinPaid, caller.Id);
        }

        return acquired;
    }

    private void TellAcquired(AcquireResult result, long id)
    {
        if (result.IsSuccess())
        {
            Tell(result == AcquireResult.Stolen ? MutexEvent.Stolen : MutexEvent.Acquired, id);
        }
    }

    private protected void Tell(MutexEvent happened, long id) => _settings?.Probe?.On(happened, id);
}
