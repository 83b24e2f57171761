// Callers that only try: they overtake those who wait if the lock is free, and leave no trace if it is not.
//
//   mutex-steal-1       2 lockers, and 1 that tries once
//   mutex-steal-2       1 locker, and 2 that try once
//   mutex-steal-2-tries the same, and a compare-exchange in a loop may fail: two that find the lock free race for it
//
// Covers I1 to I9, as MutexModel says: I4, I5 and I9 above all.
//
// What a stealer can break is a promise to somebody who waits: a request on a free word (M1, M2), a lock that was handed
// over and not picked up (M18). Two lockers and a stealer have all three parties: who gives, who is given, who comes
// between.

using Baton.Locking;

namespace Baton.Models;

/// <summary>Callers that try, among others that wait.</summary>
internal sealed class Stealers(int lockers, int stealers, Machine machine) : MutexModel(lockers + stealers, machine)
{
    protected override void Run(int thread, Caller caller)
    {
        if (thread < lockers)
        {
            TakeTurnFromQueue(caller, Deadline.Never);
        }
        else if (Mutex.TryEnterUncontended(caller.Id) || Mutex.TryEnterOnce(caller.Id))
        {
            UseWhatTheMutexProtects();
            Exit(caller);
        }
    }
}
