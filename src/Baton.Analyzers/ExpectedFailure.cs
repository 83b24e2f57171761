// Code that is there to fail: Assert.Throws(() => mutex.EnterScope()). What it would lose it never gets.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

internal static class ExpectedFailure
{
    /// <summary>Whether <paramref name="statement"/> is in a lambda that is given to something that expects an exception.</summary>
    public static bool IsAround(IOperation statement)
    {
        for (IOperation? around = statement.Parent; around is not null; around = around.Parent)
        {
            if (around is IAnonymousFunctionOperation)
            {
                IOperation? user = around.Parent;
                while (user is IDelegateCreationOperation or IConversionOperation or IArgumentOperation)
                {
                    user = user.Parent;
                }

                return user is IInvocationOperation call && ExpectsException(call.TargetMethod.Name);
            }
        }

        return false;
    }

    // Throws, ThrowsAsync, ThrowsAny, Throw, ShouldThrow; Record.Exception, ExpectException.
    private static bool ExpectsException(string method) =>
        method.IndexOf("Throw", StringComparison.Ordinal) >= 0 || method.IndexOf("Exception", StringComparison.Ordinal) >= 0;
}
