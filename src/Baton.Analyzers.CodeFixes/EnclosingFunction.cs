// The function that a piece of source belongs to: may it await, and which names are taken in it.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Baton.Analyzers;

internal static class EnclosingFunction
{
    /// <summary>Whether an await may be put where <paramref name="node"/> is, without changing what its function returns.</summary>
    public static bool MayAwait(SyntaxNode node)
    {
        foreach (SyntaxNode around in node.Ancestors())
        {
            switch (around)
            {
                case LockStatementSyntax:
                case UnsafeStatementSyntax:
                    return false;
                case AnonymousFunctionExpressionSyntax lambda:
                    return lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword);
                case LocalFunctionStatementSyntax function:
                    return function.Modifiers.Any(SyntaxKind.AsyncKeyword);
                case MethodDeclarationSyntax method:
                    return method.Modifiers.Any(SyntaxKind.AsyncKeyword);
                case GlobalStatementSyntax:
                    return true;
                case MemberDeclarationSyntax:
                    return false;
            }
        }

        return false;
    }

    /// <summary>A name that nothing in the member around <paramref name="node"/> has.</summary>
    public static string FreeName(SyntaxNode node, string wish)
    {
        SyntaxNode member = node.Ancestors().First(static around => around is MemberDeclarationSyntax and not GlobalStatementSyntax
            or CompilationUnitSyntax);
        HashSet<string> taken = [.. member.DescendantTokens()
            .Where(static token => token.IsKind(SyntaxKind.IdentifierToken))
            .Select(static token => token.ValueText)];

        string name = wish;
        for (int i = 2; taken.Contains(name); i++)
        {
            name = wish + i;
        }

        return name;
    }
}
