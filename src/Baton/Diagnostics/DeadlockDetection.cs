namespace Baton;

/// <summary>Whether a circle of waiting owners is looked for whenever somebody is about to wait.</summary>
public enum DeadlockDetection
{
    /// <summary>It is not. Only the order of locks is learned.</summary>
    Off,

    /// <summary>Among blocked threads. What is found is certain: each of them sleeps and holds what another waits for.</summary>
    Threads,

    /// <summary>
    /// Also through async flows. Assumes that a flow awaits a lock that it has asked for before it releases what it, or
    /// the work that started it, holds. Where that is so, an async flow that waits for itself is found, too.
    /// </summary>
    ThreadsAndFlows,
}
