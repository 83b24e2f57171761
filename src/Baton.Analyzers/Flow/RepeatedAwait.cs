// An await of a local that has certainly been awaited before, since it was last assigned.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers.Flow;

internal sealed class RepeatedAwait : CertainFacts
{
    private const ulong Awaited = 1;

    private readonly ILocalSymbol _local;

    private RepeatedAwait(ILocalSymbol local, FlowGraph graph)
        : base(graph) => _local = local;

    /// <summary>The first await of <paramref name="local"/> that repeats another on every path, or null.</summary>
    public static IOperation? Of(ILocalSymbol local, FlowGraph graph) => new RepeatedAwait(local, graph).Find();

    protected override ulong After(IOperation operation, ulong facts) => operation switch
    {
        IAwaitOperation wait when IsLocal(BatonTypes.CallIn(wait.Operation)) => Awaited,
        ISimpleAssignmentOperation assignment when IsLocal(assignment.Target) => 0,
        IArgumentOperation { Parameter.RefKind: not RefKind.None } argument when IsLocal(argument.Value) => 0,
        _ => facts,
    };

    protected override ulong Along(Edge edge, BasicBlock from, ulong facts) =>
        Graph.FinallyOperations(edge).Any(operation => After(operation, Awaited) == 0) ? 0 : facts;

    private IOperation? Find()
    {
        ulong[] before = Solve();
        foreach (BasicBlock block in Graph.Blocks.Where(static block => block.IsReachable))
        {
            ulong facts = before[block.Ordinal];
            foreach (IOperation operation in Graph.OperationsOf(block))
            {
                if (facts == Awaited && operation is IAwaitOperation && After(operation, 0) == Awaited)
                {
                    return operation;
                }

                facts = After(operation, facts);
            }
        }

        return null;
    }

    private bool IsLocal(IOperation operation) =>
        operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, _local);
}
