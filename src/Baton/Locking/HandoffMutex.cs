// The public face of the mutex: arguments, tokens, exceptions and scopes. The algorithm is in MutexCore.cs.

using System.Diagnostics;
using System.Runtime.CompilerServices;
using Baton.Locking;

namespace Baton;

/// <summary>
/// An exclusive lock for threads and async callers, with the throughput of an unfair lock and the tail of a fair
/// one.
/// </summary>
/// <remarks>
/// <para><b>Fairness.</b> A free mutex goes to whoever comes first, also past those who wait. But the first waiter
/// lets others overtake for about 250 µs only; then it asks, and from then on at most the acquisition that is under
/// way lies between it and the mutex. Waiters are served in the order in which they queued, threads and async
/// callers in one queue. Async callers ask at once, because handing over to them costs no thread switch. Do not
/// count on getting a mutex back that you have just released.</para>
/// <para><b>Ordering.</b> What was written before <see cref="Exit"/> is visible after the next acquisition.</para>
/// <para><b>Not recursive.</b> A thread that enters again throws <see cref="LockRecursionException"/>. An async flow
/// has no identity of its own, so one that enters again waits for itself.</para>
/// <para><b>Cost.</b> 48 bytes, nothing allocated to enter or exit, no finalizer, nothing to dispose. A blocked
/// <see cref="Enter()"/> sleeps in the operating system, and is woken by the thread that unlocks, without help from
/// the thread pool. It is not ended by <c>Thread.Interrupt</c>; use a token.</para>
/// <para>The mutex must outlive the return of <see cref="Exit"/>; the garbage collector sees to it. A thread that
/// ends while it owns the mutex leaves it locked for ever.</para>
/// <para>After "locking/mutex: Add lock handoff to avoid starvation", Linux, 2016. <c>docs/mutex.md</c> explains it.</para>
/// </remarks>
/// <example>
/// <code>
/// private readonly HandoffMutex _gate = new();
///
/// using (_gate.EnterScope()) { … }                          // a thread
/// using (await _gate.EnterAsync(cancellationToken)) { … }    // an async caller, possibly of the same mutex
/// </code>
/// </example>
[DebuggerDisplay("{DebuggerText,nq}")]
public sealed class HandoffMutex : MutexCore
{
    private const string NotOwner =
        "This thread does not own the mutex, so it cannot exit it. A mutex is exited by the thread that entered it; "
        + "an async acquisition is exited by disposing its scope.";

    /// <summary>Makes a free mutex.</summary>
    public HandoffMutex()
        : base(MutexObserver.OfNewMutexes is null ? null : new HandoffMutexOptions().ToSettings())
    {
    }

    /// <summary>Makes a free mutex that behaves as <paramref name="options"/> say.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option has no such value.</exception>
    public HandoffMutex(HandoffMutexOptions options)
        : base((options ?? throw new ArgumentNullException(nameof(options))).ToSettings())
    {
    }

    /// <summary>For tests: a mutex that tells <paramref name="probe"/> all that happens to it.</summary>
    internal HandoffMutex(HandoffMode handoff, bool spinning, MutexProbe probe)
        : base(new MutexSettings(handoff, spinning, probe, TimeProvider.System))
    {
    }

    /// <summary>Whether the calling thread has entered, and not exited. Says nothing about async acquisitions.</summary>
    public bool IsHeldByCurrentThread => Identity.CurrentId is var id && id != 0 && State.IsHeldBy(id);

    /// <summary>
    /// What has happened to this mutex so far, or null if it does not count
    /// (<see cref="HandoffMutexOptions.CountEvents"/>).
    /// </summary>
    public HandoffMutexCounters? Counters => (Settings?.Probe as EventCounter)?.Read();

    private string DebuggerText => State.ToString();

    /// <summary>Enters; blocks the calling thread until the mutex is its own.</summary>
    /// <exception cref="LockRecursionException">The calling thread has entered already.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enter()
    {
        if (!TryEnterUncontended(Identity.CurrentId))
        {
            EnterSlow();
        }
    }

    /// <summary>Enters, unless <paramref name="cancellationToken"/> is cancelled first.</summary>
    /// <remarks>A token that is cancelled already throws even if the mutex is free. A cancellation that comes when
    /// the mutex has been given to the caller comes too late: the call returns, and the mutex is entered.</remarks>
    /// <exception cref="OperationCanceledException">The wait was cancelled; the mutex is not entered.</exception>
    /// <exception cref="LockRecursionException">The calling thread has entered already.</exception>
    public void Enter(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!TryEnterUncontended(Identity.CurrentId))
        {
            EnterSlow(Deadline.Never, cancellationToken);
        }
    }

    /// <summary>Enters if the mutex is free, even if others wait for it; never blocks.</summary>
    /// <returns>Whether the mutex is entered.</returns>
    /// <exception cref="LockRecursionException">The calling thread has entered already.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEnter() => TryEnterUncontended(Identity.CurrentId) || TryEnterSlow();

    /// <summary>Enters if that is possible within <paramref name="timeout"/>.</summary>
    /// <param name="timeout">How long to wait: zero not to wait, <see cref="Timeout.InfiniteTimeSpan"/> not to stop
    /// waiting, otherwise up to <see cref="int.MaxValue"/> milliseconds.</param>
    /// <returns>Whether the mutex is entered.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is out of range.</exception>
    /// <exception cref="LockRecursionException">The calling thread has entered already.</exception>
    public bool TryEnter(TimeSpan timeout) => TryEnter(timeout, CancellationToken.None);

    /// <summary>Enters if that is possible within <paramref name="timeout"/>, unless cancelled first.</summary>
    /// <param name="timeout">See <see cref="TryEnter(TimeSpan)"/>.</param>
    /// <param name="cancellationToken">See <see cref="Enter(CancellationToken)"/>.</param>
    /// <returns>Whether the mutex is entered.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is out of range.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled; the mutex is not entered.</exception>
    /// <exception cref="LockRecursionException">The calling thread has entered already.</exception>
    public bool TryEnter(TimeSpan timeout, CancellationToken cancellationToken)
    {
        ThrowIfOutOfRange(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        if (timeout == TimeSpan.Zero)
        {
            return TryEnter();
        }

        return TryEnterUncontended(Identity.CurrentId) || EnterSlow(Deadline.After(timeout), cancellationToken);
    }

    /// <summary>Enters, and returns a scope that exits when disposed, on the same thread.</summary>
    /// <exception cref="LockRecursionException">The calling thread has entered already.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Scope EnterScope()
    {
        Enter();
        return new Scope(this);
    }

    /// <summary>Exits; a waiter gets the mutex if it is its turn, and otherwise whoever comes first.</summary>
    /// <exception cref="SynchronizationLockException">The calling thread does not own the mutex.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Exit()
    {
        if (!TryExitUncontended(Identity.CurrentId))
        {
            ExitSlow();
        }
    }

    /// <summary>
    /// Enters without blocking a thread; awaiting the result waits for the mutex and gives a scope that exits when
    /// disposed, on whatever thread, once.
    /// </summary>
    /// <remarks>
    /// <para>Completes at once if the mutex is free; nothing is allocated then, nor otherwise once the pool of
    /// waiters is warm. Await the result exactly once, or call <c>AsTask</c> on it. A waiter that is given the mutex
    /// continues on the thread pool, or in the <see cref="SynchronizationContext"/> that awaits it, never inside the
    /// call that exits.</para>
    /// <para>A token that is cancelled already cancels even if the mutex is free. A cancellation that comes too late
    /// does nothing.</para>
    /// </remarks>
    public ValueTask<AsyncScope> EnterAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<AsyncScope>(cancellationToken);
        }

        Caller caller = Caller.Current;
        long id = caller.NextAsyncId();
        Settings?.Watch?.AsksAsync(this, id, waits: true);
        if (TryEnterOnce(id))
        {
            return new ValueTask<AsyncScope>(new AsyncScope(this, id));
        }

        Settings?.Watch?.Blocks(this, id, isAsync: true, cancellationToken);
        return PooledAsyncWaiter.Rent(caller).Queue(this, id, cancellationToken);
    }

    /// <summary>
    /// Enters without blocking a thread, if that is possible within <paramref name="timeout"/>; otherwise the scope's
    /// <see cref="AsyncScope.IsEntered"/> is false, and disposing it does nothing.
    /// </summary>
    /// <remarks>As <see cref="EnterAsync"/>, except that a wait allocates a timer, of
    /// <see cref="HandoffMutexOptions.TimeProvider"/>.</remarks>
    /// <param name="timeout">See <see cref="TryEnter(TimeSpan)"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is out of range.</exception>
    public ValueTask<AsyncScope> TryEnterAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ThrowIfOutOfRange(timeout);
        if (timeout == Timeout.InfiniteTimeSpan)
        {
            return EnterAsync(cancellationToken);
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<AsyncScope>(cancellationToken);
        }

        Caller caller = Caller.Current;
        long id = caller.NextAsyncId();
        Settings?.Watch?.AsksAsync(this, id, waits: false);
        if (TryEnterOnce(id))
        {
            return new ValueTask<AsyncScope>(new AsyncScope(this, id));
        }

        if (timeout == TimeSpan.Zero)
        {
            Settings?.Watch?.Exits(this, id);
            return default;
        }

        return PooledAsyncWaiter.ForTimedWait(caller).Queue(
            this, id, cancellationToken, timeout, Settings?.Time ?? TimeProvider.System);
    }

    private static void ThrowIfOutOfRange(TimeSpan timeout)
    {
        if (timeout != Timeout.InfiniteTimeSpan && (timeout < TimeSpan.Zero || timeout.TotalMilliseconds > int.MaxValue))
        {
            throw new ArgumentOutOfRangeException(
                nameof(timeout), timeout, "A timeout is zero, infinite, or positive and at most int.MaxValue milliseconds.");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnterSlow() => EnterSlow(Deadline.Never, CancellationToken.None);

    private bool EnterSlow(Deadline limit, CancellationToken cancellationToken)
    {
        Caller caller = Caller.Current;
        ThrowIfRecursive(caller);
        MutexWatch? watch = Settings?.Watch;
        watch?.Asks(this, caller.Id, waits: limit.IsNever);
        bool entered = TryEnterWithoutQueueing(caller, limit)
            || (watch is not null && limit.IsNever
                ? WaitWatched(watch, caller, cancellationToken)
                : WaitUnlessCanceled(caller, limit, cancellationToken)) == WaitResult.Acquired;
        if (entered)
        {
            watch?.Entered(this, caller.Id);
        }

        return entered;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryEnterSlow()
    {
        Caller caller = Caller.Current;
        ThrowIfRecursive(caller);
        if (!TryEnterOnce(caller.Id))
        {
            return false;
        }

        Settings?.Watch?.Entered(this, caller.Id);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ExitSlow()
    {
        Caller caller = Caller.Current;
        if (!TryExitSlow(caller.Id, caller))
        {
            throw new SynchronizationLockException(NotOwner);
        }
    }

    private bool TryExitSlow(long id, Caller? caller)
    {
        Settings?.Watch?.Exits(this, id);
        OwnerState before = ExitSlow(id, caller);
        if (before.IsHeldBy(id))
        {
            return true;
        }

        Settings?.Watch?.IsNotOwner(this, id, before.Owner);
        return false;
    }

    private void ThrowIfRecursive(Caller caller)
    {
        if (State.IsHeldBy(caller.Id))
        {
            Settings?.Watch?.IsRecursive(this, caller.Id);
            throw new LockRecursionException(
                "This thread has entered the mutex already. A HandoffMutex is not recursive: entering again would wait for ever.");
        }
    }

    private void ExitAsyncScope(long id)
    {
        if (!TryExitUncontended(id) && !TryExitSlow(id, caller: null))
        {
            throw new SynchronizationLockException(
                "This scope was disposed before, or is a copy of one that was. An async acquisition is exited once.");
        }
    }

    /// <summary>A thread's stay in a <see cref="HandoffMutex"/>. Disposing it exits; disposing the default does nothing.</summary>
    /// <remarks>As with <see cref="Lock.Scope"/>, disposing a copy again throws, unless the thread has entered again
    /// meanwhile.</remarks>
    public ref struct Scope
    {
        private HandoffMutex? _mutex;

        internal Scope(HandoffMutex mutex) => _mutex = mutex;

        /// <summary>Exits the mutex; a second call on the same scope does nothing.</summary>
        /// <exception cref="SynchronizationLockException">The calling thread does not own the mutex.</exception>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Dispose()
        {
            HandoffMutex? mutex = _mutex;
            if (mutex is not null)
            {
                _mutex = null;
                mutex.Exit();
            }
        }
    }

    /// <summary>
    /// An async caller's stay in a <see cref="HandoffMutex"/>. Disposing it, on whatever thread, exits; disposing the
    /// default does nothing.
    /// </summary>
    /// <remarks>Each acquisition is told apart from every other in the life of the process, so a stale copy of a
    /// scope never exits somebody else's: it throws.</remarks>
    public readonly struct AsyncScope : IDisposable, IEquatable<AsyncScope>
    {
        private readonly HandoffMutex? _mutex;
        private readonly long _id;

        internal AsyncScope(HandoffMutex mutex, long id)
        {
            _mutex = mutex;
            _id = id;
        }

        /// <summary>Whether the mutex was entered: false for the default, and after a wait that timed out.</summary>
        public bool IsEntered => _mutex is not null;

        /// <summary>Whether two scopes are of the same acquisition.</summary>
        public static bool operator ==(AsyncScope left, AsyncScope right) => left.Equals(right);

        /// <summary>Whether two scopes are of different acquisitions.</summary>
        public static bool operator !=(AsyncScope left, AsyncScope right) => !left.Equals(right);

        /// <summary>Exits the mutex.</summary>
        /// <exception cref="SynchronizationLockException">This scope, or a copy of it, was disposed before.</exception>
        public void Dispose() => _mutex?.ExitAsyncScope(_id);

        /// <inheritdoc/>
        public bool Equals(AsyncScope other) => ReferenceEquals(_mutex, other._mutex) && _id == other._id;

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is AsyncScope other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => _id.GetHashCode();
    }
}
