using Baton.Locking;

namespace Baton;

/// <summary>
/// What the mutexes that are acquired together have in common: the clock by which transactions are older and younger,
/// and the rule by which the younger gives way.
/// </summary>
/// <remarks>A context acquires mutexes of its own class only. One class for all is right for most programs; a second
/// one is for locks that are never acquired together with the first, or under another rule.</remarks>
public sealed class AcquireClass
{
    private AtomicInt64 _lastStamp;

    /// <summary>Makes a class of its own.</summary>
    /// <param name="avoidance">Who gives way, and when.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="avoidance"/> has no such value.</exception>
    public AcquireClass(DeadlockAvoidance avoidance = DeadlockAvoidance.WoundWait)
        : this(avoidance, lastStamp: 0)
    {
    }

    /// <summary>For tests: a class whose stamps go on from <paramref name="lastStamp"/>.</summary>
    internal AcquireClass(DeadlockAvoidance avoidance, long lastStamp)
    {
        if (avoidance is not (DeadlockAvoidance.WoundWait or DeadlockAvoidance.WaitDie))
        {
            throw new ArgumentOutOfRangeException(nameof(avoidance), avoidance, "There is no such way to avoid deadlocks.");
        }

        Avoidance = avoidance;
        _lastStamp = new AtomicInt64(lastStamp);
    }

    /// <summary>The class of mutexes and contexts that were made without one: wound/wait.</summary>
    public static AcquireClass Default => DefaultClass.Instance;

    /// <summary>Who gives way, and when.</summary>
    public DeadlockAvoidance Avoidance { get; }

    /// <summary>
    /// Whether acquisitions that would have succeeded fail with <see cref="AcquireOutcome.Deadlock"/> now and then, so
    /// that a test meets the recovery path of the code that acquires. Default: false.
    /// </summary>
    /// <remarks>Only a context that holds two mutexes or more is told so; often in its first acquisitions, then ever more
    /// rarely, so that every transaction ends.</remarks>
    public bool InjectsBackOffs { get; init; }

    /// <summary>
    /// Who watches the mutexes of the class: a <c>LockOrderValidator</c>. Default: null, which means the one for all mutexes
    /// if there is one when the mutex is made, and otherwise nobody.
    /// </summary>
    /// <remarks>What one context acquires may come in any order. A validator looks at what is acquired without a context, at
    /// contexts inside each other, and at the order between these mutexes and all other locks.</remarks>
    public MutexObserver? Validator { get; init; }

    /// <summary>What reports call the mutexes. Default: null, the place in the code where each was made.</summary>
    public string? Name { get; init; }

    /// <summary>What a new mutex does differently from the default: null, unless it is watched.</summary>
    internal MutexSettings? SettingsOfNewMutex() => (Validator ?? MutexObserver.OfNewMutexes)?.Watch(this) is { } watch
        ? new MutexSettings(HandoffMode.Normal, spinning: true, probe: null, TimeProvider.System) { Watch = watch }
        : null;

    /// <summary>The birth date of the next transaction.</summary>
    internal long NextStamp() => unchecked(_lastStamp.Add(1, MemoryOrder.Relaxed) + 1);

    // Made when it is first asked for, so that the clock is no static of this class.
    private static class DefaultClass
    {
        public static readonly AcquireClass Instance = new();
    }
}
