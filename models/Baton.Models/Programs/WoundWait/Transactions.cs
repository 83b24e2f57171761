// Transactions that take the mutexes they want, one after the other, and nothing else.
//
//   ww-cross-wound, ww-cross-die                  2 threads that want two mutexes crosswise
//   ww-cross-paths-wound, ww-cross-paths-die      the same, by the fast paths, too
//   ww-cross-flows-wound, ww-cross-flows-die      the same as 2 async flows
//   ww-cross-mixed-wound, ww-cross-mixed-die      the same as a flow and a thread
//   ww-cross-try                                  the same, wound/wait, as threads that try the first before they wait for it
//   ww-free-wound, ww-free-die                    the same as threads that take all that is free at once, as LockAll does
//   ww-cross-begun-wound, ww-cross-begun-die      the same when each holds its first already
//   ww-cycle-wound, ww-cycle-die                  3 threads, each of which holds a mutex at first and wants the next one's
//   ww-cycle-flows-wound, ww-cycle-flows-die      the same as async flows
//   ww-same-wound, ww-same-die                    2 threads that want two mutexes in the same order: nobody has to back off
//   ww-queue-wound, ww-queue-die                  3 threads that want one mutex, which the youngest holds at first
//   ww-queue-flows-wound, ww-queue-flows-die      the same as async flows: the same places in the queue, and no sleeping
//   ww-between-wound, ww-between-die              the youngest holds A; the second holds B and waits for A; the oldest comes
//                                                 to A, wants B too
//   ww-plain-wound, ww-plain-die                  2 threads that hold one mutex each, crosswise, and one that enters one of
//                                                 them without a transaction
//   ww-needless-wound, ww-needless-die            the younger holds A and waits for B, which somebody without a transaction
//                                                 holds; the older wants A and holds nothing, so the younger need not back
//                                                 off
//
// Covers what TransactionModel says: I1 to I9 and I19 to I22.
//
// Two that cross meet everything that passes between one owner and one waiter: the wound of one that runs, of one that
// sleeps, of one that is just going to sleep; the back-off, and the entry after it. Three in a circle are the smallest
// number in which the one who must give way is neither the one who closes the circle nor his neighbour; three at one mutex,
// in which somebody comes before the first of a queue. A fourth is treated as the third is.

using Baton.Locking;

namespace Baton.Models;

/// <summary>Transactions that want mutexes.</summary>
internal sealed class Transactions : TransactionModel
{
    private readonly int[][] _wanted;
    private readonly int[] _begun;
    private readonly int _plain;
    private readonly bool _plainBegun;

    /// <summary>Sets the stage.</summary>
    /// <param name="avoidance">Who gives way.</param>
    /// <param name="wanted">Which mutexes each transaction wants, in its order.</param>
    /// <param name="begun">How many of them each holds when the program begins; null for none.</param>
    /// <param name="plain">Which mutex a thread without a transaction enters; <see cref="TransactionModel.Nobody"/> if there is none.</param>
    /// <param name="plainBegun">Whether it holds that mutex when the program begins.</param>
    /// <param name="settings">What the mutexes do differently from the default.</param>
    public Transactions(
        DeadlockAvoidance avoidance,
        int[][] wanted,
        int[]? begun = null,
        int plain = Nobody,
        bool plainBegun = false,
        MutexSettings? settings = null)
        : base(avoidance, wanted.Length, wanted.Max(each => each.Max()) + 1, plain == Nobody ? 0 : 1, settings: settings)
    {
        _wanted = wanted;
        _begun = begun ?? new int[wanted.Length];
        for (int thread = 0; thread < wanted.Length; thread++)
        {
            int[] held = wanted[thread][.._begun[thread]];
            Prepare(thread, context => Array.ForEach(held, mutex => Mutexes[mutex].Enter(context!)));
        }

        _plain = plain;
        _plainBegun = plainBegun;
        if (plainBegun)
        {
            Prepare(wanted.Length, _ => Mutexes[plain].Enter());
        }
    }

    /// <summary>Whether nobody gets in anybody's way but by age, so that nobody has to back off.</summary>
    public bool NobodyBacksOff { get; init; }

    /// <summary>Whether each tries the first mutex before it waits for it.</summary>
    public bool TriesFirst { get; init; }

    protected override void RunAs(int thread)
    {
        if (thread == _wanted.Length)
        {
            if (!_plainBegun)
            {
                Mutexes[_plain].Enter();
            }

            Use(_plain);
            Mutexes[_plain].Exit();
            return;
        }

        int held = _begun[thread];
        if (TriesFirst && Mutexes[_wanted[thread][held]].TryEnter(ContextOf(thread)))
        {
            held++;
        }

        EnterAll(thread, _wanted[thread], held);
        UseAndExit(thread, _wanted[thread]);
    }

    protected override void FinishMore(int[] backOffs) =>
        Check.That(!NobodyBacksOff || backOffs.All(count => count == 0), "Who waits holding nothing, or for nobody who waits, need not back off.");
}
