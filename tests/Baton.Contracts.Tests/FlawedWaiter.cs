// One wait for a FlawedLock: a thread's on a semaphore, an async caller's as a value task source, and the scope that the
// async caller gets. The flaws of continuations live here, where the flags of the awaiter arrive.

using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks.Sources;

namespace Baton.Contracts.Tests;

/// <summary>How a wait ended.</summary>
internal enum WaitOutcome
{
    None,
    Granted,
    Cancelled,
    TimedOut,
}

/// <summary>The identity of one async caller's tenure.</summary>
internal sealed class AsyncTenure
{
    private readonly Thread _thread = Thread.CurrentThread;

    // For the flaw that looks without a lock.
    internal volatile bool Ended;

    internal bool IsOnItsThread => _thread == Thread.CurrentThread;
}

/// <summary>A place in the queue.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle nobody asks for holds nothing to dispose.")]
internal sealed class FlawedWaiter : IValueTaskSource<FlawedScope>
{
    private readonly FlawedLock _lock;
    private readonly SemaphoreSlim _told = new(0);
    private ManualResetValueTaskSourceCore<FlawedScope> _source;

    internal FlawedWaiter(FlawedLock owner, object tenure)
    {
        _lock = owner;
        Tenure = tenure;
        _source.RunContinuationsAsynchronously = !owner.Is(Flaw.ContinuesInline);
    }

    internal object Tenure { get; }

    /// <summary>Guarded by the lock's state until the waiter is told.</summary>
    internal WaitOutcome Outcome { get; set; }

    /// <summary>What may cancel an async caller's wait.</summary>
    internal CancellationToken Token { get; init; }

    internal CancellationTokenRegistration Registration { get; set; }

    internal void Wait(int milliseconds) => _told.Wait(milliseconds);

    internal ValueTask<FlawedScope> AsValueTask() => new(this, _source.Version);

    /// <summary>Tells the waiter its outcome: outside the lock's state.</summary>
    internal void Tell()
    {
        if (Tenure is Thread)
        {
            _told.Release();
            return;
        }

        bool raced = _lock.Is(Flaw.LeaksTheRacedGrant) && Token.IsCancellationRequested;
        if (Outcome == WaitOutcome.Granted && !raced)
        {
            Registration.Unregister();
            if (_lock.Is(Flaw.CancelsTheTenure))
            {
                Token.UnsafeRegister(_ => _lock.Exit(Tenure), null);
            }

            _source.SetResult(new FlawedScope(_lock, (AsyncTenure)Tenure));
        }
        else if (Outcome != WaitOutcome.None)
        {
            TellCancelled();
        }
    }

    private void TellCancelled()
    {
        try
        {
            _source.SetException(_lock.Is(Flaw.FaultsInsteadOfCancelling)
                ? new InvalidOperationException("The wait was cancelled.")
                : new OperationCanceledException(_lock.Is(Flaw.LosesTheToken) ? CancellationToken.None : Token));
        }
        catch (InvalidOperationException) when (_lock.Is(Flaw.LeavesGhosts))
        {
            // A ghost that is granted the lock was told of its cancellation before.
        }
    }

    FlawedScope IValueTaskSource<FlawedScope>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<FlawedScope>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<FlawedScope>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        flags = _lock.Is(Flaw.DropsExecutionContext) ? flags & ~ValueTaskSourceOnCompletedFlags.FlowExecutionContext
            : _lock.Is(Flaw.IgnoresSchedulingContext) ? flags & ~ValueTaskSourceOnCompletedFlags.UseSchedulingContext
            : _lock.Is(Flaw.InsistsOnSchedulingContext) ? flags | ValueTaskSourceOnCompletedFlags.UseSchedulingContext
            : flags;
        _source.OnCompleted(continuation, state, token, flags);
    }
}

/// <summary>What an async caller of a <see cref="FlawedLock"/> disposes to exit.</summary>
public readonly struct FlawedScope : IDisposable
{
    private readonly FlawedLock? _lock;
    private readonly AsyncTenure? _tenure;

    internal FlawedScope(FlawedLock owner, AsyncTenure tenure)
    {
        _lock = owner;
        _tenure = tenure;
    }

    public void Dispose()
    {
        if (_lock is null || _tenure is null)
        {
            return;
        }

        if (_lock.Is(Flaw.AsyncScopeBoundToItsThread) && !_tenure.IsOnItsThread)
        {
            throw new SynchronizationLockException("An async scope was disposed on another thread.");
        }

        if (_lock.Is(Flaw.AsyncScopeChecksWithoutLocking))
        {
            ExitWithoutLocking(_lock, _tenure);
        }
        else if (_lock.Is(Flaw.ScopeCopiesExit) && !_lock.IsHeldBy(_tenure))
        {
            return;
        }
        else
        {
            _lock.Exit(_tenure);
        }
    }

    private static void ExitWithoutLocking(FlawedLock owner, AsyncTenure tenure)
    {
        if (tenure.Ended)
        {
            throw new SynchronizationLockException("The scope was disposed before.");
        }

        Thread.SpinWait(200);
        tenure.Ended = true;
        if (owner.IsHeldBy(tenure))
        {
            owner.Exit(tenure);
        }
    }
}
