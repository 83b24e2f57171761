// Two steps of the scheduler's protocol that meet.
//
//   fiber-lend-wake       a donor finds its owner asleep, while the owner is woken                                 (M60)
//   fiber-activate-cancel a sleeping owner is woken and brings its donor back, while the donor is cancelled        (M59, M61)
//   fiber-migrate-cancel  a worker sends a donor to the owner's worker, while the donor is cancelled              (M51, M57)
//   fiber-walk-unlock     a worker walks from a donor to the owner, which unlocks at another worker               (M53)
//   fiber-walk-free       the same, where no unlock hands over: the walk may find the mutex free, and takes it;
//                         fiber-walk-free-thread: for a donor on a thread, which it wakes to take it
//   fiber-walk-handover   the same, of a donor on a thread, which is the owner before it is awake                    (M55)
//   fiber-unlock-cancel   an owner hands over to the donor that it runs for, while the donor is cancelled         (M42, M46, M74)
//   fiber-unlock-wake     an owner hands over to the donor that it runs for, which is at another worker than home (M52)
//
// Covers I12 to I17, as FiberModel says.
//
// Two steps are enough for each of these: every lock of the scheduler is taken at most a few times in a step, and the
// third party of the old bugs (another worker that picks the fiber meanwhile) does so under the same locks, where I13 to
// I16 are asserted. What two steps cannot show is a livelock of many (M58).

using Baton.Locking;
using Baton.Scheduling;

namespace Baton.Models;

/// <summary>A donor meets the wake of its sleeping owner.</summary>
internal sealed class LendMeetsWake : FiberModel
{
    private readonly ModelFiber _low;
    private readonly ModelFiber _high;

    public LendMeetsWake()
    {
        // At different workers: on one, the lock of its run queue keeps the two steps apart.
        _low = Runs("low", 10, worker: 1);
        Enters(_low);
        Sleeps(Core.Workers[1]);
        _high = Runs("high", 90, worker: 0);
        Enters(_high);
    }

    protected override void Step(int thread)
    {
        if (thread == 0)
        {
            Sleeps(Core.Workers[0]);
        }
        else
        {
            _low.GiveWork();
        }
    }

    protected override void FinishMore()
    {
        Check.That(_low.Queueing == Queueing.Queued, "A fiber that was woken is queued.");
        Check.That(_high is { Queueing: Queueing.Queued, IsBlocked: true }, "I17: the owner is awake, so its donor lends.");
    }
}

/// <summary>A donor beside its sleeping owner is brought back and cancelled.</summary>
internal sealed class ActivationMeetsCancel : FiberModel
{
    private readonly ModelFiber _low;
    private readonly ModelFiber _high;
    private readonly ModelFiber _other;

    public ActivationMeetsCancel()
    {
        _low = Runs("low", 10, worker: 1);
        Enters(_low);
        Sleeps(Core.Workers[1]);
        _high = Runs("high", 90, worker: 0);
        Enters(_high);
        Sleeps(Core.Workers[0]);
        _other = Runs("other", 80, worker: 0);
        Enters(_other);
        Sleeps(Core.Workers[0]);
    }

    protected override void Step(int thread)
    {
        if (thread == 0)
        {
            _low.GiveWork();
        }
        else
        {
            Cancel(_high);
        }
    }

    protected override void FinishMore()
    {
        Check.That(_high is { Queueing: Queueing.Queued, IsBlocked: false }, "A fiber whose wait was cancelled is runnable.");
        Check.That(ReferenceEquals(_high.Worker, Core.Workers[0]), "I16: it is at home.");
        Check.That(_other is { Queueing: Queueing.Queued, IsBlocked: true }, "I17: the owner is awake, so its other donor lends.");
    }
}

/// <summary>A donor that is sent to its owner's worker is cancelled.</summary>
internal sealed class MigrationMeetsCancel : FiberModel
{
    private readonly ModelFiber _high;

    public MigrationMeetsCancel()
    {
        ModelFiber low = Runs("low", 10, worker: 1);
        Enters(low);
        _high = Runs("high", 90, worker: 0);
        Enters(_high);
    }

    protected override void Step(int thread)
    {
        if (thread == 0)
        {
            Sleeps(Core.Workers[0]);
        }
        else
        {
            Cancel(_high);
        }
    }

    protected override void FinishMore()
    {
        Check.That(_high is { Queueing: Queueing.Queued, IsBlocked: false }, "A fiber whose wait was cancelled is runnable.");
        Check.That(ReferenceEquals(_high.Worker, Core.Workers[0]), "I16: it is at home.");
    }
}

/// <summary>A walk meets the unlock of the owner that it leads to.</summary>
internal sealed class WalkMeetsUnlock : FiberModel
{
    private readonly ModelFiber _low;
    private readonly ModelFiber _high;

    public WalkMeetsUnlock()
    {
        _low = Runs("low", 10, worker: 1);
        Enters(_low);
        _high = Runs("high", 90, worker: 0);
        Enters(_high);
    }

    protected override void Step(int thread)
    {
        if (thread == 0)
        {
            Sleeps(Core.Workers[0]);
        }
        else
        {
            Exits(_low);
        }
    }

    protected override void FinishMore()
    {
        Check.That(Owns(_high), "The only waiter gets what is unlocked.");
        Check.That(_high is { Queueing: Queueing.Queued, IsBlocked: false }, "Who was given the mutex is runnable.");
        Check.That(ReferenceEquals(_high.Worker, Core.Workers[0]), "I16: it is at home.");
    }
}

/// <summary>A walk meets an unlock that frees: the mutex is there to be taken for the donor, until somebody else takes it.</summary>
internal sealed class WalkFindsFree : FiberModel
{
    private readonly bool _onThread;
    private readonly ModelFiber _low;
    private readonly ModelFiber _high;

    public WalkFindsFree(bool onThread)
        : base(new MutexSettings(HandoffMode.Never, spinning: false, probe: null, TimeProvider.System))
    {
        _onThread = onThread;
        _low = Runs("low", 10, worker: 1);
        Enters(_low);
        _high = Runs("high", 90, worker: 0);
        if (onThread)
        {
            EntersOnItsThread(_high);
        }
        else
        {
            Enters(_high);
        }
    }

    protected override void Step(int thread)
    {
        if (thread == 0)
        {
            Sleeps(Core.Workers[0]);
        }
        else
        {
            Exits(_low);
        }
    }

    protected override void FinishMore()
    {
        // A thread takes it itself: what it was woken for, or given, it has not taken yet.
        Check.That(_onThread ? Mutex.State.CanBeTakenBy(_high.OwnerId) : Owns(_high), "The only waiter gets what is unlocked, or takes it itself.");
        Check.That(Owns(_high) || Mutex.State.FirstIsAwake, "I6: a free mutex has a first waiter that is awake.");
        Check.That(_onThread || Mutex.State.Bits == _high.OwnerId, "I3: when nobody waits, no flag is set.");
        Check.That(_high is { Queueing: Queueing.Queued, IsBlocked: false }, "Who may have the mutex is runnable.");
        Check.That(ReferenceEquals(_high.Worker, Core.Workers[0]), "I16: it is at home.");
    }
}

/// <summary>A walk meets a handover to the very donor that it begins with. A fiber on a thread stays queued until it has
/// picked the mutex up, so the walk finds it waiting for a mutex that it owns.</summary>
internal sealed class WalkMeetsHandover : FiberModel
{
    private readonly ModelFiber _low;
    private readonly ModelFiber _high;

    public WalkMeetsHandover()
        : base(new MutexSettings(HandoffMode.Always, spinning: false, probe: null, TimeProvider.System))
    {
        _low = Runs("low", 10, worker: 1);
        Enters(_low);
        _high = Runs("high", 90, worker: 0);
        EntersOnItsThread(_high);
    }

    protected override void Step(int thread)
    {
        if (thread == 0)
        {
            Sleeps(Core.Workers[0]);
        }
        else
        {
            Exits(_low);
        }
    }

    protected override void FinishMore()
    {
        Check.That(Owns(_high), "The only waiter gets what is unlocked.");
        Check.That(_high is { Queueing: Queueing.Queued, IsBlocked: false }, "Who was given the mutex is runnable.");
        Check.That(ReferenceEquals(_high.Worker, Core.Workers[0]), "I16: it is at home.");
    }
}

/// <summary>An owner hands over to the donor that it runs for, past one that queued before; the donor may be cancelled.</summary>
internal sealed class UnlockForDonor : FiberModel
{
    private readonly bool _cancels;
    private readonly ModelFiber _low;
    private readonly ModelFiber _early;
    private readonly ModelFiber _high;

    public UnlockForDonor(bool cancels)
    {
        _cancels = cancels;
        _low = Runs("low", 10, worker: 1);
        Enters(_low);
        _early = Runs("early", 20, worker: 0);
        Enters(_early);
        Sleeps(Core.Workers[0]);
        _high = Runs("high", 90, worker: 0);
        Enters(_high);
        Sleeps(Core.Workers[0]);
        Check.That(ReferenceEquals(Schedule(Core.Workers[1], SwitchReason.Preempted), _low), "The stage is set: the owner runs.");
        Check.That(ReferenceEquals(_low.BlockedDonor, _high), "The stage is set: on behalf of the most urgent.");
    }

    protected override void Step(int thread)
    {
        if (thread == 0)
        {
            Exits(_low);
        }
        else if (_cancels)
        {
            Cancel(_high);
        }
        else
        {
            Schedule(Core.Workers[0], SwitchReason.Preempted);
        }
    }

    protected override void FinishMore()
    {
        Check.That(Owns(_high) || (_cancels && Owns(_early)), "The unlock prefers its donor, if that still waits.");
        Check.That(_high is { Queueing: Queueing.Queued, IsBlocked: false }, "The donor has the mutex or was cancelled: it is runnable.");
        Check.That(ReferenceEquals(_high.Worker, Core.Workers[0]), "I16: it is at home.");
        Check.That(_low.BlockedDonor is null || !Owns(_high), "The link has done its work.");
    }
}
