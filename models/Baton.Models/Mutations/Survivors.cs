// The mechanical mutants that no model notices, each with the reason. A reason is a claim about the code: when the place
// changes, read it again.

namespace Baton.Models.Mutations;

/// <summary>Why mechanical mutants may survive: what each of them cannot break.</summary>
public static class Survivors
{
    private const string Word = "OwnerWord.cs";
    private const string List = "WaitList.cs";
    private const string Core = "MutexCore.cs";
    private const string Async = "MutexCore.Async.cs";
    private const string Donor = "MutexCore.Donor.cs";
    private const string Patience = "MutexCore.Patience.cs";
    private const string Spin = "SpinQueue.cs";
    private const string Parker = "Parker.cs";

    private const string Counted = "Says what is counted or traced, and nothing else.";
    private const string Fair = "Decides who is overtaken or asks how soon, which any answer is right for (the models named 'whatever is guessed').";
    private const string Private = "Both touch what no other thread sees at that moment: the list is locked, or the field is the caller's own.";
    private const string Hint = "A hint: who spins and for how long. No answer harms.";
    private const string WokenTwice = "A waiter that is awake, or about to be, is taken for one that sleeps: somebody wakes it once too often (A1), which only costs.";

    private const string FreeIsAwake = "The word was free under the list lock. A free word with waiters has A (I6), and only who has the list takes A back.";

    private static readonly (string File, string Member, MutantKind Kind, string Before, string Why)[] Known =
    [
        (Word, "Acquire", MutantKind.Negated, "seen.HasWaiters", Counted),
        (Word, "HandOver", MutantKind.WeakerOrder, "MemoryOrder.Release",
            "The handover is written and picked up under the list lock, which orders the two tenures by itself (M6)."),
        (Word, "Transfer", MutantKind.WeakerOrder, "MemoryOrder.Release",
            "The new owner goes on from its wake, which comes from the thread that transfers and publishes by itself."),
        (Word, "Transfer", MutantKind.Negated, "handoffRequested",
            "Who has not asked is handed the lock by the next unlock, and who has is served by it as the first: earlier or later, not never."),
        (List, "PeekFirst", MutantKind.Negated, "ReferenceEquals(first, Held)", "Read without the lock, as a guess about lateness, and any guess is right."),
        (List, "AppendLocked", MutantKind.Swapped, "", Private),
        (List, "RemoveLocked", MutantKind.Swapped, "", Private),
        (Parker, "Park", MutantKind.WeakerOrder, "MemoryOrder.Acquire",
            "Of the two updates that take an early permit each acquires, and one is enough; where there was no permit there is nothing to learn."),
        (Spin, "TryJoin", MutantKind.Swapped, "node.Depth.Store(depth", "Both come before the node is published."),
        (Spin, "TryJoin", MutantKind.WeakerOrder, "MemoryOrder.Acquire", "Reads how deep the queue is, a hint; a node lives as long as its thread, and its depth is atomic."),
        (Spin, "TryJoin", MutantKind.Negated, "depth >= Processor.SpinnersMax", Hint),
        (Spin, "TryJoin", MutantKind.Dropped, "node.Depth.Store", Hint),
        (Spin, "TryJoin", MutantKind.Dropped, "node.Next.Store(null",
            "Who leaves has taken its successor out of the field, or never had one: it holds null already."),
        (Spin, "TryLeave", MutantKind.Swapped, "node.Previous.SpinUntil", "Looks before waiting, finds the former one, and goes round once more."),
        (Spin, "TryLeave", MutantKind.WeakerOrder, "MemoryOrder.Acquire", "The wait and the load after it both acquire, and one is enough."),
        (Spin, "TryLeave", MutantKind.Dropped, "next.Previous.Store(previous",
            "The successor cannot leave by itself any more, and gives up only once it is granted the headship: late, not lost."),
        (Spin, "TakeNext", MutantKind.WeakerOrder, "MemoryOrder.AcquireRelease", "Nobody acquires from the null that is left behind: who joins next overwrites it."),
        (Core, "TryEnterWithoutQueueing", MutantKind.Negated, "GivesWay(caller)", "Who gives way queues, and who does not tries first: both are right at any time."),
        (Core, "TryEnterWithoutQueueing", MutantKind.Negated, "FirstIsAwake", Hint),
        (Core, "WaitInQueue", MutantKind.Swapped, "waiter.Fiber = caller.Fiber", Private),
        (Core, "WaitInQueue", MutantKind.Swapped, "bool gaveWay = GivesWay(caller)", Fair),
        (Core, "WaitInQueue", MutantKind.Swapped, "caller.GaveWayTo = null", Private),
        (Core, "WaitInQueue", MutantKind.Swapped, "first = QueueLocked(first, waiter)", Private),
        (Core, "WaitInQueue", MutantKind.Swapped, "waiter.IsAwake = true", Private),
        (Core, "WaitInQueue", MutantKind.Swapped, "toWake.IsAwake = true", Private),
        (Core, "WaitInQueue", MutantKind.Swapped, "_owner.AnnounceFirst(awake: true)",
            "Both are under the list lock; others read the patience as a hint."),
        (Core, "WaitInQueue", MutantKind.Swapped, "isFirst = ReferenceEquals(first, waiter)", "Who has become the first asks one attempt later."),
        (Core, "WaitInQueue", MutantKind.Swapped, "_owner.SpinWhileHeld",
            "Spins with the list locked. Everybody who needs the list waits for the end of the spin, which has a limit: slow, and nothing else."),
        (Core, "WaitInQueue", MutantKind.Swapped, "_waiters.Unlock(first); => SpinLimit", Private),
        (Core, "WaitInQueue", MutantKind.Dropped, "caller.GaveWayTo = null", Fair),
        (Core, "WaitInQueue", MutantKind.Dropped, "_owner.AnnounceAwake()",
            "Each of the three says that somebody is awake who may be woken once too often if nobody says so (A1)."),
        (Core, "WaitInQueue", MutantKind.Dropped, "waiter.IsAwake = true", WokenTwice),
        (Core, "WaitInQueue", MutantKind.Dropped, "toWake.IsAwake = true", WokenTwice),
        (Core, "WaitInQueue", MutantKind.Dropped, "waiter.PatienceEnds = PatienceFromNow()", Fair),
        (Core, "WaitInQueue", MutantKind.Dropped, "maySpin = MaySpin(caller)", Hint),
        (Core, "WaitInQueue", MutantKind.Negated, "result == AcquireResult.PickedUp", Counted),
        (Core, "WaitInQueue", MutantKind.Negated, "result == AcquireResult.HandoffRequested", Counted),
        (Core, "WaitInQueue", MutantKind.Negated, "canceled", Counted),
        (Core, "ExitSlow", MutantKind.Negated, "lateness == Lateness.WithoutProcessor", "Whether the unlocking thread yields its processor once the lock is free: speed."),
        (Core, "ExitSlow", MutantKind.Dropped, "Processor.Yield()", "The unlocking thread keeps its processor: speed."),
        (Core, "HandOver", MutantKind.Dropped, "first.PatienceEnds = PatienceFromNow()", Fair),
        (Core, "HandOver", MutantKind.Dropped, "heir.IsAwake = true", WokenTwice),
        (Core, "HandOver", MutantKind.Dropped, "next.IsAwake = true", WokenTwice),
        (Core, "HandOver", MutantKind.Swapped, "next.Wake()", "Two wakes of two waiters, in another order."),
        (Core, "HandOver", MutantKind.Dropped, "caller.GaveWayTo = this", Fair),
        (Core, "WakeFirst", MutantKind.Swapped, "first.IsAwake = true", Private),
        (Core, "WakeFirst", MutantKind.Dropped, "first.IsAwake = true", WokenTwice),
        (Core, "WakeFirst", MutantKind.Dropped, "_owner.AnnounceAwake()", WokenTwice),
        (Core, "Leave", MutantKind.Swapped, "bool wasFirst = ReferenceEquals(first, waiter)", Private),
        (Core, "SpinAsNewcomer", MutantKind.Negated, "acquired", Counted),
        (Core, "TellAcquired", MutantKind.Negated, "", Counted),
        (Async, "AppointFirstLocked", MutantKind.Swapped, "first.IsAwake = true", Private),
        (Async, "AppointFirstLocked", MutantKind.Dropped, "first.PatienceEnds = PatienceFromNow()", Fair),
        (Async, "AppointFirstLocked", MutantKind.Dropped, "_owner.AnnounceAwake()", WokenTwice),
        (Async, "AppointFirstLocked", MutantKind.Dropped, "first.IsAwake = true", WokenTwice),
        (Async, "AppointFirstLocked", MutantKind.Negated, "result == AcquireResult.HandoffRequested", Counted),
        (Patience, "GivesWay", MutantKind.Negated, "", Fair),
        (Patience, "GivesWay", MutantKind.Dropped, "caller.GaveWayTo = null", Fair),
        (Patience, "LatenessOfFirst", MutantKind.Negated, "", Fair),
        (Donor, "Look", MutantKind.Swapped, "bool wasFirst = ReferenceEquals(first, waiter)", Private),
        (Donor, "Look", MutantKind.Dropped, "waiter.IsAwake = true", WokenTwice),
        (Donor, "Look", MutantKind.Dropped, "_owner.AnnounceAwake()", FreeIsAwake),
        (Donor, "Look", MutantKind.Negated, "ReferenceEquals(first, waiter)", FreeIsAwake),
        (Donor, "RunsForWaiter", MutantKind.Dropped, "fiber.ReconsiderDonor()",
            "Whom the unlock prefers, if a donor has come that the worker has not looked at yet: the order of service, of which no invariant speaks."),
    ];

    /// <summary>The reason, or null.</summary>
    public static string? Explain(MechanicalMutant mutant)
    {
        string change = $"{mutant.Before} => {mutant.After}";
        foreach ((string file, string member, MutantKind kind, string before, string why) in Known)
        {
            if (file == mutant.File && member == mutant.Member && kind == mutant.Kind
                && change.Contains(before, StringComparison.Ordinal))
            {
                return why;
            }
        }

        return null;
    }
}
