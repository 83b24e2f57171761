// Wait/die: two transactions that hold something come to a queue in which an older one stands, which wants what the second of
// them holds.
//
//   ww-behind-die     Somebody without a transaction owns A. The oldest, an async flow, stands in its queue when the program
//                     begins; thread 1, who holds B, has come too, if it was let in; thread 2 comes, who holds C. The oldest
//                     wants C next.
//
// Covers what TransactionModel says, I19 and I21 above all.
//
// Who is let into the queue behind an older one is found later only if it is the first with a transaction; the second is not
// (M35). It takes four parties to see that, so as much as possible has happened before the program begins.

using Baton.Locking;

namespace Baton.Models;

/// <summary>Waiters that hold something, behind one that is older.</summary>
internal sealed class BehindAnOlder : TransactionModel
{
    private const int Stranger = 3;
    private const int A = 0;
    private const int B = 1;
    private const int C = 2;

    private QueueResult _cameOfFirst;

    public BehindAnOlder()
        : base(DeadlockAvoidance.WaitDie, transactions: 3, mutexes: 3, others: 1)
    {
        AsyncFlows = 0b111;
        Prepare(Stranger, _ => Mutexes[A].Enter());
        Prepare(1, context => Mutexes[B].Enter(context!));
        Prepare(2, context => Mutexes[C].Enter(context!));
        Prepare(0, _ => Queue(thread: 0, A));
        Prepare(1, _ => _cameOfFirst = Queue(thread: 1, A));
    }

    protected override void RunAs(int thread)
    {
        switch (thread)
        {
            case 0:
                Check.That(EndOfWait(thread, A, QueueResult.Queued), "I20: the oldest transaction never backs off.");
                EnterAll(thread, [A, C], held: 1);
                UseAndExit(thread, [A, C]);
                break;
            case 1:
                UseAndExit(thread, EndOfWait(thread, A, _cameOfFirst) ? [B, A] : [B]);
                break;
            case 2:
                EnterAll(thread, [C, A], held: 1);
                UseAndExit(thread, [C, A]);
                break;
            default:
                Use(A);
                Mutexes[A].Exit();
                break;
        }
    }
}
