// The mistakes that proxy execution invites, as changes of the scheduler that ships; see MutationCatalog.cs.

namespace Baton.Models.Mutations;

/// <summary>The named mutations of the scheduler and of the mutex's side of it.</summary>
internal static class SchedulerMutations
{
    private const string Donor = "MutexCore.Donor.cs";
    private const string Core = "SchedulerCore.cs";
    private const string Walk = "ProxyWalk.cs";
    private const string Worker = "Worker.cs";
    private const string List = "WaitList.cs";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("M43", "gives the mutex to a donor that does not wait for it any more", Expectation.Interleaving, "",
            ["fiber-unlock-cancel"],
            [
                new(Donor, """
                            if (fiber?.BlockedDonor is not { } donor || !ReferenceEquals(donor.BlockedOn, this))
                    """, """
                            if (fiber?.BlockedDonor is not { } donor)
                    """),
            ]),

        new("M46", "leaves the fiber blocked on the mutex when its waiter has left the ring", Expectation.Interleaving, "",
            ["fiber-unlock-cancel", "fiber-migrate-cancel"],
            [new(List, "        waiter.Fiber?.Unblock();\n", "")]),

        new("M49", "keeps a fiber a donor although it was woken on its way to sleep", Expectation.Interleaving, "",
            ["fiber-migrate-cancel", "fiber-walk-unlock"],
            [new(Worker, "        if (sleeps)\n        {", "        if (sleeps || previous.BlockedOn is not null || reason == SwitchReason.Slept)\n        {")]),

        new("M51", "makes a donor that was moved runnable where it lends", Expectation.Interleaving, "",
            ["fiber-unlock-cancel", "fiber-unlock-wake"],
            [new(Core, "case Queueing.Queued when ReferenceEquals(at, fiber.Home) && fiber.Allowed.Contains(at.Index):", "case Queueing.Queued:\n                _ = at;"),
             new(Core, """
                            case Queueing.Queued:
                                Recall(fiber, at, now);
                                break;

                """, "")]),

        new("M53", "drops the lock of a run queue while it names a donor", Expectation.Equivalent,
            "Who leaves a run queue stops being its donor in the same step (RunQueue.Remove), whoever takes it out; so nobody becomes the donor of two.",
            ["fiber-migrate-cancel", "fiber-walk-unlock", "fiber-walk-handover"],
            [
                new(Walk, "                queue.SetDonor(null, now);\n                queue.Lock.Release();\n                toWake?.Wake();", "                queue.Lock.Release();\n                toWake?.Wake();"),
                new(Walk, "        queue.SetDonor(null, now);\n        foreach (FiberCore fiber in _chain)", "        foreach (FiberCore fiber in _chain)"),
            ]),

        new("M55", "takes an owner that waits for its own mutex for a circle", Expectation.Interleaving, "",
            ["fiber-walk-handover"],
            [new(Walk, "is about to wake it (M55).\n                return WalkOutcome.InFlight;", "is about to wake it (M55).\n                BreakCircle(owner, now);\n                return WalkOutcome.PickAgain;")]),

        new("M57", "moves a chain without saying that it is on its way", Expectation.Interleaving, "",
            ["fiber-migrate-cancel", "fiber-walk-unlock"],
            [new(Walk, "            queue.Remove(fiber, DequeueReason.Migrated, now);\n            fiber.Worker = to;", "            queue.Remove(fiber, DequeueReason.Deactivated, now);\n            fiber.Worker = to;")]),

        new("M59", "activates a lender without looking whether it still waits", Expectation.Interleaving, "",
            ["fiber-activate-cancel"],
            [new(Core, "bool lends = lender is { IsBlocked: true, IsAsleep: true, Queueing: Queueing.None };", "bool lends = true;")]),

        new("M60", "lends to a sleeper without looking again whether it sleeps", Expectation.Interleaving, "",
            ["fiber-lend-wake"],
            [new(Walk, "        if (owner.Queueing is Queueing.None or Queueing.Delayed)\n        {\n            trace", "        {\n            trace")]),

        new("M61", "leaves the list of a sleeping owner without looking again whose list it is in", Expectation.Interleaving, "",
            ["fiber-activate-cancel"],
            [new(Core, "            if (isThere)\n            {\n                owner.Lenders.Remove(fiber);", "            {\n                owner.Lenders.Remove(fiber);")]),

        new("M74", "sends the donor home and leaves it the donor", Expectation.Interleaving, "",
            ["fiber-unlock-cancel", "fiber-unlock-wake"],
            [new(Core, "            at.Queue.SetDonor(current, now);\n            at.RequestReschedule();", "            at.Queue.SetDonor(fiber, now);\n            at.RequestReschedule();")]),

        new("M72", "makes a fiber runnable that is still blocked", Expectation.Interleaving, "",
            ["fiber-unlock-wake", "fiber-activate-cancel"],
            [new(Core, "            fiber.Home = at;\n            fiber.IsBlocked = false;", "            fiber.Home = at;")]),
    ];
}
