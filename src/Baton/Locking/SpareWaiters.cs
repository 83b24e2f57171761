using System.Collections.Concurrent;

namespace Baton.Locking;

/// <summary>
/// Async waiters to use again: a few per thread, where taking one costs nothing, and a bounded store that the
/// threads share, because the thread that continues a caller is seldom the one on which it began to wait.
/// </summary>
internal sealed class SpareWaiters
{
    private const int CountPerThread = 32;
    private const int CountShared = 16 * 1024;

    private static readonly ConcurrentQueue<PooledAsyncWaiter> Shared = new();

    private readonly PooledAsyncWaiter?[] _own = new PooledAsyncWaiter?[CountPerThread];
    private int _count;

    /// <summary>A spare waiter, or null.</summary>
    public PooledAsyncWaiter? TryTake()
    {
        if (_count == 0)
        {
            return Shared.TryDequeue(out PooledAsyncWaiter? shared) ? shared : null;
        }

        PooledAsyncWaiter? waiter = _own[--_count];
        _own[_count] = null;
        return waiter;
    }

    /// <summary>Keeps a waiter for the next use, or leaves it to the garbage collector when there are enough.</summary>
    public void Give(PooledAsyncWaiter waiter)
    {
        if (_count < CountPerThread)
        {
            _own[_count++] = waiter;
        }
        else if (Shared.Count < CountShared)
        {
            Shared.Enqueue(waiter);
        }
    }
}
