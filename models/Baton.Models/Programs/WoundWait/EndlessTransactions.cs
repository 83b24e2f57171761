// Transactions that begin anew for ever, for the stateful explorer: does the oldest get through, whatever the others do?
//
//   ww-rounds-flows-wound, ww-rounds-flows-die
//                                       2 async flows that want two mutexes crosswise
//   ww-rounds-wound, ww-rounds-die      2 threads
//
// A thread's Run is one transaction from beginning to end, and a thread has the same age in each. So thread 0 is the oldest
// for ever: more than a program can be, whose transactions grow old. What it promises: who is the oldest does not starve (I19,
// I20). The younger one may: its age is no merit here.
//
// The marks (AtLoop) say what a thread remembers when it goes round: which mutexes it holds, in what order it wants the
// rest, and whom it gave way to. The same is true when it wakes.

using Baton.Locking;

namespace Baton.Models;

/// <summary>Transactions for ever.</summary>
internal sealed class EndlessTransactions : TransactionModel
{
    /// <summary>What the oldest says when it begins.</summary>
    public const string Wants = "wants";

    /// <summary>What it says when it holds all that it wants.</summary>
    public const string Gets = "gets";

    private const int Going = 10;
    private const int Exiting = 11;

    private readonly int[][] _wanted;

    public EndlessTransactions(DeadlockAvoidance avoidance, int[][] wanted)
        : base(avoidance, wanted.Length, wanted.Max(each => each.Max()) + 1, patience: Passing.AtOnce) => _wanted = wanted;

    protected override void RunAs(int thread)
    {
        if (thread == 0)
        {
            Check.Note(Wants);
        }

        EnterAll(thread, _wanted[thread]);
        if (thread == 0)
        {
            Check.Note(Gets);
        }

        UseAndExit(thread, _wanted[thread]);
    }

    protected override void AtLoop(int thread, int[] order, int held) => Mark(Going, thread, order, held, Nobody);

    protected override void AtExit(int thread, int[] order, int held, int contended) =>
        Mark(Exiting, thread, order, held, contended);

    private void Mark(int place, int thread, int[] order, int held, int contended)
    {
        long remembers = Array.IndexOf(Mutexes, CallerOf(thread).GaveWayTo) + 1;
        foreach (int mutex in order.Append(contended).Append(held))
        {
            remembers = (remembers * 16) + mutex + 8;
        }

        Machine.Current.Remembers = remembers;
        Check.Loop(place, remembers);
    }
}
