// What a lock promises beyond exclusion. A contract that a lock never promised is skipped for it, with the reason in the
// test report, so that the report of a run is also the table of what each lock can do.

namespace Baton.Contracts;

/// <summary>The promises that not every exclusive lock makes.</summary>
[Flags]
public enum LockCapabilities
{
    None = 0,

    /// <summary>A thread's wait takes a <see cref="CancellationToken"/>.</summary>
    Cancellation = 1 << 0,

    /// <summary>The lock knows which thread holds it, says so, and refuses an exit by any other.</summary>
    Ownership = 1 << 1,

    /// <summary>A thread that enters twice gets an exception, neither a hang nor a second tenure.</summary>
    RefusesRecursion = 1 << 2,

    /// <summary>A thread can enter by a scope that exits when it is disposed.</summary>
    ThreadScopes = 1 << 3,

    /// <summary>An async scope ends its tenure exactly once: a second disposal, also of a copy, is refused.</summary>
    CheckedAsyncScopes = 1 << 4,

    /// <summary>An async wait takes a timeout.</summary>
    TimedAsync = 1 << 5,

    /// <summary>While nobody new arrives, async waiters get the lock in the order in which they asked.</summary>
    QueuesInOrder = 1 << 6,

    /// <summary>A timeout of more milliseconds than an int can count is refused, as by Monitor and System.Threading.Lock.</summary>
    BoundsTimeouts = 1 << 7,
}
