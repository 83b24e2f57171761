namespace Baton.Scheduling;

/// <summary>
/// What workers run on. A worker decides which fiber comes next; a host executes it, and is where time, preemption and
/// idling come from. There are two hosts: OS threads, and the simulator's virtual processors.
/// </summary>
internal interface IWorkerHost
{
    /// <summary>Nanoseconds on a clock that never goes back.</summary>
    long Now { get; }

    /// <summary>
    /// For how many nanoseconds a worker may stand idle when the owner of a mutex that an urgent fiber wants has fallen
    /// asleep: rather than begin something less urgent, which it could not interrupt when the owner wakes. Zero where fibers
    /// can be interrupted at any instant.
    /// </summary>
    long Anticipation { get; }

    /// <summary>
    /// The worker, which may be idle, has something to look at: it should call <see cref="Worker.Schedule"/> soon, or at
    /// its fiber's next checkpoint. Comes from any thread, with none of the scheduler's locks held; must not block.
    /// </summary>
    void Kick(Worker worker);

    /// <summary>Fibers wait for each other in a circle. Comes with no lock held, from whoever found out.</summary>
    void OnDeadlock(FiberDeadlock deadlock);
}
