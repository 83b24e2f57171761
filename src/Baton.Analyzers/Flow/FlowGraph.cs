// A method's body as blocks and edges, with the operations of each block in the order in which they run.
//
// This is Roslyn's control flow graph, plus what the rules ask of it again and again: which operations run, which edges leave
// a block and under which condition, what a finally does on the way. Lambdas and local functions have graphs of their own.

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers.Flow;

internal sealed class FlowGraph
{
    private readonly ControlFlowGraph _graph;
    private readonly ImmutableArray<IOperation>[] _operations;

    private FlowGraph(ControlFlowGraph graph)
    {
        _graph = graph;
        _operations = [.. graph.Blocks.Select(InOrder)];
    }

    public ImmutableArray<BasicBlock> Blocks => _graph.Blocks;

    /// <summary>The graph of a method, and those of the lambdas and local functions in it.</summary>
    public static IEnumerable<FlowGraph> AllIn(ControlFlowGraph method, CancellationToken cancellationToken)
    {
        Stack<ControlFlowGraph> graphs = new([method]);
        while (graphs.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ControlFlowGraph graph = graphs.Pop();
            FlowGraph flow = new(graph);
            yield return flow;

            foreach (IMethodSymbol function in graph.LocalFunctions)
            {
                graphs.Push(graph.GetLocalFunctionControlFlowGraph(function, cancellationToken));
            }

            foreach (IFlowAnonymousFunctionOperation lambda in flow._operations.SelectMany(all => all)
                         .OfType<IFlowAnonymousFunctionOperation>())
            {
                graphs.Push(graph.GetAnonymousFunctionControlFlowGraph(lambda, cancellationToken));
            }
        }
    }

    /// <summary>All operations of a block, operands before what uses them; the condition or result at its end is last.</summary>
    public ImmutableArray<IOperation> OperationsOf(BasicBlock block) => _operations[block.Ordinal];

    /// <summary>How control leaves a block: at most two edges, of which the conditional one is first.</summary>
    public static ImmutableArray<Edge> EdgesFrom(BasicBlock block)
    {
        if (block.FallThroughSuccessor is not { } otherwise)
        {
            return [];
        }

        return block.ConditionalSuccessor is { } conditional
            ? [
                new Edge(conditional, block.ConditionKind == ControlFlowConditionKind.WhenTrue),
                new Edge(otherwise, block.ConditionKind == ControlFlowConditionKind.WhenFalse),
            ]
            : [new Edge(otherwise, condition: null)];
    }

    /// <summary>The operations of all finally clauses that run on the way along <paramref name="edge"/>.</summary>
    public IEnumerable<IOperation> FinallyOperations(Edge edge)
    {
        foreach (ControlFlowRegion region in edge.Branch.FinallyRegions)
        {
            for (int i = region.FirstBlockOrdinal; i <= region.LastBlockOrdinal; i++)
            {
                foreach (IOperation operation in _operations[i])
                {
                    yield return operation;
                }
            }
        }
    }

    /// <summary>Whether an exception that is thrown in <paramref name="block"/> can be caught, or meets a finally, here.</summary>
    public static bool IsInTry(BasicBlock block)
    {
        for (ControlFlowRegion? region = block.EnclosingRegion; region is not null; region = region.EnclosingRegion)
        {
            if (region.Kind == ControlFlowRegionKind.Try)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether <paramref name="block"/> is the first of a catch, filter or finally: reached from anywhere in its try.</summary>
    public static bool IsHandlerEntry(BasicBlock block)
    {
        for (ControlFlowRegion? region = block.EnclosingRegion;
             region is not null && region.FirstBlockOrdinal == block.Ordinal;
             region = region.EnclosingRegion)
        {
            if (region.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.Filter or ControlFlowRegionKind.Finally
                or ControlFlowRegionKind.FilterAndHandler)
            {
                return true;
            }
        }

        return false;
    }

    private static ImmutableArray<IOperation> InOrder(BasicBlock block)
    {
        var operations = ImmutableArray.CreateBuilder<IOperation>();
        foreach (IOperation operation in block.Operations)
        {
            AddInOrder(operation, operations);
        }

        if (block.BranchValue is { } value)
        {
            AddInOrder(value, operations);
        }

        return operations.ToImmutable();
    }

    private static void AddInOrder(IOperation operation, ImmutableArray<IOperation>.Builder operations)
    {
        foreach (IOperation operand in operation.ChildOperations)
        {
            AddInOrder(operand, operations);
        }

        operations.Add(operation);
    }
}
