// Mutants that nobody thought of: each memory order weakened by a step, each update dropped, each two neighbouring
// statements swapped, each condition negated, one at a time, in the files that hold the protocol.
//
// A mutant that no model notices is a line that nothing defends, or that does not matter. Which of the two it is, is
// written in Survivors.cs, one by one.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Baton.Models.Mutations;

/// <summary>What was done to the source.</summary>
public enum MutantKind
{
    /// <summary>A memory order is weaker by a step.</summary>
    WeakerOrder,

    /// <summary>A statement is gone.</summary>
    Dropped,

    /// <summary>Two neighbouring statements have changed places.</summary>
    Swapped,

    /// <summary>A condition means its opposite.</summary>
    Negated,
}

/// <summary>One mechanical change.</summary>
/// <param name="Kind">What was done.</param>
/// <param name="File">In which file.</param>
/// <param name="Line">In which line.</param>
/// <param name="Member">In which method.</param>
/// <param name="Before">What stood there.</param>
/// <param name="After">What stands there now.</param>
/// <param name="Source">The changed source.</param>
public sealed record MechanicalMutant(
    MutantKind Kind, string File, int Line, string Member, string Before, string After, MutantSource Source)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Line} {Member}: {Kind}: {Before}{(After.Length == 0 ? "" : $" => {After}")}";
}

/// <summary>Makes mechanical mutants.</summary>
public static class MechanicalMutants
{
    private static readonly string[] Files =
    [
        "OwnerWord.cs", "WaitList.cs", "Parker.cs", "ThreadWaiter.cs", "SpinQueue.cs",
        "MutexCore.cs", "MutexCore.Async.cs", "MutexCore.Patience.cs", "MutexCore.Donor.cs",
    ];

    // What only asserts, counts, or passes the time.
    private static readonly string[] Presentation = ["Invariant.", "AssertRing", "Tell", "Processor.Pause"];

    /// <summary>All of them, in the order of the source. Some do not compile.</summary>
    public static IEnumerable<MechanicalMutant> All()
    {
        foreach (string file in Files)
        {
            SyntaxNode root = MutantSource.Original.TreeOf(file).GetRoot();
            foreach (SyntaxNode node in root.DescendantNodes().Where(node => MemberOf(node) != nameof(ToString)))
            {
                foreach ((MutantKind kind, SyntaxNode changed, string before, string after) in ChangesOf(root, node))
                {
                    int line = node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
                    yield return new MechanicalMutant(
                        kind, file, line, MemberOf(node), before, after, MutantSource.Original.With(file, changed.ToFullString()));
                }
            }
        }
    }

    private static IEnumerable<(MutantKind Kind, SyntaxNode Root, string Before, string After)> ChangesOf(SyntaxNode root, SyntaxNode node)
    {
        switch (node)
        {
            case MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "MemoryOrder" } } order:
                foreach (string weaker in WeakerThan(order.Name.Identifier.Text))
                {
                    yield return Replace(MutantKind.WeakerOrder, order, SyntaxFactory.ParseExpression($"MemoryOrder.{weaker}"));
                }

                break;
            case IfStatementSyntax { Condition: var condition }:
                yield return Negate(condition);
                break;
            case WhileStatementSyntax { Condition: not LiteralExpressionSyntax } loop:
                yield return Negate(loop.Condition);
                break;
            case ConditionalExpressionSyntax { Condition: var condition }:
                yield return Negate(condition);
                break;
            case ExpressionStatementSyntax statement when IsProtocol(statement):
                (MutantKind, SyntaxNode Root, string Before, string) dropped = Replace(MutantKind.Dropped, statement, SyntaxFactory.EmptyStatement());
                yield return (MutantKind.Dropped, dropped.Root, dropped.Before, "");
                break;
            case BlockSyntax block:
                for (int i = 0; i + 1 < block.Statements.Count; i++)
                {
                    StatementSyntax first = block.Statements[i];
                    StatementSyntax second = block.Statements[i + 1];
                    if (IsProtocol(first) && IsProtocol(second))
                    {
                        SyntaxList<StatementSyntax> swapped = block.Statements.Replace(first, second.WithTriviaFrom(first));
                        swapped = swapped.Replace(swapped[i + 1], first.WithTriviaFrom(second));
                        yield return (MutantKind.Swapped, root.ReplaceNode(block, block.WithStatements(swapped)), OneLine(first), OneLine(second));
                    }
                }

                break;
        }

        (MutantKind, SyntaxNode, string, string) Replace(MutantKind kind, SyntaxNode old, SyntaxNode replacement) =>
            (kind, root.ReplaceNode(old, replacement.WithTriviaFrom(old)), OneLine(old), OneLine(replacement));

        (MutantKind, SyntaxNode, string, string) Negate(ExpressionSyntax condition) =>
            Replace(MutantKind.Negated, condition, SyntaxFactory.ParseExpression($"!({condition})"));
    }

    private static string[] WeakerThan(string order) => order switch
    {
        "AcquireRelease" => ["Acquire", "Release"],
        "Acquire" or "Release" => ["Relaxed"],
        _ => [],
    };

    private static bool IsProtocol(StatementSyntax statement)
    {
        string text = statement.ToString();
        return statement is ExpressionStatementSyntax or LocalDeclarationStatementSyntax
            && statement.DescendantNodes().Any(node =>
                node is InvocationExpressionSyntax or AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax })
            && !Presentation.Any(prefix => text.StartsWith(prefix, StringComparison.Ordinal));
    }

    private static string MemberOf(SyntaxNode node) =>
        node.Ancestors().OfType<MemberDeclarationSyntax>().FirstOrDefault() switch
        {
            MethodDeclarationSyntax method => method.Identifier.Text,
            PropertyDeclarationSyntax property => property.Identifier.Text,
            _ => "",
        };

    private static string OneLine(SyntaxNode node) => string.Join(' ', node.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
