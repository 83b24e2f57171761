using System.Diagnostics;

namespace Baton.Platform;

/// <summary>Questions to which every answer is right. Some models let the environment answer, and so show that it is so.</summary>
/// <remarks>
/// Nothing is lost by that. Take an execution in which the code finds its own answer by looking at shared words, and leave
/// these looks out: what remains is an execution in which the environment answers the same, for a look orders nothing
/// between threads but by acquiring, and to have acquired less only allows more.
/// </remarks>
internal static class Guess
{
    [StackTraceHidden]
    public static bool IsAnswered(out bool answer)
    {
        bool isFree = Machine.Current.GuessesFreely;
        answer = isFree && Check.Happens(null, 0);
        return isFree;
    }
}
