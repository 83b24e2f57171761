// One class queue, driven as a run queue drives it: what ran is charged before anything changes, the donor is put back when
// another is picked, a change of policy takes the fiber out and brings it back in one breath. The test is the processor
// and the clock.

using Baton.Scheduling;
using Baton.Scheduling.Classes;

namespace Baton.Tests.Scheduling.Classes;

internal sealed class ClassBench(ClassQueue queue)
{
    public const long Microsecond = 1_000;
    public const long Millisecond = 1_000_000;
    public const long Second = 1_000_000_000;

    public ClassQueue Queue => queue;

    public long Now { get; set; } = Second;

    public QueuedFiber? Donor { get; private set; }

    public QueuedFiber Start(string name, SchedulingPolicy policy)
    {
        var fiber = new QueuedFiber(name, policy);
        Enqueue(fiber, EnqueueReason.Started);
        return fiber;
    }

    public void Enqueue(QueuedFiber fiber, EnqueueReason reason)
    {
        queue.Enqueue(fiber, reason, Now);
        fiber.Queueing = Queueing.Queued;
    }

    public void Wake(QueuedFiber fiber) => Enqueue(fiber, EnqueueReason.Woken);

    /// <summary>Wakes a fiber; returns whether it should run at once.</summary>
    public bool WakePreempts(QueuedFiber fiber)
    {
        Wake(fiber);
        return Donor is null || queue.Preempts(fiber, Donor, Now);
    }

    public void Dequeue(QueuedFiber fiber, DequeueReason reason)
    {
        bool left = queue.Dequeue(fiber, reason, Now);
        fiber.Queueing = left ? Queueing.None : Queueing.Delayed;
        if (fiber == Donor)
        {
            Donor = null;
        }
    }

    public void Sleep(QueuedFiber fiber) => Dequeue(fiber, DequeueReason.Slept);

    public void Change(QueuedFiber fiber, SchedulingPolicy policy)
    {
        bool wasDonor = fiber == Donor;
        Dequeue(fiber, DequeueReason.Changed);
        fiber.Entity = fiber.Entity.With(policy);
        Enqueue(fiber, EnqueueReason.Changed);
        if (wasDonor)
        {
            queue.SetDonor(fiber, Now);
            Donor = fiber;
        }
    }

    /// <summary>Picks, and makes who was picked the donor.</summary>
    public QueuedFiber? Pick()
    {
        var best = (QueuedFiber?)queue.Peek(Now);
        if (best != Donor)
        {
            PutBack();
            Donor = best;
            if (best is not null)
            {
                queue.SetDonor(best, Now);
            }
        }

        return best;
    }

    /// <summary>A fiber of a higher class takes the processor: the class has no donor.</summary>
    public void PutBack()
    {
        if (Donor is not null)
        {
            queue.PutBack(Donor, Now);
            Donor = null;
        }
    }

    /// <summary>Time passes, and the donor, if there is one, pays for it.</summary>
    public void Run(long nanoseconds)
    {
        Now += nanoseconds;
        if (Donor is not null)
        {
            Donor.Ran += nanoseconds;
            queue.Charge(Donor, nanoseconds, Now);
        }
    }

    public void Yield(bool byProxy = false) => queue.Yield(Donor!, byProxy, Now);

    /// <summary>The host says that time has passed; returns whether to pick anew.</summary>
    public bool Tick() => queue.Advance(Donor, Now);

    public long NextEvent() => queue.NextEvent(Donor, Now);

    /// <summary>Runs who is best for as long as the class lets it; the donors in turn until <paramref name="end"/>.</summary>
    public void RunUntil(long end)
    {
        Pick();
        while (Now < end)
        {
            Run(Math.Min(NextEvent(), end) - Now);
            if (Tick())
            {
                Pick();
            }
        }
    }

    /// <summary>Names of those that wait, best first.</summary>
    public string Waiting(int room = 16)
    {
        var into = new FiberCore?[room];
        int count = queue.CopyWaiting(into, Donor);
        return string.Join(" ", into.Take(count).Select(fiber => fiber!.DisplayName));
    }
}
