// BATON002 and BATON003: what was thrown away, or kept and forgotten, becomes a using declaration.
//
//     mutex.EnterScope();                     ->  using var scope = mutex.EnterScope();
//     var entered = mutex.EnterScope();       ->  using var entered = mutex.EnterScope();
//     mutex.EnterAsync(token);                ->  using var scope = await mutex.EnterAsync(token);
//
// The scope then lasts to the end of the block, which is as far as somebody can have meant who did not say where it ends.

using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Baton.Analyzers;

/// <summary>Makes a scope that is never disposed a using declaration, and awaits it if that is missing, too.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class KeepScopeFix() : BatonCodeFix(Rules.UndisposedScope, Rules.UnawaitedEntry)
{
    /// <inheritdoc/>
    /// <remarks>None: fixes that are made at the same time would give their scopes the same name.</remarks>
    public override FixAllProvider? GetFixAllProvider() => null;

    private protected override Replacement? Fix(SyntaxNode node, Diagnostic diagnostic, SemanticModel model)
    {
        bool awaits = diagnostic.Id == Rules.UnawaitedEntry.Id;
        if (!FixProperty.IsSet(diagnostic)
            || node is not ExpressionSyntax value
            || node.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax or GlobalStatementSyntax } statement
            || (awaits && !EnclosingFunction.MayAwait(node)))
        {
            return null;
        }

        ExpressionSyntax scope = awaits ? AwaitOf(value) : value.WithoutTrivia();
        string title = awaits ? "Await it, and dispose the scope: using var …" : "Dispose it: using var …";
        return statement switch
        {
            ExpressionStatementSyntax thrownAway when IsWhole(thrownAway.Expression, value) =>
                new Replacement(title, statement, Declare(thrownAway, scope)),
            LocalDeclarationStatementSyntax { Declaration.Variables.Count: 1 } declared
                when declared.Declaration.Variables[0].Initializer?.Value == value =>
                new Replacement(title, statement, Keep(declared, value, scope, awaits)),
            _ => null,
        };
    }

    // The value is all there is to the statement: `value;` or `_ = value;`.
    private static bool IsWhole(ExpressionSyntax expression, ExpressionSyntax value) =>
        expression == value
        || (expression is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.Text: "_" } } assignment
            && assignment.Right == value);

    private static LocalDeclarationStatementSyntax Declare(ExpressionStatementSyntax statement, ExpressionSyntax scope)
    {
        VariableDeclaratorSyntax variable = VariableDeclarator(EnclosingFunction.FreeName(statement, "scope"))
            .WithInitializer(EqualsValueClause(scope));
        return LocalDeclarationStatement(VariableDeclaration(IdentifierName("var"), SingletonSeparatedList(variable)))
            .NormalizeWhitespace()
            .WithUsingKeyword(UsingKeyword())
            .WithTriviaFrom(statement);
    }

    private static LocalDeclarationStatementSyntax Keep(
        LocalDeclarationStatementSyntax statement, ExpressionSyntax value, ExpressionSyntax scope, bool awaits)
    {
        SyntaxTriviaList leading = statement.GetLeadingTrivia();
        LocalDeclarationStatementSyntax kept = statement.ReplaceNode(value, scope.WithTriviaFrom(value));
        if (awaits)
        {
            TypeSyntax type = kept.Declaration.Type;
            kept = kept.WithDeclaration(kept.Declaration.WithType(IdentifierName("var").WithTriviaFrom(type)));
        }

        return kept.WithoutLeadingTrivia().WithUsingKeyword(UsingKeyword()).WithLeadingTrivia(leading);
    }

    private static SyntaxToken UsingKeyword() => Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(Space);

    private static AwaitExpressionSyntax AwaitOf(ExpressionSyntax value) =>
        AwaitExpression(Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(Space), value.WithoutTrivia());
}
