// Threads that take turns: nobody gives up, nobody is cancelled, nobody spins.
//
//   mutex-2x1     2 threads, 1 turn each, by all paths of Enter and Exit
//   mutex-2x2     2 threads, 2 turns each, the attempts before the queue left out (as in all that follow)
//   mutex-3x1     3 threads, 1 turn each
//   mutex-2x3     2 threads, 3 turns each
//   mutex-4x1     4 threads, 1 turn each
//   mutex-awake   2 threads, 1 turn each, with I11 asserted at each unlock of the list; the first waiter spins, or else it
//                 would never be awake while the list is unlocked
//
// Two threads meet everything that happens between an owner and one waiter; the second turn lets what one tenure leaves
// behind (a flag, a permit, a stale node) reach the next. Three threads are the smallest number with a first waiter, a
// second one, and somebody who owns or steals; a fourth adds to the ring a middle that is treated as the second is, and
// to the word nothing, which has no place for a third name.
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
