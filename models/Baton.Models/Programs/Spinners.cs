// Threads that busy-wait: as newcomers in the spin queue, and as the first waiter outside of it.
//
//   mutex-spin-2        2 lockers, all paths
//   mutex-spin-first    2 lockers from the queue: the first waiter's patient and its eager spin
//   mutex-spin-3        3 lockers, all paths
//
// Covers I1 to I9, as MutexModel says, and I3 and I10 where the spin queue meets the owner word.
//
// A spin may find what it waits for or be over at any moment. Of the spin queue this shows that its head competes
// properly; that it keeps its shape is what the models spin-queue are for, with less around it. Two lockers are enough for a head and a
// first waiter that compete; a third, who would stand behind the head, is explored for a while only.

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
