using Baton.Checker;

namespace Baton.Models;

/// <summary>A program whose threads go round for ever, and what is promised of it.</summary>
/// <param name="Name">What to call it on the command line.</param>
/// <param name="Title">What it does, and what is promised, in one line.</param>
/// <param name="Covers">Which invariants of <c>docs/invariants.md</c> it would show to be broken.</param>
/// <param name="Effort">How long it takes.</param>
/// <param name="Promise">What the explorer looks for.</param>
/// <param name="Expected">The verdict: some promises are there to be broken, to show that the others mean something.</param>
/// <param name="Factory">Makes an instance of it.</param>
public sealed record EndlessModel(
    string Name, string Title, string Covers, Effort Effort, StatefulOptions Promise, Verdict Expected, Func<CheckedProgram> Factory)
{
    private const int LocationsMax = 48;
    private const int ManyTimes = 9;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<EndlessModel> All { get; } =
    [
        NotOvertaken("rounds-2", 2, Effort.Quick),
        Served("rounds-2-served", 2, Passing.AtOnce, Effort.Quick, Verdict.Holds),
        Served("rounds-2-never-served", 2, Passing.Never, Effort.Quick, Verdict.Fails),
        Overtaken("rounds-2-overtaken", 2, Effort.Quick),
        NotOvertaken("rounds-3", 3, Effort.Quick),
        Served("rounds-3-served", 3, Passing.AtOnce, Effort.Patient, Verdict.Holds),
        NotOvertaken("rounds-4", 4, Effort.Patient),
        OneTenure("rounds-3-tenure", 3, 1, Effort.Quick, Verdict.Holds),
        OneTenure("rounds-3-no-tenure", 3, 0, Effort.Quick, Verdict.Fails),
        OneTenure("rounds-4-tenure", 4, 1, Effort.Patient, Verdict.Holds),
        OldestGetsThrough("ww-rounds-flows-wound", DeadlockAvoidance.WoundWait, areFlows: true, Effort.Quick),
        OldestGetsThrough("ww-rounds-flows-die", DeadlockAvoidance.WaitDie, areFlows: true, Effort.Quick),
        OldestGetsThrough("ww-rounds-wound", DeadlockAvoidance.WoundWait, areFlows: false, Effort.Patient),
        OldestGetsThrough("ww-rounds-die", DeadlockAvoidance.WaitDie, areFlows: false, Effort.Patient),
    ];

    /// <summary>The model of that name, or null.</summary>
    public static EndlessModel? Find(string name) => All.FirstOrDefault(model => model.Name == name);

    private static EndlessModel NotOvertaken(string name, int threads, Effort effort) => new(
        name,
        $"{threads} threads for ever: who has asked is overtaken by nobody",
        "I1 I6 I7 I9",
        effort,
        new StatefulOptions { LocationsMax = LocationsMax, Bypass = new(EndlessRounds.Requested, EndlessRounds.Acquired, 0) },
        Verdict.Holds,
        () => new EndlessRounds(threads, Passing.AtOnce));

    // The tenure that is under way when one asks has begun before, and so is no overtaking; but it has to end.
    private static EndlessModel OneTenure(string name, int threads, int bound, Effort effort, Verdict expected) => new(
        name,
        $"{threads} threads for ever: who has asked sees {(bound == 0 ? "no tenure of another end" : "one tenure of another end at most, the one under way")}",
        "I9",
        effort,
        new StatefulOptions { LocationsMax = LocationsMax, Bypass = new(EndlessRounds.Requested, EndlessRounds.Leaves, bound) },
        expected,
        () => new EndlessRounds(threads, Passing.AtOnce));

    private static EndlessModel Overtaken(string name, int threads, Effort effort) => new(
        name,
        $"{threads} threads for ever that never ask: one is overtaken {ManyTimes + 1} times",
        "I9",
        effort,
        new StatefulOptions { LocationsMax = LocationsMax, Bypass = new(EndlessRounds.Wants, EndlessRounds.Acquired, ManyTimes) },
        Verdict.Fails,
        () => new EndlessRounds(threads, Passing.Never));

    private static EndlessModel OldestGetsThrough(string name, DeadlockAvoidance avoidance, bool areFlows, Effort effort) => new(
        name,
        $"2 {(areFlows ? "async flows" : "threads")} with transactions for ever, crosswise, {(avoidance == DeadlockAvoidance.WaitDie ? "wait/die" : "wound/wait")}: the oldest gets through",
        "I1 I6 I7 I8 I19 I20 I21 I22",
        effort,
        new StatefulOptions { LocationsMax = 2 * LocationsMax, Starvation = new(EndlessTransactions.Wants, EndlessTransactions.Gets) },
        Verdict.Holds,
        () => new EndlessTransactions(avoidance, [[0, 1], [1, 0]]) { AsyncFlows = areFlows ? 0b11 : 0 });

    private static EndlessModel Served(string name, int threads, Passing patience, Effort effort, Verdict expected) => new(
        name,
        expected == Verdict.Holds ? $"{threads} threads for ever: nobody starves" : $"{threads} threads for ever that never ask: one starves",
        "I6 I9",
        effort,
        new StatefulOptions { LocationsMax = LocationsMax, Starvation = new(EndlessRounds.Wants, EndlessRounds.Acquired) },
        expected,
        () => new EndlessRounds(threads, patience));
}
