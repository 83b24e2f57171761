// Wait/die: who was told to go, and found that it need not, is told again when it must.
//
//   ww-told-twice     Somebody without a transaction owns A. Thread 1, an async flow that holds B, is in its queue when the
//                     program begins. The oldest comes, wants A and then B, and tells thread 1 to go. If it has been given A
//                     before thread 1 is looked at, and is not known as the owner yet, nobody older is to be seen: thread 1
//                     stays. When the oldest is known, it must tell it once more; otherwise both wait for ever (mutation G8).
//
// Covers what TransactionModel says, I19 above all. It is one meeting of three parties, in all its orders, and shows nothing
// else.

using Baton.Locking;

namespace Baton.Models;

/// <summary>A waiter that stays although it was told to go.</summary>
internal sealed class ToldTwice : TransactionModel
{
    private const int Stranger = 2;
    private const int A = 0;
    private const int B = 1;

    public ToldTwice()
        : base(DeadlockAvoidance.WaitDie, transactions: 2, mutexes: 2, others: 1)
    {
        AsyncFlows = 0b11;
        Prepare(Stranger, _ => Mutexes[A].Enter());
        Prepare(1, context => Mutexes[B].Enter(context!));
        Prepare(1, _ => Queue(thread: 1, A));
    }

    protected override void RunAs(int thread)
    {
        switch (thread)
        {
            case 0:
                EnterAll(thread, [A, B]);
                UseAndExit(thread, [A, B]);
                break;
            case 1:
                UseAndExit(thread, EndOfWait(thread, A, QueueResult.Queued) ? [B, A] : [B]);
                break;
            default:
                Use(A);
                Mutexes[A].Exit();
                break;
        }
    }
}
