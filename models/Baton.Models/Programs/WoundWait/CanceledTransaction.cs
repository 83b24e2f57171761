// Two transactions that hold one mutex each and want the other's; the wait of one is cancelled, at any moment.
//
//   ww-cancel-older-wound, ww-cancel-older-die, ww-cancel-younger-wound
//                             threads, whose cancellation is a mark and a wake
//   ww-cancel-flow-wound, ww-cancel-flow-die, ww-cancel-flows-die
//                             the one that is cancelled is an async flow, whose cancellation takes it out of the queue; in
//                             the last the other one is, too, which leaves few enough executions for every day
//
// Covers what TransactionModel says: I3, I6 and I22 above all.
//
// A wait may end in three ways now: with the mutex, by a back-off, by a cancellation; and whoever decides on one of them may
// meet the others. What a cancelled transaction holds it keeps, until it exits it.

using Baton.Locking;

namespace Baton.Models;

/// <summary>Two transactions that cross, one of which is cancelled.</summary>
internal sealed class CanceledTransaction : TransactionModel
{
    private const int Canceler = 2;

    private readonly int _canceled;

    public CanceledTransaction(DeadlockAvoidance avoidance, int canceled, MutexSettings? settings = null)
        : base(avoidance, transactions: 2, mutexes: 2, others: 1, settings: settings)
    {
        _canceled = canceled;
        Prepare(0, context => Mutexes[0].Enter(context!));
        Prepare(1, context => Mutexes[1].Enter(context!));
    }

    protected override void RunAs(int thread)
    {
        if (thread == Canceler)
        {
            Cancel(_canceled, mutex: 1 - _canceled);
        }
        else if (thread != _canceled)
        {
            EnterAll(thread, [thread, 1 - thread], held: 1);
            UseAndExit(thread, [thread, 1 - thread]);
        }
        else
        {
            UseAndExit(thread, EnterUnlessCanceled(thread, mutex: 1 - thread) ? [thread, 1 - thread] : [thread]);
        }
    }
}
