// How a thread's wait in the queue is begun and ended from outside: by its fiber, if it executes one, whose worker goes on
// with others meanwhile; and by a token. A callback of the token only marks the waiter and wakes it; the waiter itself
// decides, under the list lock and after one more attempt, whether its wait has ended (I3).

using Baton.Locking;

namespace Baton;

public abstract partial class MutexCore
{
    /// <summary>Waits in the queue, unless cancelled first.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    private protected WaitResult WaitUnlessCanceled(Caller caller, Deadline limit, CancellationToken cancellationToken)
    {
        if (caller.Fiber is not { } fiber)
        {
            return WaitAsThread(caller, limit, cancellationToken);
        }

        fiber.BeginBlocking();
        try
        {
            return WaitAsThread(caller, limit, cancellationToken);
        }
        finally
        {
            fiber.EndBlocking();
        }
    }

    /// <summary>The same without a limit of time, and told to whoever watches, if anybody.</summary>
    private protected WaitResult WaitWatched(MutexWatch? watch, Caller caller, CancellationToken cancellationToken)
    {
        watch?.Blocks(this, caller.Id, isAsync: false, cancellationToken);
        try
        {
            return WaitUnlessCanceled(caller, Deadline.Never, cancellationToken);
        }
        finally
        {
            watch?.Unblocks(this, caller.Id);
        }
    }

    private WaitResult WaitAsThread(Caller caller, Deadline limit, CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled)
        {
            return WaitInQueue(caller, limit);
        }

        WaitResult result;
        using (cancellationToken.UnsafeRegister(static waiter => ((ThreadWaiter)waiter!).Cancel(), caller.Waiter))
        {
            result = WaitInQueue(caller, limit);
        }

        // No callback runs from here on, so what is reset stays reset.
        caller.Waiter.Reset();
        return result == WaitResult.Canceled ? throw new OperationCanceledException(cancellationToken) : result;
    }
}
