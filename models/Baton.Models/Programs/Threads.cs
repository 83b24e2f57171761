// Threads that take turns: nobody gives up, nobody is cancelled, nobody spins.
//
//   mutex-2x1     2 threads, 1 turn each, by all paths of Enter and Exit
//   mutex-2x2     2 threads, 2 turns each, the attempts before the queue left out
//   mutex-3x1     3 threads, 1 turn each, the attempts before the queue left out
//
// Two threads meet everything that happens between an owner and one waiter; the second turn lets what one tenure leaves
// behind (a flag, a permit, a stale node) reach the next. Three threads are the smallest number with a first waiter, a
// second one, and somebody who owns or steals; a fourth adds to the ring a middle that is treated as the second is, and
// to the word nothing, which has no place for a third name.

using Baton.Locking;

namespace Baton.Models;

/// <summary>Threads that take turns.</summary>
internal sealed class Threads(int threads, int turns, bool allPaths, Passing patience, MutexSettings? settings = null)
    : MutexModel(threads, new Machine(patience), settings)
{
    protected override void Run(int thread, Caller caller)
    {
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
