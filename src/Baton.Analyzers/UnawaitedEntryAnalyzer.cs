// BATON003: async entries that nobody awaits, that are awaited twice, or whose result is taken before it is there.

using System.Collections.Immutable;
using Baton.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

/// <summary>Finds async entries that are not awaited, or more than once.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnawaitedEntryAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.UnawaitedEntry];

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
                    OperationKind.SimpleAssignment);
                start.RegisterOperationAction(
                    operation => AnalyzeResult(operation, types), OperationKind.PropertyReference, OperationKind.Invocation);
                start.RegisterOperationBlockAction(block => AnalyzeLocals(block, types));
            }
        });
    }

    // `mutex.EnterAsync();` and `_ = mutex.EnterAsync();`
    private static void AnalyzeThrownAway(OperationAnalysisContext context, BatonTypes types)
    {
        IOperation? value = context.Operation switch
        {
            IExpressionStatementOperation statement => statement.Operation,
            ISimpleAssignmentOperation { Target: IDiscardOperation } assignment => assignment.Value,
            _ => null,
        };
        if (value is not null && BatonTypes.WithoutConversions(value) is var entry && types.IsNewEntry(entry))
        {
            Report(context.ReportDiagnostic, entry, "never awaited, so the mutex is entered and stays so", fixable: true);
        }
    }

    // `mutex.EnterAsync().Result` and `mutex.EnterAsync().GetAwaiter().GetResult()`. A Task blocks, a ValueTask need not.
    private static void AnalyzeResult(OperationAnalysisContext context, BatonTypes types)
    {
        IOperation? task = context.Operation switch
        {
            IPropertyReferenceOperation { Property.Name: "Result" } result => result.Instance,
            IInvocationOperation { TargetMethod.Name: "GetResult", Instance: IInvocationOperation awaiter }
                when awaiter.TargetMethod.Name == "GetAwaiter" => awaiter.Instance,
            _ => null,
        };
        if (task is not null && types.IsNewEntry(task) && types.IsValueTaskOfScope(WithoutConfigureAwait(task).Type))
        {
            Report(
                context.ReportDiagnostic,
                task,
                "a ValueTask, whose result is not there before it has completed; await it, or enter with EnterScope",
                fixable: false);
        }
    }

    private static IOperation WithoutConfigureAwait(IOperation task) =>
        task is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } instance } ? instance : task;

    private static void AnalyzeLocals(OperationBlockAnalysisContext context, BatonTypes types)
    {
        HashSet<ISymbol> asked = new(SymbolEqualityComparer.Default);
        foreach (AssignedLocal assigned in AssignedLocal.In(context, types.IsNewEntry))
        {
            if (new LossSearch(assigned.Graph, assigned.Local).After(assigned.Assignment, assigned.Block) is { } loss)
            {
                string what = $"{loss.Describe("awaited")}, so the mutex is entered and stays so";
                Report(context.ReportDiagnostic, assigned.Value, what, loss.IsEverywhere);
            }

            if (types.IsValueTaskOfScope(assigned.Local.Type)
                && asked.Add(assigned.Local)
                && RepeatedAwait.Of(assigned.Local, assigned.Graph) is { } again)
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    Rules.UnawaitedEntry,
                    again.Syntax.GetLocation(),
                    BatonTypes.NameOf(assigned.Value),
                    "awaited again; a ValueTask gives its result once"));
            }
        }
    }

    private static void Report(Action<Diagnostic> report, IOperation entry, string what, bool fixable) =>
        report(Diagnostic.Create(
            Rules.UnawaitedEntry, entry.Syntax.GetLocation(), FixProperty.Set(fixable), BatonTypes.NameOf(entry), what));
}
