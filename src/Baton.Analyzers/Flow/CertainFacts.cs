// Which of up to 64 facts are certain where: they hold on whatever path control has come.
//
// Forwards through the graph, until nothing changes: a fact holds at the start of a block if it holds at the end of all that
// lead there. Nothing is certain at the start of a catch or finally, which may be entered from anywhere in the try.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace Baton.Analyzers.Flow;

internal abstract class CertainFacts(FlowGraph graph)
{
    public const int CountMax = 64;

    private const ulong All = ulong.MaxValue;

    protected FlowGraph Graph { get; } = graph;

    /// <summary>What is certain at the start of each block, by its number. Of blocks that are not reached: everything.</summary>
    protected ulong[] Solve()
    {
        ulong[] before = [.. Graph.Blocks.Select(static _ => All)];
        before[0] = 0;
        bool changed;
        do
        {
            changed = false;
            foreach (BasicBlock block in Graph.Blocks)
            {
                if (FlowGraph.IsHandlerEntry(block))
                {
                    changed |= Meet(before, block, 0);
                }

                ulong facts = before[block.Ordinal];
                foreach (IOperation operation in Graph.OperationsOf(block))
                {
                    facts = After(operation, facts);
                }

                foreach (Edge edge in FlowGraph.EdgesFrom(block))
                {
                    if (edge.Destination is { } destination)
                    {
                        changed |= Meet(before, destination, Along(edge, block, facts));
                    }
                }
            }
        }
        while (changed);
        return before;
    }

    /// <summary>What is certain after <paramref name="operation"/>.</summary>
    protected abstract ulong After(IOperation operation, ulong facts);

    /// <summary>What is certain at the end of <paramref name="edge"/>, which may pass finally clauses.</summary>
    protected abstract ulong Along(Edge edge, BasicBlock from, ulong facts);

    private static bool Meet(ulong[] before, BasicBlock block, ulong facts)
    {
        ulong met = before[block.Ordinal] & facts;
        bool changed = met != before[block.Ordinal];
        before[block.Ordinal] = met;
        return changed;
    }
}
