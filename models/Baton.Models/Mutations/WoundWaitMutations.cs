// The mistakes that mutexes with transactions invite, as changes of the source that ships; see MutationCatalog.cs. M29 to M38
// are those of Linux's ww_mutex, or were warned of there; G1 and on are made of lines that only this code has.

namespace Baton.Models.Mutations;

/// <summary>The named mutations of who waits for whom.</summary>
internal static class WoundWaitMutations
{
    private const string Core = "MutexCore.cs";
    private const string List = "WaitList.cs";
    private const string Context = "AcquireContext.cs";
    private const string Mutex = "WoundWaitMutex.cs";
    private const string Order = "WoundWaitMutex.Order.cs";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("M29", "stops looking for its place in the queue one waiter early", Expectation.Interleaving, "",
            ["ww-queue-wound"],
            [
                new(Order, "        do\n        {\n            waiter = waiter.Previous!;", "        while (!ReferenceEquals(waiter.Previous, first))\n        {\n            waiter = waiter.Previous!;"),
                new(Order, "        while (!ReferenceEquals(waiter, first));\n        return found;", "        return found;"),
            ]),

        new("M30", "queues before the first, and leaves that one the head", Expectation.Interleaving, "",
            ["ww-queue-wound"],
            [new(List, "        return ReferenceEquals(first, before) ? waiter : first;", "        return first;")]),

        new("M31", "acquires without looking at those who wait", Expectation.Liveness, "",
            ["ww-cross-wound", "ww-cross-die"],
            [new(Order, "        Fence.Full();\n        if (State.HasWaiters)", "        Fence.Full();\n        if (State.HasWaiters && context.HeldCount == 0)")]),

        new("M32", "says who owns, and looks for waiters without a fence between", Expectation.Liveness, "",
            ["ww-cross-wound", "ww-cross-die"],
            [new(Order, "        Fence.Full();\n        if (State.HasWaiters)", "        if (State.HasWaiters)")]),

        new("M33", "wounds, and leaves the victim asleep", Expectation.Liveness, "",
            ["ww-cross-begun-wound"],
            [new(Order, "            victim = owner;\n", "")]),

        new("M34a", "forgets a wound while it holds something", Expectation.Liveness, "",
            ["ww-cross-wound"],
            [new(Context, "        if (HeldCount == 0)\n        {\n            _wounded", "        if (HeldCount >= 0)\n        {\n            _wounded")]),

        new("M34b", "never forgets a wound", Expectation.Interleaving, "",
            ["ww-wound-forgotten"],
            [new(Context, "            _wounded.Store(0, MemoryOrder.Relaxed);\n", "")]),

        new("M35", "wait/die: waits behind an older one although it holds something", Expectation.Liveness, "",
            ["ww-behind-die"],
            [new(Order, " || IsBehindAnotherLocked(first, waiter)))", "))")]),

        new("M36", "compares stamps, not their difference", Expectation.Interleaving, "",
            ["ww-cross-begun-wound", "ww-cross-begun-die"],
            [new(Context, "unchecked(_stamp - other._stamp) > 0;", "_stamp > other._stamp;")]),

        new("M37", "tries with a transaction, and does not say what it got", Expectation.Interleaving, "",
            ["ww-cross-try"],
            [new(Mutex, "        Publish(context);\n        return true;", "        return true;")]),

        new("M38", "tells a victim while it has the list", Expectation.Interleaving, "",
            ["ww-cross-begun-wound", "ww-between-die"],
            [new(Core, "                _waiters.Unlock(first);\n                victim.LookAgain();\n                first = _waiters.Lock();\n", "                victim.LookAgain();\n")]),

        new("G1", "queues, and looks at the owner without a fence between", Expectation.Liveness, "",
            ["ww-cross-wound", "ww-cross-die"],
            [new(Order, "        Fence.Full();\n        AcquireContext? owner", "        AcquireContext? owner")]),

        new("G2", "wounds, and looks for where the victim waits without a fence between", Expectation.Liveness, "",
            ["ww-cross-begun-wound", "ww-cross-wound"],
            [new(Context, "            Fence.Full();\n", "")]),

        new("G3", "wounds although it holds nothing", Expectation.Interleaving, "",
            ["ww-needless-wound"],
            [new(Order, "        if (holdsMore && owner is not null && owner.IsYoungerThan(context)", "        if (owner is not null && owner.IsYoungerThan(context)")]),

        new("G4", "looks at those who wait, and does not take its own wound", Expectation.Liveness, "",
            ["ww-cross-wound"],
            [new(Order, "                context.TryWound();\n                break;", "                break;")]),

        new("G5", "takes its name off after the release", Expectation.Interleaving, "",
            ["ww-cross-begun-wound"],
            [new(Mutex, "        _context.Store(null, MemoryOrder.Relaxed);\n        Release(id, isOfThread, isForGood || isOfThread);", "        Release(id, isOfThread, isForGood || isOfThread);\n        _context.Store(null, MemoryOrder.Relaxed);")]),

        new("G6", "leaves the queue, and says that it waits there still", Expectation.Interleaving, "",
            ["ww-cross-begun-wound"],
            [new(List, "        waiter.Context?.StopsWaitingLocked();\n", "")]),

        new("G7", "tells a victim without looking whether it waits here still", Expectation.Interleaving, "",
            ["ww-cross-flows-wound", "ww-cross-flows-die", "ww-cycle-flows-wound"],
            [new(Order, "        if (!context.IsBlockedOnLocked(this))", "        if (context.HeldCount < 0)")]),

        new("G8", "wait/die: stays after all, and cannot be told again", Expectation.Liveness, "",
            ["ww-told-twice"],
            [new(Order, "            context.StaysLocked();\n", "")]),

        new("G9", "wait/die: comes before a younger one that holds something, and does not tell it", Expectation.Equivalent,
            "Whoever owns the mutex next tells it; one that waits for others to exit lets a circle stand only until then.",
            ["ww-between-die", "ww-cross-die"],
            [new(Order, "            victim = FindWhoMustDieLocked(first, waiter);\n", "")]),

        new("G10", "wait/die: tells a younger waiter to go, and does not see to it that it looks", Expectation.Liveness, "",
            ["ww-cross-die", "ww-between-die"],
            [new(Order, "        _waiters.Unlock(first);\n        victim?.LookAgain();\n    }", "        _waiters.Unlock(first);\n    }")]),

        new("G11", "takes many at once, and looks for waiters without a fence between", Expectation.Liveness, "",
            ["ww-free-wound", "ww-free-die"],
            [new(Order, "        context.Acquired(mutexes.Length);\n        Fence.Full();\n", "        context.Acquired(mutexes.Length);\n")]),

        new("G12", "takes many at once, and does not look at those who wait", Expectation.Liveness, "",
            ["ww-free-wound", "ww-free-die"],
            [new(Order, "            if (mutex.State.HasWaiters)", "            if (mutex.State.HasWaiters && context.HeldCount == 0)")]),
    ];
}
