// What runs when a function runs: not the lambdas and local functions in it, which run when they are called.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers.Flow;

internal static class BodyOfSameFunction
{
    /// <summary><paramref name="operation"/> and what is in it, in the order of the source.</summary>
    public static IEnumerable<IOperation> Operations(IOperation operation)
    {
        yield return operation;
        foreach (IOperation child in operation.ChildOperations)
        {
            if (child is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
            {
                foreach (IOperation inner in Operations(child))
                {
                    yield return inner;
                }
            }
        }
    }
}
