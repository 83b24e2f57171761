// The mistakes of docs/mutations.md, as changes of the source that ships. The product contains none of them: each is
// applied to a copy of the source in memory, which is then compiled together with the models.
//
// An edit quotes what it replaces. If the product changes there, the quotation no longer fits, a test says so, and the
// mutation is written anew by somebody who looks at the place. That is the maintenance, and it is meant to happen.

namespace Baton.Models.Mutations;

/// <summary>The named mutations.</summary>
public static class MutationCatalog
{
    private const string Word = "OwnerWord.cs";
    private const string Core = "MutexCore.cs";
    private const string Spin = "SpinQueue.cs";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("M1", "posts the request without looking whether the lock is held", Expectation.Interleaving, "",
            ["mutex-2x2", "mutex-3x1"],
            [
                new(Core, "_owner.Acquire(caller.Id, asks);", "_owner.AskThenAcquire(caller.Id, asks);"),
                new(Word, "    /// <summary>Announces that the first waiter is awake or being woken. List lock held.</summary>", """
                        public AcquireResult AskThenAcquire(long id, bool asks)
                        {
                            if (asks)
                            {
                                _word.Or(OwnerState.Handoff, MemoryOrder.Relaxed);
                            }

                            return Acquire(id);
                        }

                        /// <summary>Announces that the first waiter is awake or being woken. List lock held.</summary>
                    """),
            ]),

        new("M2", "attempts and requests in two steps", Expectation.Interleaving, "",
            ["mutex-2x2", "mutex-3x1"],
            [
                new(Core, "_owner.Acquire(caller.Id, asks);", "_owner.AcquireThenAsk(caller.Id, asks);"),
                new(Word, "    /// <summary>Announces that the first waiter is awake or being woken. List lock held.</summary>", """
                        public AcquireResult AcquireThenAsk(long id, bool asks)
                        {
                            AcquireResult result = Acquire(id);
                            if (result != AcquireResult.Held || !asks)
                            {
                                return result;
                            }

                            _word.Or(OwnerState.Handoff, MemoryOrder.Relaxed);
                            return AcquireResult.HandoffRequested;
                        }

                        /// <summary>Announces that the first waiter is awake or being woken. List lock held.</summary>
                    """),
            ]),

        new("M4", "accepts a handoff only if it believed itself the first before it had the list", Expectation.Interleaving, "",
            ["mutex-cancel-2", "mutex-cancel-3"],
            [
                new(Core, "        bool maySpin = MaySpin(caller);\n\n        while (true)", "        bool maySpin = MaySpin(caller);\n        bool believes = isFirst;\n\n        while (true)"),
                new(Core, "holdsBack ? AcquireResult.Held : ", "holdsBack || (_owner.Read().AwaitsPickup && !believes) ? AcquireResult.Held : "),
                new(Core, "            waiter.Park(limit);\n", "            waiter.Park(limit);\n            believes = ReferenceEquals(_waiters.PeekFirst(), waiter);\n"),
                new(Core, "            if (isFirst && _owner.ForgetAwake().CanBeTakenBy(caller.Id))", "            if (isFirst && _owner.ForgetAwake().CanBeTakenBy(caller.Id) && believes)"),
            ]),

        new("M5", "accepts a handoff by finding its own name", Expectation.Interleaving, "",
            ["mutex-again"],
            [new(Word, "            else if (seen.AwaitsPickup)\n", "            else if (seen.AwaitsPickup || seen.Owner == id)\n")]),

        new("M6", "accepts a handoff without acquiring", Expectation.Equivalent,
            "A handoff is written and accepted under the list lock, which orders the two tenures by itself.",
            ["mutex-2x2", "mutex-3x1", "mutex-always-2x2"],
            [new(Word, "                result = AcquireResult.PickedUp;\n", "                _word.Store(next, MemoryOrder.Relaxed);\n                return AcquireResult.PickedUp;\n")]),

        new("M8", "frees the word although a handoff was requested, then hands over", Expectation.Interleaving, "",
            ["mutex-2x2"],
            [new(Word, "!seen.IsHeldBy(id) || seen.HandoffRequested || ", "!seen.IsHeldBy(id) || ")]),

        new("M9", "hands over without W", Expectation.Interleaving, "",
            ["mutex-2x2"],
            [new(Word, "toId | OwnerState.Waiters | OwnerState.Pickup", "toId | OwnerState.Pickup")]),

        new("M10", "keeps the request when it hands over", Expectation.Interleaving, "",
            ["mutex-2x2"],
            [new(Word, "toId | OwnerState.Waiters | OwnerState.Pickup", "toId | (Read().Bits & OwnerState.Handoff) | OwnerState.Waiters | OwnerState.Pickup")]),

        new("M11", "hands over to nobody", Expectation.Interleaving, "",
            ["mutex-cancel-2", "mutex-timeout-2"],
            [new(Word, "ReleaseToNobody() => _word.Store(0, ", "ReleaseToNobody() => _word.Store(OwnerState.Waiters | OwnerState.Pickup, ")]),

        new("M12", "leaves the flags when the last waiter goes", Expectation.Interleaving, "",
            ["mutex-2x2", "mutex-cancel-2"],
            [new(Core, "        if (rest is null)\n        {\n            _owner.ClearFlags();\n        }", "        if (rest is null)\n        {\n        }")]),

        new("M13", "looks at cancellation before the attempt", Expectation.Interleaving, "",
            ["mutex-cancel-2", "mutex-cancel-3"],
            [
                new(Core, "            bool asks = isFirst && ", """
                                if (waiter.IsCanceled)
                                {
                                    Leave(first!, waiter);
                                    return WaitResult.Canceled;
                                }

                                bool asks = isFirst && 
                    """),
            ]),

        new("M14", "decides to give up under the list lock, and goes later", Expectation.Interleaving, "",
            ["mutex-cancel-2", "mutex-cancel-3"],
            [new(Core, "                bool canceled = waiter.IsCanceled;\n", "                bool canceled = waiter.IsCanceled;\n                _waiters.Unlock(first);\n                first = _waiters.Lock();\n")]),

        new("M15", "makes no attempt after setting W", Expectation.Equivalent,
            "The first waiter looks at the word again when it takes A back; the others rely on the first.",
            ["mutex-2x2", "mutex-3x1", "mutex-cancel-2"],
            [new(Core, "        bool holdsBack = gaveWay && !isFirst;", "        bool holdsBack = true;")]),

        new("M16", "looks at the word first, and takes A back later", Expectation.Liveness, "",
            ["mutex-2x2-never", "mutex-3x1-never"],
            [
                new(Core,
                    "            if (isFirst && _owner.ForgetAwake().CanBeTakenBy(caller.Id))\n",
                    "            bool takeable = isFirst && _owner.Read().CanBeTakenBy(caller.Id);\n            if (isFirst && _owner.ForgetAwake().Bits >= 0 && takeable)\n"),
            ]),

        new("M17", "wakes before the handover is written, under the list lock", Expectation.Interleaving, "",
            ["mutex-2x1", "mutex-3x1"],
            [new(Core, "            next.IsAwake = true;\n            _owner.HandOver(", "            next.IsAwake = true;\n            next.Wake();\n            _owner.HandOver(")]),

        new("M18", "picks up what was given to another", Expectation.Interleaving, "",
            ["mutex-steal-1", "mutex-3x1"],
            [new(Word, "                if (seen.Owner != id)\n", "                if (id == 0)\n")]),

        new("M25", "names the successor to the predecessor before the predecessor to the successor", Expectation.Liveness, "",
            ["spin-queue-3-again", "spin-queue-3"],
            [
                new(Spin,
                    "            next.Previous.Store(previous, MemoryOrder.Relaxed);\n            previous.Next.Store(next, MemoryOrder.Release);",
                    "            previous.Next.Store(next, MemoryOrder.Release);\n            next.Previous.Store(previous, MemoryOrder.Relaxed);"),
            ]),

        new("M26", "leaves the spin queue although the headship was granted", Expectation.Interleaving, "",
            ["spin-queue-2", "spin-queue-3"],
            [new(Spin, "            if (newPrevious is null)\n            {\n                return false;\n            }", "            if (newPrevious is null)\n            {\n                return true;\n            }")]),

        new("A1", "frees a word without setting A", Expectation.Equivalent,
            "Two unlocks may wake the same waiter; a wake too many is only slow.",
            ["mutex-2x2", "mutex-3x1", "mutex-steal-1"],
            [new(Word, "seen.HasWaiters ? OwnerState.Waiters | OwnerState.Awake : 0", "seen.HasWaiters ? OwnerState.Waiters : 0")]),

        new("A2", "takes A back and sleeps without looking", Expectation.Liveness, "",
            ["mutex-2x2-never", "mutex-3x1-never"],
            [new(Core, "isFirst && _owner.ForgetAwake().CanBeTakenBy(caller.Id)", "isFirst && _owner.ForgetAwake().Bits < 0")]),

        new("A3", "leaves the head of the queue without passing on the promise", Expectation.Liveness, "",
            ["mutex-3x1", "mutex-cancel-3"],
            [new(Core, "            toWake = AppointFirstLocked(ref rest);\n        }\n\n        _waiters.Unlock(rest);", "        }\n\n        _waiters.Unlock(rest);")]),

        new("A4", "takes A back by a load and a store", Expectation.Interleaving, "",
            ["mutex-2x2-never", "mutex-3x1-never"],
            [
                new(Word, "    public OwnerState ForgetAwake() => new(_word.And(~OwnerState.Awake, MemoryOrder.Relaxed));", """
                        public OwnerState ForgetAwake()
                        {
                            OwnerState seen = Read();
                            _word.Store(seen.Bits & ~OwnerState.Awake, MemoryOrder.Release);
                            return seen;
                        }
                    """),
            ]),

        new("S1", "never asks, and no owner hands over to who waits too long", Expectation.Endless, "",
            ["mutex-2x1", "mutex-3x1", "rounds-2-served"],
            [
                new("MutexCore.Patience.cs", "        _ => waiter.PatienceEnds.HasPassed,", "        _ => false,"),
                new("MutexCore.Patience.cs", "            || !first.PatienceEnds.HasPassed)", "            || !first.PatienceEnds.IsNever)"),
            ]),

        new("I11", "queues as the first, awake, and says so to nobody", Expectation.Interleaving, "",
            ["mutex-awake"],
            [new(Word, "awake ? OwnerState.Waiters | OwnerState.Awake : OwnerState.Waiters, MemoryOrder.Relaxed", "awake ? OwnerState.Waiters : OwnerState.Waiters, MemoryOrder.Relaxed")]),

        new("W1", "takes a free lock without acquiring", Expectation.WeakMemory, "",
            ["mutex-2x1"],
            [new(Word, "_word.CompareExchange(0, id, MemoryOrder.Acquire) == 0", "_word.CompareExchange(0, id, MemoryOrder.Relaxed) == 0")]),

        new("W2", "frees the lock without releasing", Expectation.WeakMemory, "",
            ["mutex-2x1"],
            [new(Word, "_word.CompareExchange(id, 0, MemoryOrder.Release) == id", "_word.CompareExchange(id, 0, MemoryOrder.Relaxed) == id")]),

        new("W3", "takes the list without acquiring", Expectation.WeakMemory, "",
            ["mutex-2x1"],
            [new("WaitList.cs", "_head.Take(Held, MemoryOrder.Acquire)", "_head.Take(Held, MemoryOrder.Relaxed)")]),

        .. WoundWaitMutations.All,
        .. SchedulerMutations.All,
    ];

    /// <summary>Mistakes that have no counterpart in this code, or none that a bounded model could see.</summary>
    public static IReadOnlyList<(string Name, string Why)> NotApplicable { get; } =
    [
        ("M3", "A request that is posted is lost only by M1 or M2: H stays until it is granted or nobody waits. Who is too patient to ask at once asks at a later attempt, or is found overdue by the owner (S1)."),
        ("M7", "An id belongs to one caller, and one that has been given the lock is in the wait loop."),
        ("M19", "The collector keeps the mutex."),
        ("M20", "Speed only: the first waiter sleeps after it has asked, and each handoff costs a wake."),
        ("M21", "Who spins behind whom is a matter of runs without end, and the stateful explorer has no model with a spin queue."),
        ("M22", "Nobody here spins with a sleeping state set."),
        ("M23", "There is no scheduler under these waiters."),
        ("M24", "Spinners look at the word only, never at its owner."),
        ("M27", "Processors are not modelled."),
        ("M28", "A spinner that overtakes an older waiter looks at the queue once it owns the lock, and may be wounded then."),
    ];
}
