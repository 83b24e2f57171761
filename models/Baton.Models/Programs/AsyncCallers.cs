// Async callers, who have no thread of their own while they wait: who frees the lock acquires on their behalf.
//
//   mutex-async-2           2 async callers
//   mutex-async-thread      1 async caller and 1 thread
//   mutex-async-3           2 async callers and 1 thread
//   mutex-async-cancel      2 async callers, the first of which is cancelled
//
// Covers I1 to I9, as MutexModel says: I3, I6 and I9 above all.
//
// An async wait that is never continued is a lost wake-up. The smallest ring with both kinds in it, in both orders, has
// two places; the third caller adds what is passed on when an async caller is made the owner while others wait.

using Baton.Locking;

namespace Baton.Models;

/// <summary>Async callers, perhaps among threads.</summary>
internal sealed class AsyncCallers : MutexModel
{
    private readonly int _asyncCallers;
    private readonly int _threads;
    private readonly ModelAsyncWaiter[] _waiters;

    public AsyncCallers(int asyncCallers, int threads, bool cancels, Passing patience)
        : base(asyncCallers + threads + (cancels ? 1 : 0), new Machine(patience))
    {
        _asyncCallers = asyncCallers;
        _threads = threads;
        _waiters = new ModelAsyncWaiter[asyncCallers];
        for (int i = 0; i < asyncCallers; i++)
        {
            _waiters[i] = new ModelAsyncWaiter(Identity.Draw(1));
            _waiters[i].Named($"async {i}");
        }
    }

    protected override void Run(int thread, Caller caller)
    {
        if (thread >= _asyncCallers + _threads)
        {
            Cancel(_waiters[0]);
        }
        else if (thread >= _asyncCallers)
        {
            TakeTurnFromQueue(caller, Deadline.Never);
        }
        else if (Enter(_waiters[thread]))
        {
            UseWhatTheMutexProtects();
            ExitAsync(_waiters[thread].Id);
        }
    }

    protected override int ThreadOf(long id)
    {
        int waiter = Array.FindIndex(_waiters, waiter => waiter.Id == id);
        return waiter < 0 ? base.ThreadOf(id) : waiter;
    }

    protected override void FinishMore()
    {
        foreach (ModelAsyncWaiter waiter in _waiters)
        {
            Check.That(waiter.Next is null, "I3: who does not wait is not queued.");
        }
    }

    private bool Enter(ModelAsyncWaiter waiter) =>
        Mutex.TryEnterUncontended(waiter.Id) || Mutex.TryEnterOrQueue(waiter) || waiter.Await();

    private void ExitAsync(long id)
    {
        if (!Mutex.TryExitUncontended(id))
        {
            Check.That(Mutex.ExitSlow(id, caller: null).IsHeldBy(id), "I1: who exits owns the lock.");
        }
    }

    private void Cancel(ModelAsyncWaiter waiter)
    {
        if (Mutex.TryCancel(waiter, MutexEvent.Canceled))
        {
            waiter.End(acquired: false);
        }
    }
}
