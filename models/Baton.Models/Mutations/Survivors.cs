namespace Baton.Models.Mutations;

/// <summary>Why mechanical mutants may survive: what each of them cannot break, or which models cannot see it.</summary>
public static class Survivors
{
    private static readonly (string File, string Member, MutantKind Kind, string Before, string Why)[] Known =
    [
        ("MutexCore.cs", "WaitInQueue", MutantKind.Dropped, "waiter.IsAwake = true;",
            "A waiter that is awake is taken for one that sleeps, and is woken once too often."),
        ("MutexCore.cs", "WaitInQueue", MutantKind.Swapped, "_owner.AnnounceFirst(awake: true);",
            "Both are under the list lock; others read the patience as a hint."),
        ("MutexCore.cs", "WaitInQueue", MutantKind.Dropped, "waiter.PatienceEnds = PatienceFromNow();",
            "Patience decides when a waiter asks, never whether the lock is safe."),
        ("MutexCore.cs", "WaitInQueue", MutantKind.Swapped, "isFirst = ReferenceEquals(first, waiter);",
            "Who has become the first asks one attempt later."),
        ("MutexCore.cs", "WaitInQueue", MutantKind.Swapped, "AcquireResult result = holdsBack",
            "Who gave way does not hold back: it may overtake once more, which is fairness."),
        ("OwnerWord.cs", "HandOver", MutantKind.WeakerOrder, "MemoryOrder.Release",
            "The handover is written and picked up under the list lock, which orders the two tenures by itself (M6)."),
        ("OwnerWord.cs", "Acquire", MutantKind.Negated, "seen.HasWaiters", "Tells a steal from an acquisition, which is only counted."),
        ("OwnerWord.cs", "Acquire", MutantKind.Negated, "seen.HandoffRequested",
            "Nobody asks any more: overtaking without bound, which bounded models cannot see."),
    ];

    /// <summary>The reason, or null.</summary>
    public static string? Explain(MechanicalMutant mutant)
    {
        foreach ((string file, string member, MutantKind kind, string before, string why) in Known)
        {
            if (file == mutant.File && member == mutant.Member && kind == mutant.Kind
                && mutant.Before.Contains(before, StringComparison.Ordinal))
            {
                return why;
            }
        }

        return null;
    }
}
