// The face through which the suites see a lock: one adapter for each lock.
//
// The members are those of System.Threading.Lock, widened by tokens. Members that a lock has not got stay at their
// defaults, which throw; the capability flags keep the suites away from them. The adapter must add nothing of its own
// between a suite and the lock: no retries, no extra checks, no context switches.
//
// A suite often has to know that a thread is really waiting before it goes on. It asks the adapter, since only the adapter
// knows where that can be seen: the state of the thread for the locks of the runtime, the wait list for a lock of our own.

namespace Baton.Contracts;

/// <summary>A lock under test, as threads see it.</summary>
public abstract class ExclusiveLock
{
    /// <summary>What this lock promises beyond exclusion.</summary>
    public abstract LockCapabilities Capabilities { get; }

    /// <summary>How long a suite waits for something that should come before it reports that it never came.</summary>
    public virtual TimeSpan Patience => TimeSpan.FromSeconds(30);

    /// <summary>
    /// How often, in the median, a thread that re-takes the lock at once may acquire it between two acquisitions of a
    /// thread that waits; null for a lock that promises nothing of the kind.
    /// </summary>
    public virtual int? BypassLimit => null;

    public abstract void Enter();

    public virtual void Enter(CancellationToken cancellationToken) => throw Lacks(nameof(Enter));

    public abstract bool TryEnter();

    public abstract bool TryEnter(TimeSpan timeout);

    public virtual bool TryEnter(TimeSpan timeout, CancellationToken cancellationToken) => throw Lacks(nameof(TryEnter));

    public abstract void Exit();

    public virtual bool IsHeldByCurrentThread => throw Lacks(nameof(IsHeldByCurrentThread));

    /// <summary>Enters by a scope, runs the body and disposes the scope, as a using statement does.</summary>
    public virtual void InScope(Action body) => throw Lacks(nameof(InScope));

    /// <summary>Enters by a scope, copies it, disposes the original, runs the action and disposes the copy.</summary>
    public virtual void DisposeScopeCopyAfter(Action originalDisposed) => throw Lacks(nameof(DisposeScopeCopyAfter));

    public virtual void DisposeDefaultScope() => throw Lacks(nameof(DisposeDefaultScope));

    /// <summary>Tells whether all these threads and as many async callers are waiting for the lock now.</summary>
    public virtual bool AreWaiting(IReadOnlyCollection<Thread> threads, int asyncCallers) =>
        threads.All(thread => (thread.ThreadState & ThreadState.WaitSleepJoin) != 0);

    public bool Can(LockCapabilities capability) => (Capabilities & capability) == capability;

    protected NotSupportedException Lacks(string member) => new($"{GetType().Name} has no such {member}.");
}
