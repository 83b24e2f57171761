// BATON004: a thread's entry that is still held when the method is suspended.
//
// The compiler refuses scopes of threads that outlast an await (CS4007), but only when it generates code, which an editor
// does not. It knows nothing of Enter and Exit.

using System.Collections.Immutable;
using Baton.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

/// <summary>Finds entries that belong to a thread and are held across an await or a yield return.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HeldAcrossAwaitAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.HeldAcrossAwait];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (BatonTypes.In(start.Compilation) is { } types)
            {
                start.RegisterOperationAction(operation => AnalyzeUsing(operation, types), OperationKind.Using);
                start.RegisterOperationAction(
                    operation => AnalyzeUsingDeclaration(operation, types), OperationKind.UsingDeclaration);
                start.RegisterOperationBlockAction(block => AnalyzeFlow(block, types));
            }
        });
    }

    private static void AnalyzeUsing(OperationAnalysisContext context, BatonTypes types)
    {
        var statement = (IUsingOperation)context.Operation;
        AnalyzeExtent(context, types, statement.Resources, [statement.Body]);
    }

    private static void AnalyzeUsingDeclaration(OperationAnalysisContext context, BatonTypes types)
    {
        var declaration = (IUsingDeclarationOperation)context.Operation;
        if (declaration.Parent is IBlockOperation block)
        {
            AnalyzeExtent(
                context,
                types,
                declaration.DeclarationGroup,
                block.Operations.SkipWhile(operation => operation != declaration).Skip(1));
        }
    }

    private static void AnalyzeExtent(
        OperationAnalysisContext context, BatonTypes types, IOperation resources, IEnumerable<IOperation> extent)
    {
        IOperation? scope = resources.DescendantsAndSelf().FirstOrDefault(
            operation => types.IsThreadScope(operation.Type) && types.IsNewScope(operation));
        if (scope is IInvocationOperation { Instance: { } mutex }
            && extent.SelectMany(BodyOfSameFunction.Operations).FirstOrDefault(Pauses) is { } pause)
        {
            Report(context.ReportDiagnostic, scope, mutex, pause);
        }
    }

    private static void AnalyzeFlow(OperationBlockAnalysisContext context, BatonTypes types)
    {
        foreach (IOperation member in context.OperationBlocks)
        {
            if (!member.Descendants().Any(Pauses)
                || !member.Descendants().Any(operation => IsEntry(operation, types)))
            {
                continue;
            }

            foreach (FlowGraph graph in FlowGraph.AllIn(context.GetControlFlowGraph(member), context.CancellationToken))
            {
                foreach ((IOperation entry, IOperation pause) in HeldEntries.AcrossPauses(graph, types))
                {
                    var call = (IInvocationOperation)(entry is ISimpleAssignmentOperation assignment ? assignment.Value : entry);
                    Report(context.ReportDiagnostic, call, call.Instance!, pause);
                }
            }
        }
    }

    private static bool IsEntry(IOperation operation, BatonTypes types) =>
        operation is IInvocationOperation { TargetMethod.Name: "Enter" or "TryEnter" or "EnterScope" } call
        && types.IsMutex(call.TargetMethod.ContainingType);

    // As in the source: an asynchronous foreach or using awaits without saying so in an operation of its own.
    private static bool Pauses(IOperation operation) =>
        HeldEntries.IsPause(operation)
        || operation is IForEachLoopOperation { IsAsynchronous: true } or IUsingOperation { IsAsynchronous: true }
            or IUsingDeclarationOperation { IsAsynchronous: true };

    private static void Report(Action<Diagnostic> report, IOperation entry, IOperation mutex, IOperation pause)
    {
        bool isAwait = pause is not IReturnOperation;
        int line = pause.Syntax.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
        report(Diagnostic.Create(
            Rules.HeldAcrossAwait,
            entry.Syntax.GetLocation(),
            additionalLocations: [pause.Syntax.GetLocation()],
            properties: FixProperty.Set(isAwait),
            mutex.Syntax.ToString(),
            isAwait ? "await" : "yield return",
            line));
    }
}
