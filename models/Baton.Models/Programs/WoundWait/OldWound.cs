// A wound is forgotten when the transaction holds nothing, and not before.
//
//   ww-wound-forgotten     Thread 0 holds B and wounds thread 1, which holds A and exits it without ever waiting. When thread 0
//                          has ended, thread 1 is the oldest. With the same transaction it takes B, and waits for C, which a
//                          thread without a transaction holds. To send it away now would be to obey one who is gone (I20).
//
// That a wound is not forgotten too early is seen where transactions cross (ww-cross-wound): it would be a circle.

namespace Baton.Models;

/// <summary>A transaction that was wounded once, and goes on when whoever did it has ended.</summary>
internal sealed class OldWound : TransactionModel
{
    private const int Stranger = 2;
    private const int A = 0;
    private const int B = 1;
    private const int C = 2;

    private AtomicInt64 _oldestHasEnded;

    public OldWound()
        : base(DeadlockAvoidance.WoundWait, transactions: 2, mutexes: 3, others: 1)
    {
        _oldestHasEnded.Named("oldest has ended");
        Prepare(0, context => Mutexes[B].Enter(context!));
        Prepare(1, context => Mutexes[A].Enter(context!));
        Prepare(Stranger, _ => Mutexes[C].Enter());
    }

    protected override void RunAs(int thread)
    {
        switch (thread)
        {
            case 0:
                EnterAll(thread, [B, A], held: 1);
                UseAndExit(thread, [B, A]);
                _oldestHasEnded.Store(1, MemoryOrder.Release);
                break;
            case 1:
                UseAndExit(thread, [A]);
                _oldestHasEnded.SpinUntil(default(IsSet), SpinLimit.None, MemoryOrder.Acquire);
                Check.That(Enter(thread, B), "I20: who holds nothing is not told to back off.");
                Check.That(Enter(thread, C), "I20: the oldest transaction that there is never backs off.");
                UseAndExit(thread, [B, C]);
                break;
            default:
                Use(C);
                Mutexes[C].Exit();
                break;
        }
    }

    private readonly struct IsSet : ISpinCondition<long>
    {
        public bool IsMet(long value) => value != 0;
    }
}
