namespace Baton.Simulator;

/// <summary>What happened. The first group are the scheduler's own events, the second those of the world around it.</summary>
public enum TraceEventKind : byte
{
    /// <summary>A fiber became runnable for the first time.</summary>
    Started,

    /// <summary>A fiber that was asleep is runnable, on the processor named.</summary>
    Woken,

    /// <summary>A fiber was picked: from now on it pays.</summary>
    Picked,

    /// <summary>The processor runs the fiber, on behalf of the other, which may be itself.</summary>
    Switched,

    /// <summary>The processor has nothing to run.</summary>
    WentIdle,

    /// <summary>The fiber sleeps, and has left the run queue.</summary>
    Slept,

    /// <summary>The fiber sleeps on the mutex and stays in the run queue as a donor.</summary>
    Blocked,

    /// <summary>The fiber has offered its processor to others.</summary>
    Yielded,

    /// <summary>The fiber was stopped, and stays runnable.</summary>
    Preempted,

    /// <summary>The fiber has ended.</summary>
    Finished,

    /// <summary>A runnable fiber has moved to the processor named.</summary>
    Migrated,

    /// <summary>A donor has moved to the processor of the other, the owner that it waits for.</summary>
    DonorMigrated,

    /// <summary>A donor that was woken has left the processor named, to go home.</summary>
    Returned,

    /// <summary>A donor has left the run queue until the other, who owns what it waits for, wakes up.</summary>
    LentToSleeper,

    /// <summary>A donor is back in a run queue because the other woke up.</summary>
    Activated,

    /// <summary>A blocked fiber has left the run queue: nobody could run on its behalf.</summary>
    Deactivated,

    /// <summary>The fiber has another policy: <see cref="SimulationTrace.PolicyOf"/>.</summary>
    PolicyChanged,

    /// <summary>The fiber may run elsewhere than before.</summary>
    AffinityChanged,

    /// <summary>The fiber has unlocked the mutex and given it to the other, for whom it ran.</summary>
    HandedToDonor,

    /// <summary>The fiber waits in a circle.</summary>
    DeadlockFound,

    /// <summary>The fiber found the mutex taken, by the other if that is known, and begins to wait for it.</summary>
    LockRequested,

    /// <summary>The mutex is the fiber's, which may still have to wake up.</summary>
    LockGranted,

    /// <summary>The fiber runs and has the mutex.</summary>
    LockAcquired,

    /// <summary>The fiber gives the mutex back.</summary>
    LockReleased,

    /// <summary>The fiber's wait for the mutex was cancelled; it will try again.</summary>
    LockCancelled,

    /// <summary>The fiber begins to wait for a time or for another fiber.</summary>
    WaitBegan,

    /// <summary>The fiber runs again, so many nanoseconds (<see cref="TraceEvent.Detail"/>) after it was due.</summary>
    WaitEnded,

    /// <summary>The fiber begins the phase of its task with the number <see cref="TraceEvent.Detail"/>.</summary>
    PhaseBegan,

    /// <summary>The fiber has come to the end of a round of its phase.</summary>
    RoundEnded,

    /// <summary>The fiber came to a timer so many nanoseconds (<see cref="TraceEvent.Detail"/>) after it had expired.</summary>
    TimerMissed,

    /// <summary>The processor serves an interrupt for so many nanoseconds (<see cref="TraceEvent.Detail"/>).</summary>
    Interrupted,

    /// <summary>The simulation has made something go wrong.</summary>
    Fault,
}

/// <summary>One thing that happened. Numbers stand for names, which <see cref="SimulationTrace"/> knows; −1 is nobody.</summary>
/// <param name="Time">Nanoseconds of virtual time.</param>
/// <param name="Kind">What.</param>
/// <param name="Processor">Where.</param>
/// <param name="Fiber">To whom.</param>
/// <param name="Other">The other party, if the kind has one.</param>
/// <param name="Mutex">The mutex, if the kind has one.</param>
/// <param name="Detail">A number, if the kind has one; nanoseconds are capped at two seconds.</param>
public readonly record struct TraceEvent(
    long Time, TraceEventKind Kind, int Processor, int Fiber, int Other = -1, int Mutex = -1, int Detail = 0);
