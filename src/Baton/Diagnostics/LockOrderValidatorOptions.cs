namespace Baton;

/// <summary>How much a <see cref="LockOrderValidator"/> looks for, and what it does when it finds something.</summary>
public sealed class LockOrderValidatorOptions
{
    /// <summary>
    /// Whether to keep the stack of each acquisition while the lock is held. Reports then show where each lock was
    /// entered, and a thread's lock held across an <c>await</c> is noticed as soon as the thread has left the method.
    /// Costs about 10 µs and 5 kB for each acquisition, more on deep stacks; without, it is 0.1 µs. Default: true.
    /// </summary>
    public bool AcquisitionStacks { get; init; } = true;

    /// <summary>Whether callers that wait for each other in a circle get a <see cref="DeadlockException"/> instead of
    /// waiting for ever. Default: <see cref="DeadlockDetection.Threads"/>.</summary>
    public DeadlockDetection Deadlocks { get; init; } = DeadlockDetection.Threads;

    /// <summary>
    /// Whether a wrong order, or two locks of one class without an order, throws <see cref="LockOrderException"/> at the
    /// call that asks, before the lock is entered. Default: false, the call goes on.
    /// </summary>
    public bool ThrowOnWrongOrder { get; init; }

    /// <summary>
    /// Called with each report, once for each mistake, by the caller that made it, holding nothing of the validator's.
    /// It should return soon; what it throws goes to that caller. Mutexes that it uses are not watched meanwhile. Default: null.
    /// </summary>
    public Action<LockOrderReport>? OnReport { get; init; }
}
