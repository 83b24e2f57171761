// How the body of a fiber runs, piece by piece, and ends. What becomes of a body:
//
//      asynchronous   the task that it returned is done: noticed in the fiber, where the runtime continues us inline
//                     (BodyCompleted), or posted here from wherever the body ended
//      synchronous    it has returned
//
// Then the fiber ends: its completion is settled, it leaves the registry. It is not gone: what is posted to it later, by
// those whom the body has left behind, still runs here, one at a time.

using Baton.Scheduling;
using Baton.Scheduling.Hosting;

namespace Baton;

public partial class Fiber
{
    private static readonly SendOrPostCallback BeginBody = static body => Of(SynchronizationContext.Current).Begin(body!);
    private static readonly SendOrPostCallback Continue = static continuation => ((Action)continuation!)();
    private static readonly Action BodyCompleted = static () => Of(SynchronizationContext.Current).EndAsBodyDid();

    /// <inheritdoc/>
    internal override bool HasWork => _park switch
    {
        ParkState.Parked => false,
        ParkState.Unparked or ParkState.TimedOut => true,
        _ => _continuation is not null || !_work.IsEmpty,
    };

    /// <summary>Runs what it has been given, until there is nothing left or a reason to let others run; returns why.</summary>
    /// <remarks>Only by the carrier that holds the worker that picked it.</remarks>
    internal SwitchReason Run(Carrier carrier)
    {
        while (true)
        {
            try
            {
                if (RunNext())
                {
                    RestoreContext();
                }
            }
            catch (Exception exception) when (Host.ReportsExceptions)
            {
                // If nobody listens it leaves this thread, and ends the process, as on any thread.
                Host.Report(this, exception);
                RestoreContext();
            }

            var pause = (SwitchReason)_pause;
            _pause = default;
            if (_hasEnded)
            {
                // Whoever runs here late owns what it acquires, but is not found as its owner when it has left the worker.
                ReleaseIds();
                return SwitchReason.Finished;
            }

            if (pause != default && (pause != SwitchReason.Yielded || !carrier.YieldsToNobody))
            {
                return pause;
            }

            // The hint may be old: then Schedule finds the work under the lock, and the fiber is runnable still.
            if (_work.IsEmpty && _continuation is null)
            {
                return SwitchReason.Slept;
            }

            if (carrier.ShouldGiveWay)
            {
                return SwitchReason.Preempted;
            }
        }
    }

    /// <summary>Its code awaits a pause: it goes on after what it was given before.</summary>
    /// <remarks>Mostly that is nothing; then what comes from now on comes later, and the continuation need not queue with it.
    /// </remarks>
    internal void Pause(Action continuation, SwitchReason reason)
    {
        _pause = (byte)reason;
        if (_continuation is null && _work.IsEmpty)
        {
            _continuation = continuation;
            return;
        }

        WakeLock.Take();
        _work.Add(Continue, continuation);
        WakeLock.Release();
    }

    /// <summary>Ends its completion as cancelled, whatever it is doing: nobody waits for it any longer.</summary>
    internal void Abandon()
    {
        Settle(Failed(new OperationCanceledException(
            $"{Name} was abandoned: its scheduler was told not to wait for it any longer.", Details.Token)));
    }

    /// <summary>The promise of a fiber of this kind.</summary>
    private protected virtual FiberPromise NewPromise() => new PlainFiberPromise();

    /// <summary>Calls the body; a synchronous one returns a task that is complete.</summary>
    internal virtual Task? Call(Delegate body)
    {
        switch (body)
        {
            case Func<Task> asynchronous:
                return asynchronous();
            case Func<CancellationToken, Task> cancellable:
                return cancellable(CancellationToken);
            case Action synchronous:
                synchronous();
                return Task.CompletedTask;
            default:
                ((Action<CancellationToken>)body)(CancellationToken);
                return Task.CompletedTask;
        }
    }

    /// <summary>A task of the fiber's kind that has failed so; a cancellation makes it cancelled.</summary>
    private protected virtual Task Failed(Exception exception)
    {
        var source = new TaskCompletionSource();
        if (exception is OperationCanceledException canceled)
        {
            source.SetCanceled(canceled.CancellationToken);
        }
        else
        {
            source.SetException(exception);
        }

        return source.Task;
    }

    private static Fiber Of(SynchronizationContext? context) => (Fiber)context!;

    /// <summary>Runs the first of what it has been given; false if there is nothing.</summary>
    private bool RunNext()
    {
        if (_continuation is { } continuation)
        {
            _continuation = null;
            continuation();
            return true;
        }

        WakeLock.Take();
        bool any = _work.TryTake(out WorkItem item);
        WakeLock.Release();
        if (any)
        {
            item.Callback(item.State);
        }

        return any;
    }

    /// <summary>What a continuation has done to the ambient state of its thread does not reach the next one.</summary>
    private void RestoreContext()
    {
        AmbientState.Clear();
        if (!ReferenceEquals(SynchronizationContext.Current, this))
        {
            SetSynchronizationContext(this);
        }
    }

    private void Begin(object start)
    {
        if (_details.Load(MemoryOrder.Acquire) is { IsCancellationRequested: true } details)
        {
            End(Failed(new OperationCanceledException(details.Token)));
            return;
        }

        Task task;
        try
        {
            task = FiberStart.Unpack(start, this)
                ?? Failed(new InvalidOperationException($"The body of {Name} returned null where a task is expected."));
        }
        catch (Exception exception)
        {
            task = Failed(exception);
        }

        if (task.IsCompleted)
        {
            End(task);
            return;
        }

        object? asked = _outcome.CompareExchange(null, task, MemoryOrder.AcquireRelease, MemoryOrder.Acquire);
        if (asked is FiberPromise promise)
        {
            promise.Body = task;
        }

        // In the context of this fiber: the runtime calls it inline where the body ends here, and posts it otherwise.
        task.GetAwaiter().UnsafeOnCompleted(BodyCompleted);
    }

    private void EndAsBodyDid()
    {
        switch (_outcome.Load(MemoryOrder.Acquire))
        {
            case FiberPromise { Body: { } body }:
                End(body);
                break;
            case Task body:
                End(body);
                break;
        }
    }

    private void End(Task final)
    {
        _hasEnded = true;
        _details.Load(MemoryOrder.Acquire)?.Release();
        Settle(final);
    }

    /// <summary>Says how it ended, to those who have asked and those who will, and leaves the registry. Once.</summary>
    private void Settle(Task final)
    {
        object? seen = _outcome.Load(MemoryOrder.Acquire);
        while (!(seen is FiberPromise || ReferenceEquals(seen, final) || seen is Task { IsCompleted: true }))
        {
            object? before = _outcome.CompareExchange(seen, final, MemoryOrder.AcquireRelease, MemoryOrder.Acquire);
            if (ReferenceEquals(before, seen))
            {
                break;
            }

            seen = before;
        }

        // First out of the registry, then the news: whoever hears it finds the counts as they should be.
        Host.Registry.Remove(this);
        (seen as FiberPromise)?.Settle(final);
    }
}
