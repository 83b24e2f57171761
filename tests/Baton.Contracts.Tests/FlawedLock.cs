// A plain, slow, strictly first-come-first-served lock that keeps every promise of the contracts, and one flaw at a time
// that makes it break one. All state is under one monitor; an exit hands the lock to the first waiter, so that a waiter
// never competes. Without a flaw it is the suites' reference: they must all pass. With one it is their test: what they
// should catch, they must catch. Each flaw is one visible "Is(Flaw.…)" at the step where a real lock would go wrong.

namespace Baton.Contracts.Tests;

/// <summary>A correct lock with at most one defect.</summary>
public sealed class FlawedLock(Flaw flaw) : AsyncExclusiveLock<FlawedScope>
{
    private readonly object _state = new();
    private readonly LinkedList<FlawedWaiter> _queue = new();
    private readonly HashSet<object> _intruders = [];

    // Who holds the lock: a Thread, or the AsyncTenure of an async caller. All fields are guarded by _state.
    private object? _holder;
    private int _contended;
    private int _admissions;
    private int _exits;

    public override LockCapabilities Capabilities => (LockCapabilities)~0;

    // A flaw that makes its victims wait for ever should not make the test of the tests take as long.
    public override TimeSpan Patience => Is(Flaw.None) ? base.Patience : TimeSpan.FromSeconds(0.5);

    public override int? BypassLimit => 4;

    public override bool IsHeldByCurrentThread
    {
        get
        {
            lock (_state)
            {
                return Is(Flaw.HeldByAnybody) ? _holder is not null
                    : Is(Flaw.AsyncTenureBelongsToThreads) && _holder is AsyncTenure ? true
                    : !Is(Flaw.HeldByNobody) && _holder == Thread.CurrentThread;
            }
        }
    }

    internal bool Is(Flaw one) => flaw == one;

    public override void Enter() => Enter(CancellationToken.None);

    public override void Enter(CancellationToken cancellationToken) => TryEnter(Timeout.InfiniteTimeSpan, cancellationToken);

    public override bool TryEnter() =>
        !Is(Flaw.TryFailsWhenFree) && TryEnter(Is(Flaw.TryWaits) ? Timeout.InfiniteTimeSpan : TimeSpan.Zero);

    public override bool TryEnter(TimeSpan timeout) => TryEnter(timeout, CancellationToken.None);

    public override bool TryEnter(TimeSpan timeout, CancellationToken cancellationToken)
    {
        int milliseconds = Validate(timeout);
        cancellationToken = Considered(cancellationToken);
        FlawedWaiter waiter;
        lock (_state)
        {
            Thread caller = Thread.CurrentThread;
            if (_holder == caller && !Is(Flaw.HangsOnRecursion) && !Is(Flaw.AdmitsTwo))
            {
                return EnterAgain();
            }

            if (TakeIfAllowed(caller))
            {
                return true;
            }

            if (milliseconds == 0)
            {
                return Is(Flaw.TryLies);
            }

            waiter = new FlawedWaiter(this, caller);
            Queue(waiter);
        }

        using CancellationTokenRegistration registration = Watch(waiter, cancellationToken);
        waiter.Wait(Is(Flaw.GivesUpEarly) ? 0 : Is(Flaw.NeverTimesOut) ? -1 : milliseconds);
        lock (_state)
        {
            if (waiter.Outcome == WaitOutcome.None)
            {
                Withdraw(waiter, WaitOutcome.TimedOut);
                if (Is(Flaw.TimeoutRemovesNeighbour) && _queue.Count > 0)
                {
                    _queue.RemoveLast();
                }
            }
        }

        return waiter.Outcome switch
        {
            WaitOutcome.Cancelled => throw Cancelled(cancellationToken),
            WaitOutcome.Granted when Is(Flaw.LeaksTheRacedGrant) && cancellationToken.IsCancellationRequested =>
                throw Cancelled(cancellationToken),
            WaitOutcome.TimedOut => Is(Flaw.TimeoutSaysEntered),
            _ => EntersUntil(cancellationToken),
        };
    }

    public override void Exit()
    {
        object caller = Thread.CurrentThread;
        if (Is(Flaw.AsyncTenureBelongsToThreads) || Is(Flaw.AnybodyExits) || Is(Flaw.ScopeCopiesExit))
        {
            lock (_state)
            {
                caller = _holder is AsyncTenure || !Is(Flaw.AsyncTenureBelongsToThreads) ? _holder ?? caller : caller;
            }
        }

        Exit(caller);
    }

    public override ValueTask<FlawedScope> EnterAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested && !Is(Flaw.IgnoresCancelledTokens))
        {
            return ValueTask.FromCanceled<FlawedScope>(cancellationToken);
        }

        cancellationToken = Considered(cancellationToken);
        AsyncTenure tenure = new();
        FlawedWaiter waiter;
        lock (_state)
        {
            if (TakeIfAllowed(tenure))
            {
                EntersUntil(cancellationToken);
                FlawedScope scope = new(this, tenure);
                return Is(Flaw.AsyncEntryAlwaysYields) ? Later(scope) : new(scope);
            }

            waiter = new FlawedWaiter(this, tenure) { Token = cancellationToken };
            Queue(waiter);
        }

        waiter.Registration = Watch(waiter, cancellationToken);
        return waiter.AsValueTask();

        static async ValueTask<FlawedScope> Later(FlawedScope scope)
        {
            await Task.Delay(1, CancellationToken.None);
            return scope;
        }
    }

    public override async ValueTask<(bool Entered, FlawedScope Scope)> TryEnterAsync(
        TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        int milliseconds = Validate(timeout);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (!Is(Flaw.NeverTimesOut))
        {
            limit.CancelAfter(Is(Flaw.GivesUpEarly) ? 0 : milliseconds);
        }

        try
        {
            return (true, await EnterAsync(limit.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (Is(Flaw.TimeoutSaysEntered), default);
        }
    }

    public override void InScope(Action body)
    {
        if (!Is(Flaw.ScopeDoesNotEnter))
        {
            Enter();
        }

        try
        {
            body();
        }
        catch when (Is(Flaw.ScopeKeptByExceptions))
        {
            Enter();
        }
        finally
        {
            if (!Is(Flaw.ScopeDoesNotEnter))
            {
                Exit();
            }
        }
    }

    public override void DisposeScopeCopyAfter(Action originalDisposed)
    {
        Enter();
        Exit();
        originalDisposed();
        Exit();
    }

    public override void DisposeDefaultScope()
    {
        if (Is(Flaw.DefaultScopeThrows))
        {
            throw new SynchronizationLockException("A default scope was disposed.");
        }
    }

    public override void DisposeDefaultAsyncScope() => DisposeDefaultScope();

    public override bool AreWaiting(IReadOnlyCollection<Thread> threads, int asyncCallers)
    {
        lock (_state)
        {
            return _queue.Count >= threads.Count + asyncCallers;
        }
    }

    /// <summary>Ends the tenure of a thread or of an async caller.</summary>
    internal void Exit(object tenure)
    {
        FlawedWaiter? next = null;
        lock (_state)
        {
            if (_intruders.Remove(tenure))
            {
                return;
            }

            if (_holder != tenure)
            {
                if (Is(Flaw.RefusesExitTooLate))
                {
                    _holder = null;
                }

                if ((Is(Flaw.IgnoresExitsWhenFree) && _holder is null) || Is(Flaw.AnybodyExits))
                {
                    return;
                }

                throw new SynchronizationLockException("The lock was exited by a caller that does not hold it.");
            }

            _exits++;
            _holder = null;
            if (_queue.Count > 0 && (!Is(Flaw.Starves) || _exits % 10_000 == 0))
            {
                next = Admit();
            }
        }

        if (Is(Flaw.LeaksTheRacedGrant))
        {
            // Time enough for the cancellation that the flaw is about to come in between.
            Thread.Sleep(1);
        }

        next?.Tell();
    }

    /// <summary>Ends a wait by cancellation, unless it has ended already.</summary>
    internal void Cancel(FlawedWaiter waiter)
    {
        List<FlawedWaiter> leavers = [];
        lock (_state)
        {
            leavers.AddRange(Is(Flaw.CancelsEverybody) ? _queue : [waiter]);
            leavers.RemoveAll(leaver => leaver.Outcome != WaitOutcome.None);
            leavers.ForEach(leaver => Withdraw(leaver, WaitOutcome.Cancelled));
        }

        leavers.ForEach(leaver => leaver.Tell());
    }

    /// <summary>Whether the tenure of an async scope goes on.</summary>
    internal bool IsHeldBy(AsyncTenure tenure)
    {
        lock (_state)
        {
            return _holder == tenure;
        }
    }

    private bool TakeIfAllowed(object tenure)
    {
        if (_holder is null)
        {
            _holder = tenure;
            return true;
        }

        _contended++;
        bool overlooked = (Is(Flaw.ThreadsOverlookAsyncHolders) && tenure is Thread && _holder is AsyncTenure)
            || (Is(Flaw.AsyncCallersOverlookThreads) && tenure is AsyncTenure && _holder is Thread)
            || (Is(Flaw.AdmitsTwo) && _contended % 5 == 0)
            || Is(Flaw.NeverWaits);
        return overlooked && _intruders.Add(tenure);
    }

    private bool EnterAgain()
    {
        if (Is(Flaw.AdmitsRecursion))
        {
            return true;
        }

        if (Is(Flaw.RecursionDropsTheQueue))
        {
            _queue.Clear();
        }

        throw new LockRecursionException("The thread holds the lock already.");
    }

    private void Queue(FlawedWaiter waiter)
    {
        if (Is(Flaw.AdmitsLastFirst))
        {
            _queue.AddFirst(waiter);
        }
        else if (!Is(Flaw.ForgetsTheHundredthWaiter) || _queue.Count < 100)
        {
            _queue.AddLast(waiter);
        }
    }

    private void Withdraw(FlawedWaiter waiter, WaitOutcome outcome)
    {
        waiter.Outcome = outcome;
        if (!Is(Flaw.LeavesGhosts))
        {
            _queue.Remove(waiter);
        }
    }

    private FlawedWaiter? Admit()
    {
        if (Is(Flaw.ForgetsAsyncWaiters) && _queue.First!.Value.Tenure is AsyncTenure)
        {
            return null;
        }

        if (Is(Flaw.LosesWakeups) && ++_admissions % 3 == 0)
        {
            return null;
        }

        FlawedWaiter next = _queue.First!.Value;
        _queue.RemoveFirst();
        _holder = next.Tenure;
        if (next.Outcome == WaitOutcome.None)
        {
            next.Outcome = WaitOutcome.Granted;
        }

        return next;
    }

    private int Validate(TimeSpan timeout)
    {
        double milliseconds = Math.Truncate(timeout.TotalMilliseconds);
        bool refused = milliseconds is < -1 or > int.MaxValue || (Is(Flaw.RefusesLongTimeouts) && milliseconds > int.MaxValue / 2);
        if (refused && !Is(Flaw.AcceptsAnyTimeout))
        {
            throw new ArgumentOutOfRangeException(
                Is(Flaw.NamesTheWrongParameter) ? "milliseconds" : nameof(timeout), timeout, "The timeout is out of range.");
        }

        return Is(Flaw.ForEverEnds) && milliseconds == -1 ? 0 : (int)Math.Clamp(milliseconds, -1, int.MaxValue);
    }

    private CancellationToken Considered(CancellationToken token)
    {
        bool ignored = Is(Flaw.IgnoresCancelledTokens) && token.IsCancellationRequested;
        if (token.IsCancellationRequested && !ignored)
        {
            throw Cancelled(token);
        }

        return ignored ? CancellationToken.None : token;
    }

    private CancellationTokenRegistration Watch(FlawedWaiter waiter, CancellationToken token) =>
        Is(Flaw.IgnoresCancellation) ? default : token.UnsafeRegister(waiter => Cancel((FlawedWaiter)waiter!), waiter);

    private OperationCanceledException Cancelled(CancellationToken token) => Is(Flaw.LosesTheToken) ? new() : new(token);

    private bool EntersUntil(CancellationToken token)
    {
        if (Is(Flaw.CancelsTheTenure))
        {
            object? holder = _holder;
            token.UnsafeRegister(_ => Exit(holder!), null);
        }

        return true;
    }
}
