// What the async suites need beside the common ground: an entry that cannot hang the test.

using Xunit;

namespace Baton.Contracts;

/// <summary>The base of the suites for locks with async callers.</summary>
public abstract class AsyncLockContract<TLock, TScope> : LockContract<TLock>
    where TLock : AsyncExclusiveLock<TScope>
    where TScope : struct, IDisposable
{
    /// <summary>Enters; a lock that nobody should hold but that cannot be had is reported.</summary>
    protected Task<TScope> TakeAsync() => Watchdog.ResultOf(Lock.EnterAsync().AsTask(), "a free lock is entered");

    /// <summary>Awaits an entry that ought to be cancelled, and checks whose cancellation it reports.</summary>
    protected async Task AssertCancelled(Task entry, CancellationToken token)
    {
        OperationCanceledException? thrown = null;
        try
        {
            await Watchdog.EndOf(entry, "the cancelled entry ends");
        }
        catch (OperationCanceledException exception)
        {
            thrown = exception;
        }

        Assert.True(thrown is not null, "A cancelled entry should throw, not enter.");
        Assert.True(token == thrown.CancellationToken, "The exception does not carry the token that was cancelled.");
    }
}
