// BATON004: using (mutex.EnterScope()) { … await … }  ->  using (await mutex.EnterAsync()) { … await … }
//
// Also for declarations. For pairs of Enter and Exit there is no fix: where the scope of the new entry ends is for people to
// say.

using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Baton.Analyzers;

/// <summary>Turns a thread's scope that outlasts an await into an async caller's.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class EnterAsyncFix() : BatonCodeFix(Rules.HeldAcrossAwait)
{
    private protected override Replacement? Fix(SyntaxNode node, Diagnostic diagnostic, SemanticModel model)
    {
        if (!FixProperty.IsSet(diagnostic)
            || node is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "EnterScope" } access } call
            || call.ArgumentList.Arguments.Count > 0
            || !HasEnterAsync(model.GetTypeInfo(access.Expression).Type)
            || !EnclosingFunction.MayAwait(node))
        {
            return null;
        }

        const string Title = "Enter with EnterAsync";
        ExpressionSyntax enter = AwaitExpression(
            Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(Space),
            call.WithExpression(access.WithName(IdentifierName("EnterAsync"))).WithoutTrivia()).WithTriviaFrom(call);
        return call.Parent switch
        {
            UsingStatementSyntax statement when statement.Expression == call => new Replacement(Title, call, enter),
            EqualsValueClauseSyntax { Parent.Parent: VariableDeclarationSyntax { Variables.Count: 1 } declaration } =>
                new Replacement(
                    Title,
                    declaration,
                    declaration.ReplaceNode(call, enter).WithType(IdentifierName("var").WithTriviaFrom(declaration.Type))),
            _ => null,
        };
    }

    private static bool HasEnterAsync(ITypeSymbol? type) =>
        type?.GetMembers("EnterAsync").OfType<IMethodSymbol>().Any(
            static method => method.Parameters.All(static parameter => parameter.IsOptional)) == true;
}
