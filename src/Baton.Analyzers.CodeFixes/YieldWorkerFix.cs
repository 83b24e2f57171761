// BATON005: Thread.Sleep(t)  ->  await Task.Delay(t), and semaphore.Wait(…)  ->  await semaphore.WaitAsync(…)
//
// The other blocking calls throw or return something else than what would be awaited.

using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Baton.Analyzers;

/// <summary>Turns blocking calls that have an exact counterpart into awaits.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class YieldWorkerFix() : BatonCodeFix(Rules.BlockingFiber)
{
    private protected override Replacement? Fix(SyntaxNode node, Diagnostic diagnostic, SemanticModel model)
    {
        if (node is not InvocationExpressionSyntax call
            || !EnclosingFunction.MayAwait(node)
            || model.GetSymbolInfo(call).Symbol is not IMethodSymbol method)
        {
            return null;
        }

        ExpressionSyntax? task = (method.ContainingType.ToDisplayString(), call.Expression) switch
        {
            ("System.Threading.Thread", _) when method.Name == "Sleep" =>
                call.WithExpression(ParseExpression("System.Threading.Tasks.Task.Delay").WithAdditionalAnnotations(Simplifier.Annotation)),
            ("System.Threading.SemaphoreSlim", MemberAccessExpressionSyntax access) =>
                call.WithExpression(access.WithName(IdentifierName("WaitAsync"))),
            _ => null,
        };
        if (task is null)
        {
            return null;
        }

        ExpressionSyntax wait = AwaitExpression(
            Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(Space), task.WithoutTrivia()).WithTriviaFrom(call);
        return new Replacement(
            "Await instead of blocking",
            call,
            call.Parent is StatementSyntax or EqualsValueClauseSyntax ? wait : ParenthesizedExpression(wait));
    }
}
