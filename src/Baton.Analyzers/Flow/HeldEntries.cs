// Entries that are certainly held at an await, and are exited after it.
//
// Both are needed to be sure. An entry counts as held only where it is on every path that leads there; and only if this
// method exits it later, without entering again first: otherwise some method that it calls may have exited it already.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers.Flow;

internal sealed class HeldEntries : CertainFacts
{
    private readonly BatonTypes _types;
    private readonly List<(IOperation Entry, LockPath Path)> _entries = [];

    private HeldEntries(FlowGraph graph, BatonTypes types)
        : base(graph)
    {
        _types = types;
        foreach (IOperation operation in Graph.Blocks.SelectMany(block => Graph.OperationsOf(block)))
        {
            if (_entries.Count < CountMax && EnteredBy(operation) is { } path)
            {
                _entries.Add((operation, path));
            }
        }
    }

    /// <summary>The entries of <paramref name="graph"/> that outlast an await or yield, each with the first of these.</summary>
    public static IEnumerable<(IOperation Entry, IOperation Pause)> AcrossPauses(FlowGraph graph, BatonTypes types)
    {
        HeldEntries held = new(graph, types);
        return held._entries.Count == 0 ? [] : held.AcrossPauses();
    }

    /// <summary>Whether <paramref name="operation"/> suspends the method: an await, also of a foreach or using, or a yield return.</summary>
    public static bool IsPause(IOperation operation) =>
        operation is IAwaitOperation or IReturnOperation { Kind: OperationKind.YieldReturn };

    protected override ulong After(IOperation operation, ulong facts)
    {
        for (int i = 0; i < _entries.Count; i++)
        {
            (IOperation entry, LockPath path) = _entries[i];
            if (Exits(operation, path) || Changes(operation, path))
            {
                facts &= ~(1UL << i);
            }

            if (operation == entry && !IsAttempt(operation))
            {
                facts |= 1UL << i;
            }
        }

        return facts;
    }

    protected override ulong Along(Edge edge, BasicBlock from, ulong facts)
    {
        // `if (mutex.TryEnter())`: the branch that is taken says whether the mutex is entered.
        int attempt = _entries.FindIndex(entry => entry.Entry == from.BranchValue && IsAttempt(entry.Entry));
        if (attempt >= 0 && edge.Condition == true)
        {
            facts |= 1UL << attempt;
        }

        foreach (IOperation operation in Graph.FinallyOperations(edge))
        {
            facts &= After(operation, facts);
        }

        return facts;
    }

    private IEnumerable<(IOperation Entry, IOperation Pause)> AcrossPauses()
    {
        var first = new IOperation?[_entries.Count];
        ulong[] before = Solve();
        foreach (BasicBlock block in Graph.Blocks.Where(static block => block.IsReachable))
        {
            ulong facts = before[block.Ordinal];
            var operations = Graph.OperationsOf(block);
            for (int at = 0; at < operations.Length; at++)
            {
                if (facts != 0 && IsPause(operations[at]))
                {
                    for (int i = 0; i < _entries.Count; i++)
                    {
                        if ((facts >> i & 1) != 0
                            && (first[i] is not { } other || other.Syntax.SpanStart > operations[at].Syntax.SpanStart)
                            && IsExitedAfter(block, at, _entries[i].Path))
                        {
                            first[i] = operations[at];
                        }
                    }
                }

                facts = After(operations[at], facts);
            }
        }

        return _entries.Zip(first, static (entry, pause) => (entry.Entry, pause!)).Where(static found => found.Item2 is not null);
    }

    // Forwards from the pause, past no other entry of the same mutex.
    private bool IsExitedAfter(BasicBlock block, int at, LockPath path)
    {
        var seen = new bool[Graph.Blocks.Length];
        Stack<(BasicBlock Block, int From)> paths = new([(block, at + 1)]);
        while (paths.Count > 0)
        {
            (BasicBlock here, int from) = paths.Pop();
            bool enters = false;
            foreach (IOperation operation in Graph.OperationsOf(here).Skip(from))
            {
                if (Exits(operation, path))
                {
                    return true;
                }

                enters |= EnteredBy(operation) is { } other && other.Equals(path);
                if (enters)
                {
                    break;
                }
            }

            if (enters)
            {
                continue;
            }

            foreach (Edge edge in FlowGraph.EdgesFrom(here))
            {
                if (Graph.FinallyOperations(edge).Any(operation => Exits(operation, path)))
                {
                    return true;
                }

                if (edge.Destination is { } next && !seen[next.Ordinal])
                {
                    seen[next.Ordinal] = true;
                    paths.Push((next, 0));
                }
            }
        }

        return false;
    }

    // The mutex that a call enters, or the local that is given a scope of a thread.
    private LockPath? EnteredBy(IOperation operation) => operation switch
    {
        IInvocationOperation call when IsEnterOrTryEnter(call.TargetMethod) => LockPath.Of(call.Instance),
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local.IsUsing: false } local } assignment
            when _types.IsThreadScope(assignment.Value.Type) && _types.IsNewScope(assignment.Value) => LockPath.Of(local),
        _ => null,
    };

    private bool IsEnterOrTryEnter(IMethodSymbol method) =>
        method is { Name: "Enter", ReturnsVoid: true } or { Name: "TryEnter", ReturnType.SpecialType: SpecialType.System_Boolean }
        && _types.IsMutex(method.ContainingType);

    private static bool IsAttempt(IOperation operation) => operation is IInvocationOperation { TargetMethod.Name: "TryEnter" };

    private static bool Exits(IOperation operation, LockPath path) =>
        operation is IInvocationOperation { TargetMethod.Name: "Exit" or "Dispose" } call
        && path.Equals(LockPath.Of(call.Instance));

    private static bool Changes(IOperation operation, LockPath path) => operation switch
    {
        ISimpleAssignmentOperation assignment => path.IsChangedBy(assignment.Target),
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => path.IsChangedBy(argument.Value),
        _ => false,
    };
}
