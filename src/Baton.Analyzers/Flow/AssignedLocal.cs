// A local that is given something new to look after: where, and in which graph.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers.Flow;

internal sealed class AssignedLocal
{
    private AssignedLocal(FlowGraph graph, BasicBlock block, ISimpleAssignmentOperation assignment, ILocalSymbol local)
    {
        Graph = graph;
        Block = block;
        Assignment = assignment;
        Local = local;
    }

    public FlowGraph Graph { get; }

    public BasicBlock Block { get; }

    public ISimpleAssignmentOperation Assignment { get; }

    public ILocalSymbol Local { get; }

    public IOperation Value => BatonTypes.WithoutConversions(Assignment.Value);

    /// <summary>
    /// All assignments in the analysed member of a value that is new to a local that must look after it: not one of a using,
    /// which does, and not one that a lambda or local function shares, which runs nobody knows when.
    /// </summary>
    public static IEnumerable<AssignedLocal> In(OperationBlockAnalysisContext context, Func<IOperation, bool> isNew)
    {
        foreach (IOperation member in context.OperationBlocks)
        {
            if (!member.Descendants().Any(isNew))
            {
                continue;
            }

            HashSet<ISymbol> shared = SharedLocals(member);
            foreach (FlowGraph graph in FlowGraph.AllIn(context.GetControlFlowGraph(member), context.CancellationToken))
            {
                foreach (AssignedLocal assigned in In(graph, isNew))
                {
                    if (!assigned.Local.IsUsing && !shared.Contains(assigned.Local))
                    {
                        yield return assigned;
                    }
                }
            }
        }
    }

    private static IEnumerable<AssignedLocal> In(FlowGraph graph, Func<IOperation, bool> isNew)
    {
        foreach (BasicBlock block in graph.Blocks)
        {
            foreach (IOperation operation in graph.OperationsOf(block))
            {
                if (block.IsReachable
                    && operation is ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment
                    && isNew(BatonTypes.WithoutConversions(assignment.Value)))
                {
                    yield return new AssignedLocal(graph, block, assignment, target.Local);
                }
            }
        }
    }

    private static HashSet<ISymbol> SharedLocals(IOperation member)
    {
        HashSet<ISymbol> shared = new(SymbolEqualityComparer.Default);
        foreach (ILocalReferenceOperation reference in member.Descendants().OfType<ILocalReferenceOperation>())
        {
            if (FunctionAround(reference) is { } function
                && !SymbolEqualityComparer.Default.Equals(function, reference.Local.ContainingSymbol))
            {
                shared.Add(reference.Local);
            }
        }

        return shared;
    }

    private static IMethodSymbol? FunctionAround(IOperation operation)
    {
        for (IOperation? around = operation.Parent; around is not null; around = around.Parent)
        {
            switch (around)
            {
                case IAnonymousFunctionOperation lambda:
                    return lambda.Symbol;
                case ILocalFunctionOperation function:
                    return function.Symbol;
            }
        }

        return null;
    }
}
