namespace Baton.Models.Mutations;

/// <summary>Why mechanical mutants may survive: what each of them cannot break, or which models cannot see it.</summary>
public static class Survivors
{
    private static readonly (string File, string Member, MutantKind Kind, string Before, string Why)[] Known =
    [
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
