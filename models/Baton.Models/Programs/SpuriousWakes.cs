// Sleeps that end for no reason, as futex(2) allows.
//
//   mutex-spurious-2    2 lockers, each sleep may end once for no reason
//
// Covers I1 to I9, as MutexModel says: I6 above all.
//
// Parker looks at its word again after each sleep, so one such end a run shows whether it does; what the mutex would do
// with a wake that was none is covered as well, by the cancellation models, which unpark a waiter whose turn it is not.

using Baton.Locking;

namespace Baton.Models;

/// <summary>Threads that take turns and sleep badly.</summary>
internal sealed class SpuriousWakes(int lockers, Passing patience)
    : MutexModel(lockers, new Machine(patience) { SpuriousWakesMax = 1 })
{
    protected override void Run(int thread, Caller caller) => TakeTurnFromQueue(caller, Deadline.Never);
}
