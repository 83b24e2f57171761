using System.Runtime.CompilerServices;

namespace Baton.Platform;

/// <summary>Questions to which every answer is right: they decide how fast and how just things go, and nothing else.</summary>
/// <remarks>
/// Here nobody answers for the code that asks; it finds its own answer. The checker answers at will: what holds there holds
/// whatever is guessed, and how a guess came about need not be explored.
/// </remarks>
internal static class Guess
{
    /// <summary>Whether the answer comes from outside, and the answer. Always false: the JIT drops it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsAnswered(out bool answer)
    {
        answer = false;
        return false;
    }
}
