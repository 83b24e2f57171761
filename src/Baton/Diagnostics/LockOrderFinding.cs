namespace Baton;

/// <summary>What a <see cref="LockOrderValidator"/> has found.</summary>
public enum LockOrderFinding
{
    /// <summary>Locks are asked for in an order that contradicts the orders seen before: a deadlock waiting for its day.</summary>
    WrongOrder,

    /// <summary>Two locks of one class are held together, and nothing says which comes first.</summary>
    UnorderedWithinClass,

    /// <summary>A caller enters a lock again that it holds.</summary>
    Recursion,

    /// <summary>A caller exits a lock that it does not hold.</summary>
    NotHeld,

    /// <summary>An async method has awaited between a thread's <c>Enter</c> and its <c>Exit</c>.</summary>
    HeldAcrossAwait,

    /// <summary>A unit of work has ended and left a lock locked.</summary>
    StillHeld,

    /// <summary>A lock that blocks is asked for by a caller that holds a spin lock.</summary>
    BlockingUnderSpinLock,

    /// <summary>Callers wait for each other in a circle, now.</summary>
    Deadlock,
}
