// Where one thread sleeps. A wake that comes first is kept, so "look, then sleep" has no gap to fall into.
//
//      Empty ----Park----> Parked ----Unpark----> Notified ----Park returns----> Empty
//        |                                            ^
//        +------------------Unpark--------------------+      (the wake came first: the next Park returns at once)
//
// One thread parks; anybody unparks. Unparking a thread that is not parked costs no system call.

namespace Baton.Locking;

/// <summary>A place for one thread to sleep, with a permit that remembers one wake.</summary>
internal sealed class Parker(FutexWord word)
{
    private const int Empty = 0;
    private const int Notified = 1;
    private const int Parked = 2;

    /// <summary>
    /// Sleeps until <see cref="Unpark"/>, or until <paramref name="limit"/>; returns false in the latter case. A
    /// wake that came before is taken at once.
    /// </summary>
    public bool Park(Deadline limit)
    {
        // Acquire: sees what the waker wrote before it called Unpark.
        if (word.CompareExchange(Empty, Parked, MemoryOrder.Acquire, MemoryOrder.Acquire) == Notified)
        {
            word.Exchange(Empty, MemoryOrder.Acquire);
            return true;
        }

        while (true)
        {
            word.Wait(Parked, limit);
            if (word.CompareExchange(Notified, Empty, MemoryOrder.Acquire) == Notified)
            {
                return true;
            }

            if (limit.HasPassed)
            {
                // A wake may come in this very moment: then it is taken, not lost.
                return word.Exchange(Empty, MemoryOrder.Acquire) == Notified;
            }
        }
    }

    /// <summary>Wakes the thread, or lets its next <see cref="Park"/> return at once.</summary>
    public void Unpark()
    {
        // Release pairs with the acquires in Park.
        if (word.Exchange(Notified, MemoryOrder.Release) == Parked)
        {
            word.Wake();
        }
    }
}
