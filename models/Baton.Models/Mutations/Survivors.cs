// The mechanical mutants that no model notices, each with the reason. A reason is a claim about the code: when the place
// changes, read it again.

namespace Baton.Models.Mutations;

/// <summary>Why mechanical mutants may survive: what each of them cannot break, or which models cannot see it.</summary>
public static class Survivors
{
    private const string Word = "OwnerWord.cs";
    private const string List = "WaitList.cs";
    private const string Core = "MutexCore.cs";
    private const string Async = "MutexCore.Async.cs";
    private const string Patience = "MutexCore.Patience.cs";
    private const string Spin = "SpinQueue.cs";
    private const string Parker = "Parker.cs";

    private const string Counted = "Says what is counted or traced, and nothing else.";
    private const string Fair = "Decides who is overtaken or woken how soon, which any answer is right for (the models named 'whatever is guessed').";
    private const string Private = "Both touch what no other thread sees at that moment: the list is locked, or the field is the caller's own.";
    private const string Transactions = "Only mutexes that are acquired in transactions come here, and no model has any.";
    private const string Hint = "A hint: how many spin, which decides whether another does.";

    private static readonly (string File, string Member, MutantKind Kind, string Before, string Why)[] Known =
    [
        (Word, "Acquire", MutantKind.Negated, "seen.HasWaiters", Counted),
        (Word, "HandOver", MutantKind.WeakerOrder, "MemoryOrder.Release",
            "The handover is written and picked up under the list lock, which orders the two tenures by itself (M6)."),
        (Word, "Transfer", MutantKind.WeakerOrder, "MemoryOrder.Release",
            "The new owner goes on from its wake, which comes from the thread that transfers and publishes by itself."),
        (Word, "Transfer", MutantKind.Negated, "handoffRequested", Fair),
        (List, "PeekFirst", MutantKind.Negated, "ReferenceEquals(first, Held)", Fair),
        (List, "AppendLocked", MutantKind.Swapped, "", Private),
        (List, "InsertLocked", MutantKind.Dropped, "AppendLocked", Transactions),
        (List, "InsertLocked", MutantKind.Negated, "ReferenceEquals(first, before)", Transactions),
        (List, "RemoveLocked", MutantKind.Swapped, "", Private),
        (List, "RemoveLocked", MutantKind.Dropped, "waiter.Context?.StopsWaitingLocked()", Transactions),
        (Parker, "Park", MutantKind.WeakerOrder, "MemoryOrder.Acquire",
            "Of the two updates that take an early permit each acquires, and one is enough."),
        (Spin, "TryJoin", MutantKind.Swapped, "node.Depth.Store(depth", "Both come before the node is published."),
        (Spin, "TryJoin", MutantKind.WeakerOrder, "MemoryOrder.Acquire", Hint),
        (Spin, "TryJoin", MutantKind.Negated, "depth >= Processor.SpinnersMax", Hint),
        (Spin, "TryJoin", MutantKind.Dropped, "node.Depth.Store", Hint),
        (Spin, "TryJoin", MutantKind.Dropped, "node.Next.Store(null",
            "Who leaves has taken its successor out of the field, or never had one: it holds null already."),
        (Spin, "TryLeave", MutantKind.Swapped, "node.Previous.SpinUntil", "Looks before waiting, finds the former one, and goes round once more."),
        (Spin, "TryLeave", MutantKind.WeakerOrder, "MemoryOrder.Acquire", "The wait and the load after it both acquire, and one is enough."),
        (Spin, "TryLeave", MutantKind.Dropped, "next.Previous.Store(previous",
            "The successor cannot leave by itself any more, and gives up only once it is granted the headship: late, not lost."),
        (Spin, "TakeNext", MutantKind.WeakerOrder, "MemoryOrder.AcquireRelease", "Nobody acquires from the null that is left behind: who joins next overwrites it."),
        (Core, "TryEnterWithoutQueueing", MutantKind.Negated, "GivesWay(caller)", Fair),
        (Core, "TryEnterWithoutQueueing", MutantKind.Negated, "FirstIsAwake", Hint),
        (Core, "WaitInQueue", MutantKind.Swapped, "waiter.Fiber = caller.Fiber", Private),
        (Core, "WaitInQueue", MutantKind.Swapped, "bool gaveWay = GivesWay(caller)", Fair),
        (Core, "WaitInQueue", MutantKind.Swapped, "caller.GaveWayTo = null", Private),
        (Core, "WaitInQueue", MutantKind.Swapped, "first = QueueLocked(first, waiter)", Private),
        (Core, "WaitInQueue", MutantKind.Swapped, "waiter.IsAwake = true", Private),
        (Core, "WaitInQueue", MutantKind.Swapped, "_owner.AnnounceFirst(awake: true)",
            "Both are under the list lock; others read the patience as a hint."),
        (Core, "WaitInQueue", MutantKind.Swapped, "isFirst = ReferenceEquals(first, waiter)", "Who has become the first asks one attempt later."),
        (Core, "WaitInQueue", MutantKind.Swapped, "AcquireResult result = holdsBack",
            "Who gave way does not hold back: it may overtake once more, which is fairness."),
        (Core, "WaitInQueue", MutantKind.Dropped, "caller.GaveWayTo = null", Fair),
        (Core, "WaitInQueue", MutantKind.Dropped, "_owner.AnnounceAwake()",
            "Who woke the waiter has announced it, unless the wake was left over from its last wait; then an unlock wakes it once too often."),
        (Core, "WaitInQueue", MutantKind.Dropped, "waiter.IsAwake = true",
            "A waiter that is awake is taken for one that sleeps, and is woken once too often."),
        (Core, "WaitInQueue", MutantKind.Dropped, "waiter.PatienceEnds = PatienceFromNow()", Fair),
        (Core, "WaitInQueue", MutantKind.Negated, "result == AcquireResult.PickedUp", Counted),
        (Core, "WaitInQueue", MutantKind.Negated, "result == AcquireResult.HandoffRequested", Counted),
        (Core, "WaitInQueue", MutantKind.Negated, "canceled", Counted),
        (Core, "WaitInQueue", MutantKind.Dropped, "Leave(first!, waiter)", Transactions),
        (Core, "WaitInQueue", MutantKind.Dropped, "victim.LookAgain()", Transactions),
        (Core, "WaitInQueue", MutantKind.Swapped, "victim.LookAgain()", Transactions),
        (Core, "WaitInQueue", MutantKind.Swapped, "_waiters.Unlock(first); => victim", Transactions),
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
