// What the analyzers know about Baton: which types are its mutexes and scopes, and which expressions make a new one.
//
// Types are recognised by what they are, so that new mutexes need no change here. A mutex derives from MutexCore. A scope is
// a type of Baton's assembly whose name ends in "Scope" and that can be disposed, or a LockSet, which is a scope of many
// mutexes; a ref struct is bound to a thread.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

internal sealed class BatonTypes
{
    private readonly INamedTypeSymbol _mutexCore;
    private readonly INamedTypeSymbol? _task;
    private readonly INamedTypeSymbol? _valueTask;

    private BatonTypes(INamedTypeSymbol mutexCore, Compilation compilation)
    {
        _mutexCore = mutexCore;
        _task = compilation.GetTypeByMetadataName("System.Threading.Tasks.Task`1");
        _valueTask = compilation.GetTypeByMetadataName("System.Threading.Tasks.ValueTask`1");
    }

    /// <summary>The types as <paramref name="compilation"/> sees them, or null if it does not reference Baton.</summary>
    public static BatonTypes? In(Compilation compilation) =>
        compilation.GetTypeByMetadataName("Baton.MutexCore") is { } mutexCore ? new BatonTypes(mutexCore, compilation) : null;

    public bool IsMutex(ITypeSymbol? type)
    {
        if (type is ITypeParameterSymbol parameter)
        {
            return parameter.ConstraintTypes.Any(IsMutex);
        }

        for (; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type, _mutexCore))
            {
                return true;
            }
        }

        return false;
    }

    public bool IsScope(ITypeSymbol? type) =>
        type is INamedTypeSymbol named
        && (named.Name.EndsWith("Scope", StringComparison.Ordinal) || named.Name == "LockSet")
        && IsOurs(named)
        && (named.GetMembers("Dispose").Length > 0 || named.GetMembers("DisposeAsync").Length > 0);

    /// <summary>Whether the scope must be disposed by the thread that entered.</summary>
    public bool IsThreadScope(ITypeSymbol? type) => type is { IsRefLikeType: true } && IsScope(type);

    /// <summary>Whether <paramref name="operation"/> enters and gives a scope that nobody else has.</summary>
    /// <remarks>A method of somebody else's that returns a scope may return one that it keeps, unless that is
    /// impossible.</remarks>
    public bool IsNewScope(IOperation operation) => operation switch
    {
        IInvocationOperation call => IsScope(call.Type) && (IsOurs(call.TargetMethod) || IsThreadScope(call.Type)),
        IAwaitOperation wait => IsScope(wait.Type) && (IsNewEntry(wait.Operation) || IsValueTaskLocal(wait.Operation)),
        _ => false,
    };

    /// <summary>Whether <paramref name="operation"/> begins to enter, and gives a task of a scope.</summary>
    public bool IsNewEntry(IOperation operation) =>
        operation is IInvocationOperation call
        && (IsWrapping(call)
            ? call.Instance is { } inner && IsNewEntry(inner)
            : IsValueTaskOfScope(call.Type) || (IsTaskOfScope(call.Type) && IsOurs(call.TargetMethod)));

    public bool IsValueTaskOfScope(ITypeSymbol? type) => IsConstructedFrom(_valueTask, type);

    /// <summary>The call that enters, inside the awaits and conversions to another kind of task.</summary>
    public static IOperation CallIn(IOperation operation) => operation switch
    {
        IAwaitOperation wait => CallIn(wait.Operation),
        IInvocationOperation { Instance: { } inner } call when IsWrapping(call) => CallIn(inner),
        _ => operation,
    };

    /// <summary>The name to call <paramref name="operation"/> by in a message.</summary>
    public static string NameOf(IOperation operation) => CallIn(operation) switch
    {
        IInvocationOperation call => call.TargetMethod.Name,
        { Syntax: var syntax } => syntax.ToString(),
    };

    public static IOperation WithoutConversions(IOperation operation)
    {
        while (operation is IConversionOperation conversion)
        {
            operation = conversion.Operand;
        }

        return operation;
    }

    private static bool IsWrapping(IInvocationOperation call) =>
        call.TargetMethod.Name is "ConfigureAwait" or "AsTask" or "Preserve"
        && call.TargetMethod.ContainingNamespace?.ToDisplayString() == "System.Threading.Tasks";

    private bool IsValueTaskLocal(IOperation operation) =>
        operation is ILocalReferenceOperation && IsValueTaskOfScope(operation.Type);

    private bool IsTaskOfScope(ITypeSymbol? type) => IsConstructedFrom(_task, type);

    private bool IsConstructedFrom(INamedTypeSymbol? generic, ITypeSymbol? type) =>
        generic is not null
        && type is INamedTypeSymbol { TypeArguments.Length: 1 } named
        && SymbolEqualityComparer.Default.Equals(named.OriginalDefinition, generic)
        && IsScope(named.TypeArguments[0]);

    private bool IsOurs(ISymbol symbol) =>
        SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, _mutexCore.ContainingAssembly);
}
