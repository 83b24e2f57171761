namespace Baton.Scheduling;

/// <summary>What happens to fibers, in the words of the proxy-execution protocol.</summary>
internal enum SchedulingEventKind
{
    /// <summary>A fiber became runnable for the first time.</summary>
    Started,

    /// <summary>A fiber that was asleep is runnable, on the worker named.</summary>
    Woken,

    /// <summary>A fiber was picked: from now on it pays.</summary>
    Picked,

    /// <summary>The worker runs the fiber, on behalf of <see cref="SchedulingEvent.Other"/>, which may be itself.</summary>
    Switched,

    /// <summary>The worker has nothing to run.</summary>
    WentIdle,

    /// <summary>The fiber sleeps, and has left the run queue.</summary>
    Slept,

    /// <summary>The fiber sleeps on <see cref="SchedulingEvent.Mutex"/> and stays in the run queue as a donor.</summary>
    Blocked,

    /// <summary>The fiber has offered its worker to others.</summary>
    Yielded,

    /// <summary>The fiber was stopped, and stays runnable.</summary>
    Preempted,

    /// <summary>The fiber's body has ended.</summary>
    Finished,

    /// <summary>A runnable fiber has moved to the worker named.</summary>
    Migrated,

    /// <summary>A donor has moved to the worker of <see cref="SchedulingEvent.Other"/>, the owner that it waits for.</summary>
    DonorMigrated,

    /// <summary>A donor that was woken has left the worker named, to go home.</summary>
    Returned,

    /// <summary>A donor has left the run queue until <see cref="SchedulingEvent.Other"/>, who owns what it waits for, wakes up.</summary>
    LentToSleeper,

    /// <summary>A donor is back in a run queue because <see cref="SchedulingEvent.Other"/> woke up.</summary>
    Activated,

    /// <summary>A blocked fiber has left the run queue: nobody could run on its behalf.</summary>
    Deactivated,

    /// <summary>The fiber was given another policy.</summary>
    PolicyChanged,

    /// <summary>The fiber may run on other workers than before.</summary>
    AffinityChanged,

    /// <summary>The fiber has unlocked <see cref="SchedulingEvent.Mutex"/> and given it to <see cref="SchedulingEvent.Other"/>, for whom it ran.</summary>
    HandedToDonor,

    /// <summary>The fiber waits in a circle.</summary>
    DeadlockFound,
}

/// <summary>One thing that happened.</summary>
/// <param name="Time">Nanoseconds of the host's clock.</param>
/// <param name="Kind">What.</param>
/// <param name="Worker">The index of the worker where, or −1.</param>
/// <param name="Fiber">To whom; null when a worker goes idle.</param>
/// <param name="Other">The other party, if the kind has one.</param>
/// <param name="Mutex">The mutex, if the kind has one.</param>
internal readonly record struct SchedulingEvent(
    long Time, SchedulingEventKind Kind, int Worker, FiberCore? Fiber, FiberCore? Other = null, MutexCore? Mutex = null);

/// <summary>Told what happens, in the order in which it happens on each worker.</summary>
/// <remarks>Called under the lock of a run queue. An implementation appends to memory and does nothing else.</remarks>
internal abstract class SchedulingTrace
{
    /// <summary>Something happened.</summary>
    public abstract void On(in SchedulingEvent happened);
}
