// BATON001: lock (mutex), and the methods of Monitor with a mutex.

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

/// <summary>Finds uses of a mutex's monitor, which is another lock than the mutex.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MonitorOnMutexAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.MonitorOnMutex];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (BatonTypes.In(start.Compilation) is { } types)
            {
                INamedTypeSymbol? monitor = start.Compilation.GetTypeByMetadataName("System.Threading.Monitor");
                start.RegisterOperationAction(operation => AnalyzeLock(operation, types), OperationKind.Lock);
                start.RegisterOperationAction(operation => AnalyzeCall(operation, types, monitor), OperationKind.Invocation);
            }
        });
    }

    private static void AnalyzeLock(OperationAnalysisContext context, BatonTypes types) =>
        ReportIfMutex(context, types, ((ILockOperation)context.Operation).LockedValue, "'lock'");

    private static void AnalyzeCall(OperationAnalysisContext context, BatonTypes types, INamedTypeSymbol? monitor)
    {
        var call = (IInvocationOperation)context.Operation;
        if (SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, monitor))
        {
            // All methods of Monitor that take an object take it first, but arguments may be named and in any order.
            foreach (IArgumentOperation argument in call.Arguments)
            {
                ReportIfMutex(context, types, argument.Value, $"'Monitor.{call.TargetMethod.Name}'");
            }
        }
    }

    private static void ReportIfMutex(OperationAnalysisContext context, BatonTypes types, IOperation value, string what)
    {
        value = BatonTypes.WithoutConversions(value);
        if (types.IsMutex(value.Type))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Rules.MonitorOnMutex, value.Syntax.GetLocation(), what, value.Type!.Name));
        }
    }
}
