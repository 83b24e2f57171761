using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Baton.Locking;

/// <summary>
/// The facts of <c>docs/invariants.md</c>, asserted where they must hold. Checked in debug builds of the library
/// and in the checker's world; in a release build the calls are not compiled.
/// </summary>
internal static class Invariant
{
    /// <summary>States that <paramref name="condition"/> holds here, whatever the other threads do.</summary>
    [Conditional("DEBUG")]
    [Conditional("BATON_CHECKED")]
    public static void Holds([DoesNotReturnIf(false)] bool condition, string sentence)
    {
        if (!condition)
        {
            throw new InvariantViolationException(sentence);
        }
    }
}
