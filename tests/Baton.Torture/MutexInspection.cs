// What the tests may see of a mutex that nobody else should: its queue. The list is taken by its own lock, so that what is
// seen is a queue that existed, and given back at once.

using System.Runtime.CompilerServices;
using Baton.Locking;

namespace Baton.Torture;

/// <summary>A look into the wait list of a mutex.</summary>
internal static class MutexInspection
{
    public static int CountWaiters(MutexCore mutex)
    {
        ref WaitList list = ref WaitersOf(mutex);
        Waiter? first = list.Lock();
        int count = 0;
        for (Waiter? waiter = first; waiter is not null; waiter = ReferenceEquals(waiter.Next, first) ? null : waiter.Next)
        {
            count++;
        }

        list.Unlock(first);
        return count;
    }

    public static Waiter? FirstWaiter(MutexCore mutex)
    {
        ref WaitList list = ref WaitersOf(mutex);
        Waiter? first = list.Lock();
        list.Unlock(first);
        return first;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_waiters")]
    private static extern ref WaitList WaitersOf(MutexCore mutex);
}
