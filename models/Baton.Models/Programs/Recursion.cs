// An owner that tries to enter again while it is inside.
//
//   mutex-again         1 thread that tries again, and 1 that waits
//
// Covers I1, and the rest of I1 to I9 as MutexModel says. One request and one attempt under it are all that can happen.
//
// HandoffMutex refuses recursion before it comes to this, but the word must do so by itself: an owner whose word carries
// a request finds its own name in it, and that is not a handoff (M5). The waiter is there to make the request.

using Baton.Locking;

namespace Baton.Models;

/// <summary>An owner that tries to enter again.</summary>
internal sealed class Recursion(Passing patience) : MutexModel(2, new Machine(patience))
{
    protected override void Run(int thread, Caller caller)
    {
        if (thread == 1)
        {
            TakeTurnFromQueue(caller, Deadline.Never);
        }
        else if (Mutex.TryEnterOnce(caller.Id))
        {
            Check.That(!Mutex.TryEnterOnce(caller.Id), "I1: who is inside does not enter.");
            UseWhatTheMutexProtects();
            Exit(caller);
        }
    }
}
