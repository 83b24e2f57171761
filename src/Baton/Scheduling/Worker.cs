// A worker decides which fiber runs next on one processor's worth of time. It executes nothing: its host does, and calls
// Schedule whenever what it executed has come to an end, or should give way.
//
// Schedule in four steps:
//
//   A  settle what ran: charge its time, and put it where it belongs now. A fiber that waits for a mutex stays queued.
//   B  pick the fiber that deserves to run most: the donor. If one that deserves more waits at another worker, get it.
//   C  if the donor is blocked, walk from it to the owner at the end of the chain of locks (ProxyWalk.cs).
//   D  run the owner, or the donor itself if it is not blocked.
//
// Step C may find that there is nobody to run for this donor: the owner sleeps, or belongs to another worker, or is no
// fiber. Then the donor has been put elsewhere, and we go back to B.
//
// One thing is simpler than in a kernel: nothing of a fiber executes on a worker that is in Schedule. A kernel runs its
// scheduler on the stack of the task that blocks, so that task cannot be moved until another one runs (M54, M71). Here
// an async fiber has returned, and a synchronous one is committed to sleeping on a permit of its own. So step A clears
// the current fiber, and from there on it is a fiber like any other.

using Baton.Locking;

namespace Baton.Scheduling;

/// <summary>Decides what runs on one processor. See the head of the file.</summary>
internal sealed class Worker
{
    private const int No = 0;
    private const int Yes = 1;

    private readonly RunQueue _queue;
    private readonly ProxyWalk _walk;
    private readonly SchedulingTrace? _trace;
    private AtomicInt32 _needsReschedule;

    public Worker(SchedulerCore scheduler, int index, SchedulingTrace? trace)
    {
        Scheduler = scheduler;
        Index = index;
        _trace = trace;
        _queue = new RunQueue(this, trace);
        _walk = new ProxyWalk(this, trace);
    }

    /// <summary>Who it belongs to.</summary>
    public SchedulerCore Scheduler { get; }

    /// <summary>Its place among the workers, from 0.</summary>
    public int Index { get; }

    /// <summary>Who could run here.</summary>
    public RunQueue Queue => _queue;

    /// <summary>The way from a blocked fiber to whoever can run on its behalf.</summary>
    public ProxyWalk Walk => _walk;

    /// <summary>Scratch space for what this worker fetches from another; used under its lock.</summary>
    public List<FiberCore> FetchedChain { get; } = [];

    /// <summary>Whose code runs. From other threads: a hint.</summary>
    public FiberCore? Current => _queue.Current;

    /// <summary>Who was picked, and pays. From other threads: a hint.</summary>
    public FiberCore? Donor => _queue.Donor;

    /// <summary>Whether somebody has come who may deserve to run more, or a slice has ended.</summary>
    public bool NeedsReschedule => _needsReschedule.Load(MemoryOrder.Relaxed) == Yes;

    /// <summary>
    /// Puts what ran where it belongs, and decides who runs next; null if nobody can. If <see cref="NeedsReschedule"/> is
    /// still set then, something that another thread is about to finish is in the way: call again.
    /// </summary>
    /// <remarks>Called by the one thread that holds the worker, when nothing of <see cref="Current"/> executes here.</remarks>
    public FiberCore? Schedule(SwitchReason reason)
    {
        FiberCore? previous = _queue.Current;
        bool sleeps = LockToSettle(previous, reason);
        long now = Scheduler.Host.Now;
        _needsReschedule.Store(No, MemoryOrder.Relaxed);
        if (previous is not null)
        {
            Settle(previous, reason, sleeps, now);
        }

        FiberCore? next = PickNext(now);
        _queue.Publish();
        bool spreads = next is not null && Spreads();
        _queue.Lock.Release();
        if (spreads)
        {
            Scheduler.Balance.OfferWaiting(this);
        }

        return next;
    }

    /// <summary>Busy-waits until <see cref="NeedsReschedule"/>; false if it is not by <paramref name="limit"/>.</summary>
    public bool AwaitNews(Deadline limit) =>
        _needsReschedule.SpinUntil(new HasNews(), new SpinLimit(limit, SpinPace.Brisk), MemoryOrder.Relaxed);

    /// <summary>When <see cref="Tick"/> is wanted, if nothing else happens.</summary>
    public long NextEvent()
    {
        _queue.Lock.Take();
        long next = _queue.NextEvent(Scheduler.Host.Now);
        _queue.Lock.Release();
        return next;
    }

    /// <summary>Time has passed: ends the slice or the budget that is used up, starts the period that is due.</summary>
    public void Tick()
    {
        _queue.Lock.Take();
        bool pickAnew = _queue.Advance(Scheduler.Host.Now);
        if (pickAnew)
        {
            RequestReschedule();
        }

        _queue.Publish();
        _queue.Lock.Release();
        if (pickAnew)
        {
            Scheduler.Host.Kick(this);
        }
    }

    /// <summary>Asks the worker to choose again. The caller kicks the host when it has dropped its locks.</summary>
    public void RequestReschedule() => _needsReschedule.Store(Yes, MemoryOrder.Release);

    /// <summary>
    /// The running fiber is about to unlock, and there is news on which this worker has not acted because it preempts
    /// nobody: sees whether the fiber runs for a donor by now, so that the unlock can prefer it.
    /// </summary>
    /// <remarks>On the owner's own worker and at its own request: which is what makes the link stable for the unlock
    /// that follows. Changes nothing if the walk does not end at the running fiber.</remarks>
    public void ReconsiderDonor(FiberCore running)
    {
        if (!Scheduler.ProxyExecution || !NeedsReschedule)
        {
            return;
        }

        _queue.Lock.Take();
        long now = Scheduler.Host.Now;
        _queue.Charge(now);
        if (ReferenceEquals(_queue.Current, running)
            && _queue.Pick(now) is { IsBlocked: true } best
            && !ReferenceEquals(best, _queue.Donor)
            && _walk.LastHopTo(running, best) is { } lastHop)
        {
            _queue.SetDonor(best, now);
            running.BlockedDonor = lastHop;
            _needsReschedule.Store(No, MemoryOrder.Relaxed);
            _trace?.On(new(now, SchedulingEventKind.Switched, Index, running, best));
            _queue.Publish();
        }

        _queue.Lock.Release();
    }

    /// <summary>A fiber that sleeps does so under its wake lock, so that a wake comes before or after, not between.</summary>
    private bool LockToSettle(FiberCore? previous, SwitchReason reason)
    {
        if (previous is null || reason is not (SwitchReason.Slept or SwitchReason.Finished))
        {
            _queue.Lock.Take();
            return false;
        }

        previous.WakeLock.Take();
        bool sleeps = !previous.HasWork;
        previous.IsAsleep = sleeps;
        _queue.Lock.Take();

        // A waker that comes now finds it asleep, and waits for the queue's lock to see where.
        previous.WakeLock.Release();
        return sleeps;
    }

    /// <summary>Step A.</summary>
    private void Settle(FiberCore previous, SwitchReason reason, bool sleeps, long now)
    {
        _queue.Charge(now);
        if (sleeps)
        {
            // Only here, on the way of its own will, does a fiber become one that others may run for (M49).
            previous.IsBlocked = true;
            if (Scheduler.ProxyExecution && reason == SwitchReason.Slept && previous.BlockedOn is { } mutex)
            {
                _trace?.On(new(now, SchedulingEventKind.Blocked, Index, previous, Mutex: mutex));
            }
            else
            {
                bool finished = reason == SwitchReason.Finished;
                _trace?.On(new(now, finished ? SchedulingEventKind.Finished : SchedulingEventKind.Slept, Index, previous));
                _queue.Remove(previous, finished ? DequeueReason.Finished : DequeueReason.Slept, now);
            }
        }
        else if (reason == SwitchReason.Yielded)
        {
            _trace?.On(new(now, SchedulingEventKind.Yielded, Index, previous));
            _queue.Yield(previous, now);
        }
        else
        {
            _trace?.On(new(now, SchedulingEventKind.Preempted, Index, previous));
        }

        _queue.SetCurrent(null, now);
        if (previous is { IsBlocked: false, Queueing: Queueing.Queued } && !previous.Allowed.Contains(Index))
        {
            Scheduler.Balance.Expel(previous, this, now);
        }
    }

    /// <summary>Steps B to D. The queue's lock is held before and after, and may be dropped between.</summary>
    private FiberCore? PickNext(long now)
    {
        bool mayPull = true;
        while (true)
        {
            FiberCore? donor = _queue.Pick(now);
            if (mayPull && Scheduler.Balance.SourceFor(this, donor) is { } source)
            {
                // What we picked may be gone when we hold the lock again.
                mayPull = Scheduler.Balance.Pull(this, source, donor, now);
                now = Scheduler.Host.Now;
                continue;
            }

            if (donor is not null && _queue.HoldsBack(donor, now))
            {
                donor = null;
            }

            _queue.SetDonor(donor, now);
            if (donor is null)
            {
                _trace?.On(new(now, SchedulingEventKind.WentIdle, Index, null));
                return null;
            }

            // A link from an earlier run would make it hand over to somebody who may have left long ago (M44).
            donor.BlockedDonor = null;
            FiberCore? run = donor;
            if (donor.IsBlocked)
            {
                switch (_walk.From(donor, now, out run))
                {
                    case WalkOutcome.PickAgain:
                        now = Scheduler.Host.Now;
                        continue;

                    case WalkOutcome.InFlight:
                        _queue.SetDonor(null, now);
                        RequestReschedule();
                        return null;
                }
            }

            Invariant.Holds(!run!.IsBlocked && run.Queueing == Queueing.Queued, "I14: what runs is runnable.");
            Invariant.Holds(ReferenceEquals(run.Worker, this), "I15: what runs here is queued here.");
            Invariant.Holds(run.Allowed.Contains(Index), "I16: a fiber runs only where it may.");
            run.Home = this;
            _queue.SetCurrent(run, now);
            _trace?.On(new(now, SchedulingEventKind.Switched, Index, run, donor));
            return run;
        }
    }

    /// <summary>Whether somebody waits here who deserves to run more than what runs elsewhere.</summary>
    private bool Spreads() => Scheduler.Workers.Length > 1 && _queue.WaitingEntitlement != RunQueue.Nobody;

    private readonly struct HasNews : ISpinCondition<int>
    {
        public bool IsMet(int value) => value == Yes;
    }
}
