// Is there a path on which the value of a local is never used again?
//
// The value is a scope to dispose, or a task to await. Any use but asking whether it is entered counts as taking care of it:
// returned, passed on, stored, disposed. A path on which nobody takes care loses it.
//
// A search over paths sees some that cannot happen, because conditions depend on each other:
//
//     if (early) { scope.Dispose(); done = true; }
//     …
//     if (!done) { scope.Dispose(); }
//
// Here the path past both is impossible, but says nothing of the kind. A rule that cries wolf is switched off, so a path
// counts only if it passes by at most one condition whose other side leads to a use (a detour). One condition cannot depend
// on another, and is enough to find what is commonly wrong: a return or throw before the use, or a use inside an if.
// `a && b` is one condition, although it is two branches. Where the value was assigned after its local was declared, already the assignment may depend on a condition; then only a
// path without any detour counts.
//
// Exceptions that calls may throw are not looked at: they would make everything but a using suspicious.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers.Flow;

internal sealed class LossSearch
{
    private const int DetoursMax = 1;

    private readonly FlowGraph _graph;
    private readonly ILocalSymbol _local;
    private readonly bool[] _mayUse;

    public LossSearch(FlowGraph graph, ILocalSymbol local)
    {
        _graph = graph;
        _local = local;
        _mayUse = BlocksThatMayUse();
    }

    private enum Fate
    {
        Kept,
        Used,
        Overwritten,
    }

    /// <summary>Looks for a path that loses what <paramref name="assignment"/>, in <paramref name="block"/>, has assigned.</summary>
    public Loss? After(ISimpleAssignmentOperation assignment, BasicBlock block)
    {
        bool declares = assignment.Target is ILocalReferenceOperation { IsDeclaration: true };
        int detoursMax = declares ? DetoursMax : 0;

        // By block and number of detours: has it been entered in this way before?
        var seen = new bool[_graph.Blocks.Length, DetoursMax + 1];
        Stack<(BasicBlock At, int From, int Detours, SyntaxNode? Condition, Loss Loss)> paths = new();
        int first = _graph.OperationsOf(block).IndexOf(assignment) + 1;
        paths.Push((block, first, 0, null, AnyUse() ? Loss.Somewhere : Loss.Everywhere));

        while (paths.Count > 0)
        {
            (BasicBlock at, int from, int detours, SyntaxNode? condition, Loss loss) = paths.Pop();
            switch (FateIn(at, from))
            {
                case Fate.Used:
                    continue;
                case Fate.Overwritten:
                    return loss;
            }

            foreach (Edge edge in FlowGraph.EdgesFrom(at))
            {
                if (EndsBecauseNotEntered(at, edge))
                {
                    continue;
                }

                bool isDetour = edge.Condition is not null && !Tests(at) && OtherSideMayUse(at, edge);
                SyntaxNode? passed = isDetour ? WholeCondition(at.BranchValue!) : condition;
                int sum = detours + (passed == condition ? 0 : 1);
                if (sum > detoursMax || IsUsedByFinally(edge))
                {
                    continue;
                }

                Loss here = isDetour ? Loss.If(at.BranchValue!, edge.Condition!.Value) : loss;
                if (edge.Throws ? !FlowGraph.IsInTry(at) : edge.Destination?.Kind == BasicBlockKind.Exit)
                {
                    return here;
                }

                if (edge.Destination is { } destination && !seen[destination.Ordinal, sum])
                {
                    seen[destination.Ordinal, sum] = true;
                    paths.Push((destination, 0, sum, passed, here));
                }
            }
        }

        return null;
    }

    private Fate FateIn(BasicBlock block, int first)
    {
        var operations = _graph.OperationsOf(block);
        for (int i = first; i < operations.Length; i++)
        {
            if (IsUse(operations[i]) || NeverReturns(operations[i]))
            {
                return Fate.Used;
            }

            if (operations[i] is ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } && IsLocal(target))
            {
                return Fate.Overwritten;
            }
        }

        return Fate.Kept;
    }

    private bool IsLocal(ILocalReferenceOperation reference) =>
        SymbolEqualityComparer.Default.Equals(reference.Local, _local);

    private bool IsUse(IOperation operation) =>
        operation is ILocalReferenceOperation reference
        && IsLocal(reference)
        && !(reference.Parent is ISimpleAssignmentOperation assignment && assignment.Target == reference)
        && !IsTest(reference.Parent);

    // `if (scope.IsEntered)`: a scope that is not entered need not be disposed.
    private bool Tests(BasicBlock block) =>
        block.BranchValue is { } value && IsTest(value) && ((IPropertyReferenceOperation)value).Instance is ILocalReferenceOperation of
        && IsLocal(of);

    private static bool IsTest(IOperation? operation) =>
        operation is IPropertyReferenceOperation { Property.Name: "IsEntered", Parent: null, Instance: ILocalReferenceOperation };

    private bool EndsBecauseNotEntered(BasicBlock block, Edge edge) => edge.Condition == false && Tests(block);

    private static SyntaxNode WholeCondition(IOperation part)
    {
        SyntaxNode whole = part.Syntax;
        while (whole.Parent is BinaryExpressionSyntax or ParenthesizedExpressionSyntax or PrefixUnaryExpressionSyntax)
        {
            whole = whole.Parent;
        }

        return whole;
    }

    private bool IsUsedByFinally(Edge edge) => _graph.FinallyOperations(edge).Any(IsUse);

    private static bool NeverReturns(IOperation operation) =>
        operation is IInvocationOperation call
        && call.TargetMethod.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "DoesNotReturnAttribute");

    private bool AnyUse() => _graph.Blocks.Any(block => _graph.OperationsOf(block).Any(IsUse));

    private bool OtherSideMayUse(BasicBlock block, Edge edge) =>
        FlowGraph.EdgesFrom(block).Any(other => other.Condition != edge.Condition && MayUse(other));

    private bool MayUse(Edge edge) =>
        (edge.Destination is { } destination && _mayUse[destination.Ordinal]) || IsUsedByFinally(edge);

    // Backwards from the uses, until nothing changes.
    private bool[] BlocksThatMayUse()
    {
        bool[] may = [.. _graph.Blocks.Select(block => _graph.OperationsOf(block).Any(IsUse))];
        bool changed;
        do
        {
            changed = false;
            foreach (BasicBlock block in _graph.Blocks.Reverse())
            {
                if (!may[block.Ordinal] && FlowGraph.EdgesFrom(block).Any(
                        edge => (edge.Destination is { } next && may[next.Ordinal]) || IsUsedByFinally(edge)))
                {
                    may[block.Ordinal] = true;
                    changed = true;
                }
            }
        }
        while (changed);
        return may;
    }
}
