// What a task can do, one record an event. All times are microseconds, all sizes bytes, as in the files.

namespace Baton.Workloads.Model;

/// <summary>One thing that a task does.</summary>
public abstract record WorkloadEvent;

/// <summary>Work: as many loops as take this long on the CPU that was calibrated. On a slower CPU it takes longer.</summary>
public sealed record RunEvent(long Microseconds) : WorkloadEvent;

/// <summary>Work until this much time has passed, however fast the CPU is.</summary>
public sealed record RuntimeEvent(long Microseconds) : WorkloadEvent;

/// <summary>Sleep, from now.</summary>
public sealed record SleepEvent(long Microseconds) : WorkloadEvent;

/// <summary>Sleep until a timer expires. Its next expiry is one period after its last one, so that delays do not add up.</summary>
/// <param name="Timer">The timer's name. Where <see cref="IsUnique"/>, each thread has its own timer of this name.</param>
/// <param name="PeriodMicroseconds">From the timer's last expiry to this one.</param>
/// <param name="Mode">What happens after an expiry that was missed.</param>
public sealed record TimerEvent(string Timer, long PeriodMicroseconds, TimerMode Mode) : WorkloadEvent
{
    /// <summary>What names of timers begin with that are not shared.</summary>
    public const string UniquePrefix = "unique";

    /// <summary>Whether each thread has its own timer of this name.</summary>
    public bool IsUnique => Timer.StartsWith(UniquePrefix, StringComparison.Ordinal);
}

/// <summary>What a timer does after it was missed.</summary>
public enum TimerMode
{
    /// <summary>It starts anew from the moment of the miss.</summary>
    Relative,

    /// <summary>It keeps to its grid; the task has to catch up.</summary>
    Absolute,
}

/// <summary>Acquire a mutex.</summary>
public sealed record LockEvent(string Mutex) : WorkloadEvent;

/// <summary>Release a mutex.</summary>
public sealed record UnlockEvent(string Mutex) : WorkloadEvent;

/// <summary>Release the mutex, wait to be signalled, acquire the mutex again: pthread_cond_wait.</summary>
public sealed record WaitEvent(string Condition, string Mutex) : WorkloadEvent;

/// <summary>Wake the thread that has waited longest, if there is one.</summary>
public sealed record SignalEvent(string Condition) : WorkloadEvent;

/// <summary>Wake all threads that wait.</summary>
public sealed record BroadcastEvent(string Condition) : WorkloadEvent;

/// <summary>Signal, then wait on the same condition. A thread that does not hold the mutex takes it before and leaves it after.</summary>
public sealed record SyncEvent(string Condition, string Mutex) : WorkloadEvent;

/// <summary>Wait until every thread whose task names this barrier has come here.</summary>
public sealed record BarrierEvent(string Barrier) : WorkloadEvent;

/// <summary>Wait until somebody resumes this name. A resume that came before is lost.</summary>
public sealed record SuspendEvent(string Name) : WorkloadEvent;

/// <summary>Wake all threads that are suspended under this name.</summary>
public sealed record ResumeEvent(string Name) : WorkloadEvent;

/// <summary>Give up the CPU.</summary>
public sealed record YieldEvent : WorkloadEvent;

/// <summary>Start one more thread of a task.</summary>
public sealed record ForkEvent(string Task) : WorkloadEvent;

/// <summary>Write this many bytes into the thread's memory buffer, over and over where it is smaller.</summary>
public sealed record MemoryEvent(long Bytes) : WorkloadEvent;

/// <summary>Write this many bytes to the I/O device.</summary>
public sealed record IoEvent(long Bytes) : WorkloadEvent;
