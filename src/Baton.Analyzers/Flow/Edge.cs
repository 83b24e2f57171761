// One way out of a block.

using Microsoft.CodeAnalysis.FlowAnalysis;

namespace Baton.Analyzers.Flow;

internal readonly struct Edge(ControlFlowBranch branch, bool? condition)
{
    public ControlFlowBranch Branch { get; } = branch;

    /// <summary>What the block's condition must be for this edge to be taken; null if it has none.</summary>
    public bool? Condition { get; } = condition;

    /// <summary>The block that it leads to; null if it leaves by an exception, or ends a finally.</summary>
    public BasicBlock? Destination => Branch.Destination;

    public bool Throws => Branch.Semantics is ControlFlowBranchSemantics.Throw or ControlFlowBranchSemantics.Rethrow;
}
