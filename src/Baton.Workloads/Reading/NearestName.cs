namespace Baton.Workloads.Reading;

/// <summary>Finds the known name that a misspelt one most likely meant.</summary>
internal static class NearestName
{
    /// <summary>Longer names are compared by their beginnings only; no key of the language comes near this.</summary>
    private const int LengthLimit = 64;

    /// <summary>The candidate with the fewest edits from <paramref name="name"/>, case aside; the first of equals.</summary>
    internal static string? Of(string name, IEnumerable<string> candidates) =>
        candidates.MinBy(candidate => Distance(Prepare(name), Prepare(candidate)));

    private static string Prepare(string name) =>
        (name.Length <= LengthLimit ? name : name[..LengthLimit]).ToUpperInvariant();

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other.</summary>
    private static int Distance(string from, string to)
    {
        int[,] edits = new int[from.Length + 1, to.Length + 1];
        for (int i = 0; i <= from.Length; i++)
        {
            edits[i, 0] = i;
        }

        for (int j = 0; j <= to.Length; j++)
        {
            edits[0, j] = j;
        }

        for (int i = 1; i <= from.Length; i++)
        {
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = edits[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                int best = Math.Min(replaced, Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1);
                bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
                edits[i, j] = swapped ? Math.Min(best, edits[i - 2, j - 2] + 1) : best;
            }
        }

        return edits[from.Length, to.Length];
    }
}
