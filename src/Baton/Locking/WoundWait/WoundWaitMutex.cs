// The public face of the wound/wait mutex: arguments, misuse, tokens, outcomes. What a transaction's age changes in the
// algorithm is in WoundWaitMutex.Order.cs; the algorithm is MutexCore.cs.

using System.Diagnostics;
using Baton.Locking;

namespace Baton;

/// <summary>
/// An exclusive lock of which a transaction may acquire many, in any order, without deadlock: who is younger gives way.
/// </summary>
/// <remarks>
/// <para>Acquire for an <see cref="AcquireContext"/>. If the outcome is <see cref="AcquireOutcome.Deadlock"/>, exit all
/// that the context holds, enter this mutex by <see cref="EnterAfterBackOff"/>, and start over. <see cref="LockAll"/>
/// does that by itself, and is what most programs should use.</para>
/// <para>Acquired without a context it is an ordinary mutex that takes no part in the avoidance of deadlocks: for whoever
/// needs one lock only.</para>
/// <para><b>Order.</b> Waiters with contexts are served by age, the oldest first. A free mutex may still be taken by
/// whoever comes first, for as long as <see cref="HandoffMutex"/> allows.</para>
/// <para><b>Not recursive.</b> A context that enters again is told <see cref="AcquireOutcome.AlreadyHeld"/>. Without a
/// context a thread that enters again throws <see cref="LockRecursionException"/>.</para>
/// <para>After <c>ww_mutex</c> of Linux. <c>docs/wound-wait.md</c> explains it.</para>
/// </remarks>
[DebuggerDisplay("{DebuggerText,nq}")]
public sealed partial class WoundWaitMutex : MutexCore
{
    /// <summary>Makes a free mutex of <see cref="AcquireClass.Default"/>.</summary>
    public WoundWaitMutex()
        : this(AcquireClass.Default)
    {
    }

    /// <summary>Makes a free mutex of a class.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="acquireClass"/> is null.</exception>
    public WoundWaitMutex(AcquireClass acquireClass)
        : this(acquireClass, acquireClass?.SettingsOfNewMutex())
    {
    }

    /// <summary>For tests: a mutex that differs from the default.</summary>
    internal WoundWaitMutex(AcquireClass acquireClass, MutexSettings? settings)
        : base(settings)
    {
        ArgumentNullException.ThrowIfNull(acquireClass);
        Class = acquireClass;
    }

    /// <summary>The class whose contexts acquire it.</summary>
    public AcquireClass Class { get; }

    /// <summary>Whether the calling thread has entered, and not exited. Says nothing about async acquisitions.</summary>
    public bool IsHeldByCurrentThread => IsHeldByThread(Identity.CurrentId);

    private string DebuggerText => State.ToString() + (_context.Load(MemoryOrder.Relaxed) is null ? "" : " for a transaction");

    /// <summary>Whether <paramref name="context"/> holds the mutex. Ask the flow that the context belongs to.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    public bool IsHeldBy(AcquireContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ReferenceEquals(_context.Load(MemoryOrder.Relaxed), context);
    }

    /// <summary>Enters for a transaction; blocks the calling thread until the outcome is known.</summary>
    /// <remarks>A context that holds nothing is never told <see cref="AcquireOutcome.Deadlock"/>. The thread that entered
    /// exits, by <see cref="Exit(AcquireContext)"/>.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="context"/> is of another class.</exception>
    /// <exception cref="InvalidOperationException">The context is done, waits elsewhere, or has yet to back off.</exception>
    /// <exception cref="LockRecursionException">The calling thread has entered already, without this context.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled; the mutex is not entered, and the context
    /// still holds what it held.</exception>
    public AcquireOutcome Enter(AcquireContext context, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return BeginsAcquisition(context)
            ? Conclude(context, TryEnterUncontended(Identity.CurrentId) || EnterSlow(context, cancellationToken))
            : AcquireOutcome.AlreadyHeld;
    }

    /// <summary>
    /// Enters the mutex from which the context has just backed off, when it has exited all others. Waits as long as it
    /// takes; there is no deadlock to avoid, because nobody waits for one who holds nothing.
    /// </summary>
    /// <inheritdoc cref="Enter(AcquireContext, CancellationToken)"/>
    public void EnterAfterBackOff(AcquireContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.BeginAfterBackOff(this);
        Enter(context, cancellationToken);
    }

    /// <summary>Enters for a transaction if the mutex is free; never blocks.</summary>
    /// <returns>Whether it was entered: false also if the context holds it already.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="context"/> is of another class.</exception>
    /// <exception cref="InvalidOperationException">The context is done, waits elsewhere, or has yet to back off.</exception>
    public bool TryEnter(AcquireContext context)
    {
        if (!BeginsAcquisition(context) || (!TryEnterUncontended(Identity.CurrentId) && !TryEnterSlow(context)))
        {
            return false;
        }

        Publish(context);
        return true;
    }

    /// <summary>Enters for a transaction without blocking a thread.</summary>
    /// <remarks>Completes at once if the mutex is free. Await the result exactly once, or call <c>AsTask</c> on it. The
    /// context may exit on whatever thread.</remarks>
    /// <inheritdoc cref="Enter(AcquireContext, CancellationToken)"/>
    public ValueTask<AcquireOutcome> EnterAsync(AcquireContext context, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<AcquireOutcome>(cancellationToken);
        }

        if (!BeginsAcquisition(context))
        {
            return new ValueTask<AcquireOutcome>(AcquireOutcome.AlreadyHeld);
        }

        if (!context.AnnouncesItself)
        {
            AnnounceAsync(context);
        }

        return TryEnterOnce(context.DrawAsyncId())
            ? new ValueTask<AcquireOutcome>(Conclude(context, acquired: true))
            : context.AsyncAcquisition.Queue(this, cancellationToken);
    }

    /// <summary>As <see cref="EnterAfterBackOff"/>, without blocking a thread.</summary>
    /// <inheritdoc cref="EnterAfterBackOff"/>
    public ValueTask EnterAfterBackOffAsync(AcquireContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.BeginAfterBackOff(this);
        return EndOf(EnterAsync(context, cancellationToken));

        static async ValueTask EndOf(ValueTask<AcquireOutcome> entry) => await entry.ConfigureAwait(false);
    }

    /// <summary>Exits for the transaction that entered.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    /// <exception cref="SynchronizationLockException">The context does not hold the mutex, or it was entered by another
    /// thread, without <c>Async</c>.</exception>
    public void Exit(AcquireContext context) => Exit(context, isForGood: true);

    /// <summary>The same; <paramref name="isForGood"/> is false if the flow that has announced that it wants the mutex still
    /// does.</summary>
    internal void Exit(AcquireContext context, bool isForGood)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!IsHeldBy(context))
        {
            Settings?.Watch?.IsNotOwner(this, Identity.CurrentId, State.Owner);
            throw new SynchronizationLockException("The context does not hold this mutex: it never entered it, or has exited it.");
        }

        long id = Identity.CurrentId;
        bool isOfThread = IsHeldByThread(id);
        if (!isOfThread)
        {
            id = context.AsyncId;
            if (id == 0 || !State.IsHeldBy(id))
            {
                Settings?.Watch?.IsNotOwner(this, Identity.CurrentId, State.Owner);
                throw new SynchronizationLockException(
                    "The mutex was entered by another thread. What is entered by Enter is exited by the same thread; what is "
                    + "entered by EnterAsync, by any.");
            }
        }

        context.Exited();
        _context.Store(null, MemoryOrder.Relaxed);
        Release(id, isOfThread, isForGood || isOfThread);
    }

    /// <summary>Enters without a transaction; blocks the calling thread until the mutex is its own.</summary>
    /// <remarks>Do not enter another mutex meanwhile, with or without a context: nothing avoids that deadlock.</remarks>
    /// <exception cref="LockRecursionException">The calling thread has entered already.</exception>
    public void Enter() => Enter(CancellationToken.None);

    /// <summary>Enters without a transaction, unless cancelled first.</summary>
    /// <inheritdoc cref="Enter()"/>
    /// <exception cref="OperationCanceledException">The wait was cancelled; the mutex is not entered.</exception>
    public void Enter(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!TryEnterUncontended(Identity.CurrentId))
        {
            EnterSlow(context: null, cancellationToken);
        }
    }

    /// <summary>Enters without a transaction if the mutex is free; never blocks.</summary>
    /// <returns>Whether it was entered: false also if the calling thread has entered already.</returns>
    public bool TryEnter() => TryEnterUncontended(Identity.CurrentId) || TryEnterSlow(context: null);

    /// <summary>Exits what was entered without a transaction.</summary>
    /// <exception cref="SynchronizationLockException">The calling thread does not own the mutex, or entered it for a
    /// context.</exception>
    public void Exit()
    {
        long id = Identity.CurrentId;
        if (!IsHeldByThread(id))
        {
            Settings?.Watch?.IsNotOwner(this, id, State.Owner);
            throw new SynchronizationLockException("This thread does not own the mutex, so it cannot exit it.");
        }

        if (_context.Load(MemoryOrder.Relaxed) is not null)
        {
            throw new SynchronizationLockException("The mutex was entered for a context, so it is exited with that context.");
        }

        Release(id, isOfThread: true, isForGood: true);
    }

    /// <summary>Tells whoever watches that the calling flow is about to ask for the mutex.</summary>
    internal void AnnounceAsync(AcquireContext context) =>
        Settings?.Watch?.AsksAsync(this, context.DrawAsyncId(), waits: true, context);

    /// <summary>
    /// Enters mutexes for a transaction, one after the other, up to the first that is not free; returns how many. The calling
    /// thread exits them, as those that it has entered by <see cref="Enter(AcquireContext, CancellationToken)"/>.
    /// </summary>
    internal static int EnterFree(ReadOnlySpan<WoundWaitMutex> mutexes, AcquireContext context)
    {
        if (mutexes.IsEmpty || context.MeetsInjectedBackOffs)
        {
            return 0;
        }

        context.Begin(mutexes[0]);
        long id = Identity.CurrentId;
        int entered = 0;
        while (entered < mutexes.Length && mutexes[entered].Class == context.Class && mutexes[entered].TryEnterUncontended(id))
        {
            mutexes[entered++]._context.Store(context, MemoryOrder.Relaxed);
        }

        if (entered > 0)
        {
            PublishAll(mutexes[..entered], context);
        }

        return entered;
    }

    /// <summary>What comes after the wait: the outcome, and what it means for the context.</summary>
    internal AcquireOutcome Conclude(AcquireContext context, bool acquired)
    {
        if (acquired)
        {
            Publish(context);
            if (!context.DrawsInjectedBackOff())
            {
                return AcquireOutcome.Acquired;
            }

            Exit(context, isForGood: !context.AnnouncesItself);
        }

        context.BackOffFrom(this);
        return AcquireOutcome.Deadlock;
    }

    private bool IsHeldByThread(long id) => id != 0 && State.IsHeldBy(id);

    /// <summary>Refuses misuse; returns false if there is nothing to acquire.</summary>
    private bool BeginsAcquisition(AcquireContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Begin(this);
        return !IsHeldBy(context);
    }

    private bool EnterSlow(AcquireContext? context, CancellationToken cancellationToken)
    {
        Caller caller = Caller.Current;
        if (State.IsHeldBy(caller.Id))
        {
            Settings?.Watch?.IsRecursive(this, caller.Id);
            throw new LockRecursionException(
                "This thread has entered the mutex already, without this context. To enter again would wait for ever.");
        }

        MutexWatch? watch = Settings?.Watch;
        watch?.Asks(this, caller.Id, waits: true, context);
        caller.Waiter.Context = context;
        bool entered;
        try
        {
            // A circle of waits that a transaction is part of is no deadlock: somebody backs off.
            entered = TryEnterWithoutQueueing(caller, Deadline.Never)
                || WaitWatched(context is null ? watch : null, caller, cancellationToken) == WaitResult.Acquired;
        }
        finally
        {
            caller.Waiter.Context = null;
        }

        if (entered)
        {
            watch?.Entered(this, caller.Id, context);
        }

        return entered;
    }

    private bool TryEnterSlow(AcquireContext? context)
    {
        long id = Caller.Current.Id;
        if (!TryEnterOnce(id))
        {
            return false;
        }

        Settings?.Watch?.Entered(this, id, context);
        return true;
    }

    private void Release(long id, bool isOfThread, bool isForGood)
    {
        if (!TryExitUncontended(id))
        {
            if (isForGood)
            {
                Settings?.Watch?.Exits(this, id);
            }

            ExitSlow(id, isOfThread ? Caller.Current : null);
        }
    }
}
