// What reports say. One place, so that they are of one voice and a reader of the code finds them by their words.

using System.Globalization;

namespace Baton.Diagnostics;

/// <summary>The sentences of reports.</summary>
internal static class Sentences
{
    public static string WrongOrder(IReadOnlyList<ObservedOrder> circle) => circle.Count == 2
        ? $"{circle[0].After} is asked for while {circle[0].Before} is held, and elsewhere {circle[0].Before} was asked for "
            + $"while {circle[0].After} was held. Two callers that do so at the same time wait for each other for ever. "
            + "Choose one order, and keep to it everywhere."
        : $"{circle[0].After} is asked for while {circle[0].Before} is held, which closes a circle of orders: "
            + $"{string.Join(" before ", circle.Select(order => order.Before))} before {circle[0].Before}. "
            + $"{circle.Count} callers that do so at the same time wait for each other for ever. "
            + "Choose one order, and keep to it everywhere.";

    public static string UnorderedWithinClass(LockClass both, long? held, long? asked) => held is null || asked is null
        ? $"A lock of the class {both} is asked for while another one of it is held, and nothing says which comes first. "
            + "If callers take them in an order, give the mutexes OrderWithinClass, or a NestingLevel each for parent and "
            + "child; if the locks have nothing to do with each other, a Name each."
        : string.Create(
            CultureInfo.InvariantCulture,
            $"Number {asked} of the class {both} is asked for while number {held} is held. Locks of one class are entered in ")
            + "ascending order of OrderWithinClass.";

    public static string OutsideOfTransaction(LockClass held, LockClass asked, bool isForAnother) =>
        $"{asked} is asked for {(isForAnother ? "for another transaction" : "without a transaction")} while {held} of the same "
        + "AcquireClass is held. Only what one AcquireContext acquires may come in any order; this wait avoids no deadlock. "
        + "Acquire both for one context, or exit the first before.";

    public static string BlockingUnderSpinLock(LockClass spin, LockClass asked) =>
        $"{asked} is asked for while the spin lock {spin} is held. Whoever spins for {spin} would burn a processor for as "
        + $"long as {asked} keeps the holder asleep. Enter {asked} first, or exit {spin} before.";

    public static string Recursion(LockClass asked) =>
        $"{asked} is asked for by the thread that holds it. The mutex is not recursive: the call throws.";

    public static string NotHeld(LockClass asked, string? owner) =>
        $"{asked} is exited by a caller that does not hold it; "
        + (owner is null ? "nobody holds it." : $"it is held by {owner}.") + " The call throws.";

    public static string HeldAcrossAwait(LockClass held) =>
        $"{held} was entered by a thread, and the async method that did so has awaited before it exits. What comes after the "
        + "await may run on another thread, which may not exit it; and whoever uses the first thread meanwhile holds a lock "
        + "that it never entered. Across an await use EnterAsync.";

    public static string StillHeld(LockClass held, string work) => $"{work} has ended and left {held} locked.";

    public static string Deadlock(IReadOnlyList<LockOrderStep> circle) => circle.Count == 1
        ? $"{circle[0].Caller} waits for {circle[0].Asked}, which it holds itself. It would wait for ever."
        : string.Join(", ", circle.Select(step => $"{step.Caller} holds {step.Held} and waits for {step.Asked}"))
            + ". None of them would ever go on.";
}
