// What the fixes have in common: each replaces one node of the document, if it is certain what with.

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace Baton.Analyzers;

/// <summary>A fix that replaces one node.</summary>
public abstract class BatonCodeFix : CodeFixProvider
{
    private protected BatonCodeFix(params DiagnosticDescriptor[] rules) =>
        FixableDiagnosticIds = [.. rules.Select(static rule => rule.Id)];

    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; }

    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root
            || await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model)
        {
            return;
        }

        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            TextSpan span = diagnostic.Location.SourceSpan;
            if (Fix(root.FindNode(span, getInnermostNodeForTie: true), diagnostic, model) is { } fix)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        fix.Title,
                        _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(fix.Old, fix.New))),
                        equivalenceKey: GetType().Name),
                    diagnostic);
            }
        }
    }

    /// <summary>The replacement that mends <paramref name="diagnostic"/>, reported for <paramref name="node"/>, or null.</summary>
    private protected abstract Replacement? Fix(SyntaxNode node, Diagnostic diagnostic, SemanticModel model);
}
