// BATON001: lock (mutex) { … }  ->  using (mutex.EnterScope()) { … }
//
// For calls of Monitor's methods there is no fix: their pairs may be far apart.

using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Baton.Analyzers;

/// <summary>Turns a lock statement on a mutex into a using statement with its scope.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class LockToScopeFix() : BatonCodeFix(Rules.MonitorOnMutex)
{
    private protected override Replacement? Fix(SyntaxNode node, Diagnostic diagnostic, SemanticModel model)
    {
        if (node.FirstAncestorOrSelf<LockStatementSyntax>() is not { } statement
            || !statement.Expression.Span.Contains(node.Span)
            || node is not ExpressionSyntax mutex
            || !HasEnterScope(model.GetTypeInfo(mutex).Type))
        {
            return null;
        }

        ExpressionSyntax receiver = mutex is IdentifierNameSyntax or MemberAccessExpressionSyntax or ThisExpressionSyntax
            or InvocationExpressionSyntax or ElementAccessExpressionSyntax
            ? mutex.WithoutTrivia()
            : ParenthesizedExpression(mutex.WithoutTrivia());
        ExpressionSyntax enter = InvocationExpression(
            MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, receiver, IdentifierName("EnterScope")));
        UsingStatementSyntax scope = UsingStatement(
            statement.AttributeLists,
            awaitKeyword: default,
            Token(SyntaxKind.UsingKeyword).WithTriviaFrom(statement.LockKeyword),
            statement.OpenParenToken,
            declaration: null,
            enter.WithTriviaFrom(statement.Expression),
            statement.CloseParenToken,
            statement.Statement);
        return new Replacement("Enter the mutex: using (… .EnterScope())", statement, scope);
    }

    private static bool HasEnterScope(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.GetMembers("EnterScope").OfType<IMethodSymbol>().Any(static method => method.Parameters.IsEmpty))
            {
                return true;
            }
        }

        return false;
    }
}
