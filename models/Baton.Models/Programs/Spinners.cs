// Threads that busy-wait: as newcomers in the spin queue, and as the first waiter outside of it.
//
//   mutex-spin-2        2 lockers, all paths
//   mutex-spin-first    2 lockers from the queue: the first waiter's patient and its eager spin
//   mutex-spin-3        3 lockers, all paths
//
// A spin may find what it waits for or be over at any moment. Of the spin queue this shows that its head competes
// properly; that it keeps its shape is what the model spin-queue is for, with less around it.

using Baton.Locking;

namespace Baton.Models;

/// <summary>Threads that take turns and busy-wait for them.</summary>
internal sealed class Spinners(int lockers, bool allPaths, Passing patience)
    : MutexModel(lockers, new Machine(patience) { SpinningPays = true })
{
    protected override void Run(int thread, Caller caller)
    {
        if (allPaths)
        {
            TakeTurn(caller);
        }
        else
        {
            TakeTurnFromQueue(caller, Deadline.Never);
        }
    }
}
