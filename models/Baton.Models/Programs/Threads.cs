// Threads that take turns: nobody gives up, nobody is cancelled, nobody spins.
//
//   mutex-2x1             2 threads, 1 turn each, by all paths of Enter and Exit
//   mutex-2x1-tries       the same, and a compare-exchange in a loop may fail for what it read being old
//   mutex-2x2             2 threads, 2 turns each, the attempts before the queue left out (as in all that follow)
//   mutex-2x2-patience    the same, who ask at any time; mutex-2x2-own: who make their own guesses; mutex-2x2-never: who
//                         never ask
//   mutex-3x1             3 threads, 1 turn each; mutex-3x1-guess: whatever is guessed; mutex-3x1-patience: who ask at any
//                         time; mutex-3x1-never: who never ask
//   mutex-2x3             2 threads, 3 turns each
//   mutex-3x2             3 threads, 2 turns each: too many to exhaust, explored for a while or sampled
//   mutex-4x1             4 threads, 1 turn each
//   mutex-always-2x2      HandoffMode.Always; mutex-mode-never-2x2: HandoffMode.Never
//   mutex-awake           2 threads, 1 turn each, with I11 asserted at each unlock of the list; the first waiter spins, or
//                         else it would never be awake while the list is unlocked
//
// Covers I1 to I9, as MutexModel says, and mutex-awake I11.
//
// Two threads meet everything that happens between an owner and one waiter; the second turn lets what one tenure leaves
// behind (a flag, a permit, a stale node) reach the next. Three threads are the smallest number with a first waiter, a
// second one, and somebody who owns or steals; a fourth adds to the ring a middle that is treated as the second is, and
// to the word nothing, which has no place for a third name. Three threads with two turns would show what a tenure leaves to
// a ring of two that it is not in; that much is only sampled.
//
// Where it says "whatever is guessed", the environment answers the questions of MutexCore.Patience.cs, and any instant may
// pass at any look: rules 2, 4 and 6 of MutexCore.cs do what they like. The others explore how the guesses come about.

using Baton.Locking;

namespace Baton.Models;

/// <summary>Threads that take turns.</summary>
internal sealed class Threads(int threads, int turns, bool allPaths, Machine machine, MutexSettings? settings = null)
    : MutexModel(threads, machine, settings)
{
    private readonly Machine _machine = machine;

    protected override void Run(int thread, Caller caller)
    {
        _machine.AwaitArrivalOfFormer();
        for (int turn = 0; turn < turns; turn++)
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
}
