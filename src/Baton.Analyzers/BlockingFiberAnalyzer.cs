// BATON005: blocking calls in what a fiber runs: a lambda, local function or method of the same type that is given to
// ProxyScheduler.Start.
//
// Methods of other types are not looked at. They could be, at the end of the compilation; but then nothing would show while
// one types. Nor are the methods that a fiber's body calls.

using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

/// <summary>Finds calls in fibers that block the worker.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BlockingFiberAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.BlockingFiber];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName("Baton.ProxyScheduler") is { } scheduler)
            {
                start.RegisterSymbolStartAction(type => AnalyzeType(type, scheduler), SymbolKind.NamedType);
            }
        });
    }

    private static void AnalyzeType(SymbolStartAnalysisContext context, INamedTypeSymbol scheduler)
    {
        ConcurrentDictionary<ISymbol, ImmutableArray<IOperation>> bodies = new(SymbolEqualityComparer.Default);
        ConcurrentDictionary<ISymbol, bool> fibers = new(SymbolEqualityComparer.Default);

        context.RegisterOperationBlockAction(member =>
        {
            bodies[member.OwningSymbol] = member.OperationBlocks;
            foreach (IOperation body in BodiesStartedIn(member.OperationBlocks, scheduler, fibers))
            {
                Report(member.ReportDiagnostic, body);
            }
        });

        context.RegisterSymbolEndAction(end =>
        {
            foreach (ISymbol fiber in fibers.Keys)
            {
                foreach (IOperation body in bodies.TryGetValue(fiber, out var found) ? found : [])
                {
                    Report(end.ReportDiagnostic, body);
                }
            }
        });
    }

    // Lambdas and local functions are here; methods are noted in `fibers`, for their bodies may not have been seen yet.
    private static IEnumerable<IOperation> BodiesStartedIn(
        ImmutableArray<IOperation> blocks, INamedTypeSymbol scheduler, ConcurrentDictionary<ISymbol, bool> fibers)
    {
        HashSet<ISymbol> localFunctions = new(SymbolEqualityComparer.Default);
        foreach (IDelegateCreationOperation body in blocks.SelectMany(block => DelegatesStartedIn(block, scheduler)))
        {
            switch (body.Target)
            {
                case IAnonymousFunctionOperation lambda:
                    yield return lambda.Body;
                    break;
                case IMethodReferenceOperation { Method.MethodKind: MethodKind.LocalFunction } function:
                    localFunctions.Add(function.Method.OriginalDefinition);
                    break;
                case IMethodReferenceOperation method:
                    fibers[method.Method.OriginalDefinition] = true;
                    break;
            }
        }

        foreach (ILocalFunctionOperation function in blocks.SelectMany(static block => block.Descendants())
                     .OfType<ILocalFunctionOperation>())
        {
            if (localFunctions.Contains(function.Symbol) && function.Body is { } body)
            {
                yield return body;
            }
        }
    }

    private static IEnumerable<IDelegateCreationOperation> DelegatesStartedIn(IOperation block, INamedTypeSymbol scheduler) =>
        block.Descendants()
            .OfType<IInvocationOperation>()
            .Where(call => call.TargetMethod.Name == "Start"
                && SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, scheduler))
            .SelectMany(static call => call.Arguments)
            .Select(static argument => BatonTypes.WithoutConversions(argument.Value))
            .OfType<IDelegateCreationOperation>();

    private static void Report(Action<Diagnostic> report, IOperation body)
    {
        foreach (BlockingCall call in BlockingCall.In(body))
        {
            report(Diagnostic.Create(Rules.BlockingFiber, call.Operation.Syntax.GetLocation(), call.Name, call.Advice));
        }
    }
}
