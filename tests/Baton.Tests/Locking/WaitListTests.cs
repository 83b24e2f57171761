// The ring of waiters against a plain list, by random operations: append at the end, remove from anywhere.

using Baton.Locking;
using CsCheck;
using Xunit;

namespace Baton.Tests.Locking;

public sealed class WaitListTests
{
    private static readonly HandoffMutex Mutex = new();

    /// <summary>A number below zero appends; any other removes the waiter at that place, counted around the ring.</summary>
    private static readonly Gen<int[]> Operations =
        Gen.Frequency((3, Gen.Const(-1)), (2, Gen.Int[0, 30])).Array[0, 60];

    [Fact]
    public void AppendAndRemove_InAnyOrder_KeepTheOrderOfArrival()
    {
        Operations.Sample(
            operations =>
            {
                List<Waiter> expected = [];
                Waiter? first = null;
                foreach (int operation in operations)
                {
                    if (operation < 0 || expected.Count == 0)
                    {
                        Waiter waiter = new RingWaiter();
                        expected.Add(waiter);
                        first = WaitList.AppendLocked(first, waiter, Mutex);
                    }
                    else
                    {
                        Waiter leaver = expected[operation % expected.Count];
                        expected.Remove(leaver);
                        first = WaitList.RemoveLocked(first!, leaver);
                        Assert.Null(leaver.Next);
                        Assert.Null(leaver.Previous);
                    }

                    Assert.Equal(expected, Forwards(first));
                    Assert.Equal(expected.AsEnumerable().Reverse(), Backwards(first));
                }
            },
            iter: 2_000);
    }

    [Fact]
    public void Lock_WhileHeld_IsHiddenFromAPeek()
    {
        WaitList list = default;
        Waiter waiter = new RingWaiter();
        list.Unlock(WaitList.AppendLocked(list.Lock(), waiter, Mutex));

        Assert.Same(waiter, list.PeekFirst());
        Waiter? first = list.Lock();
        Assert.Same(waiter, first);
        Assert.Null(list.PeekFirst());
        list.Unlock(first);
        Assert.Same(waiter, list.PeekFirst());
    }

    [Fact]
    public void Lock_ByManyThreads_AdmitsOneAtATime()
    {
        WaitListBox box = new();
        Baton.Contracts.Section section = new();
        const int threads = 4;
        const int visitsEach = 2_000;

        Baton.Contracts.TestThread[] visitors = Baton.Contracts.TestThread.StartMany(threads, _ =>
        {
            for (int i = 0; i < visitsEach; i++)
            {
                Waiter? first = box.List.Lock();
                section.Visit();
                box.List.Unlock(first);
            }
        });
        foreach (Baton.Contracts.TestThread visitor in visitors)
        {
            new Baton.Contracts.Watchdog(TimeSpan.FromSeconds(30)).EndOf(visitor);
        }

        section.AssertExclusive(threads * visitsEach);
    }

    private static List<Waiter> Forwards(Waiter? first) => Walk(first, first, waiter => waiter.Next!);

    private static List<Waiter> Backwards(Waiter? first) => Walk(first?.Previous, first?.Previous, waiter => waiter.Previous!);

    // Bounded, because a ring that lost its way may never come back to where it began.
    private static List<Waiter> Walk(Waiter? from, Waiter? until, Func<Waiter, Waiter> step)
    {
        List<Waiter> walked = [];
        Waiter? waiter = from;
        while (waiter is not null && walked.Count < 100)
        {
            walked.Add(waiter);
            waiter = step(waiter);
            if (ReferenceEquals(waiter, until))
            {
                break;
            }
        }

        return walked;
    }

    private sealed class WaitListBox
    {
        public WaitList List;
    }
}
