// BATON002: scopes that are thrown away, and scopes that some path forgets.

using System.Collections.Immutable;
using Baton.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

/// <summary>Finds scopes that nobody disposes, or not on every path.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UndisposedScopeAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.UndisposedScope];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (BatonTypes.In(start.Compilation) is { } types)
            {
                start.RegisterOperationAction(
                    operation => AnalyzeThrownAway(operation, types),
                    OperationKind.ExpressionStatement,
                    OperationKind.SimpleAssignment,
                    OperationKind.PropertyReference);
                start.RegisterOperationBlockAction(block => AnalyzeLocals(block, types));
            }
        });
    }

    // `mutex.EnterScope();` and `_ = mutex.EnterScope();` and `if ((await mutex.TryEnterAsync(limit)).IsEntered)`
    private static void AnalyzeThrownAway(OperationAnalysisContext context, BatonTypes types)
    {
        IOperation? value = context.Operation switch
        {
            IExpressionStatementOperation statement => statement.Operation,
            ISimpleAssignmentOperation { Target: IDiscardOperation } assignment => assignment.Value,
            // Not as an argument: that is an assertion, of an attempt that is expected to fail.
            IPropertyReferenceOperation { Parent: not IArgumentOperation } property => property.Instance,
            _ => null,
        };
        if (value is not null
            && BatonTypes.WithoutConversions(value) is var scope
            && types.IsNewScope(scope)
            && !ExpectedFailure.IsAround(context.Operation))
        {
            bool fixable = context.Operation is not IPropertyReferenceOperation;
            Report(context.ReportDiagnostic, scope, "not kept", fixable);
        }
    }

    private static void AnalyzeLocals(OperationBlockAnalysisContext context, BatonTypes types)
    {
        foreach (AssignedLocal assigned in AssignedLocal.In(context, types.IsNewScope))
        {
            if (new LossSearch(assigned.Graph, assigned.Local).After(assigned.Assignment, assigned.Block) is { } loss)
            {
                Report(context.ReportDiagnostic, assigned.Value, loss.Describe("disposed"), loss.IsEverywhere);
            }
        }
    }

    private static void Report(Action<Diagnostic> report, IOperation scope, string what, bool fixable) =>
        report(Diagnostic.Create(
            Rules.UndisposedScope,
            scope.Syntax.GetLocation(),
            FixProperty.Set(fixable),
            BatonTypes.NameOf(scope),
            what));
}
