// A call that blocks the thread it runs on, and what to call instead.
//
// Some members block only if they have to: Task.Wait and Task.Result of a task that has completed do not. They count where
// the task cannot have been awaited before: it is the result of a call, or a local that is used for nothing but blocking.

using Baton.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

internal sealed class BlockingCall
{
    private BlockingCall(IOperation operation, string name, string advice)
    {
        Operation = operation;
        Name = name;
        Advice = advice;
    }

    public IOperation Operation { get; }

    public string Name { get; }

    public string Advice { get; }

    /// <summary>All that <paramref name="body"/> calls itself, without the functions in it.</summary>
    public static IEnumerable<BlockingCall> In(IOperation body)
    {
        List<IOperation> operations = [.. BodyOfSameFunction.Operations(body)];
        foreach (IOperation operation in operations)
        {
            if ((OfThread(operation) ?? OfTask(operation, operations)) is { } call)
            {
                yield return call;
            }
        }
    }

    private static BlockingCall? OfThread(IOperation operation)
    {
        if (operation is not IInvocationOperation call || IsWithoutWait(call))
        {
            return null;
        }

        string type = call.TargetMethod.ContainingType.ToDisplayString();
        string name = $"{call.TargetMethod.ContainingType.Name}.{call.TargetMethod.Name}";
        return (type, call.TargetMethod.Name) switch
        {
            ("System.Threading.Thread", "Sleep") => new(call, name, "await Task.Delay"),
            ("System.Threading.Thread", "Join") => new(call, name, "let the thread complete a task, and await that"),
            ("System.Threading.SemaphoreSlim", "Wait") => new(call, name, "await WaitAsync"),
            ("System.Threading.Tasks.Task", "WaitAll") => new(call, name, "await Task.WhenAll"),
            ("System.Threading.Tasks.Task", "WaitAny") => new(call, name, "await Task.WhenAny"),
            ("System.Threading.ManualResetEventSlim", "Wait")
                or ("System.Threading.CountdownEvent", "Wait")
                or ("System.Threading.Barrier", "SignalAndWait")
                or ("System.Threading.WaitHandle", "WaitOne" or "WaitAll" or "WaitAny" or "SignalAndWait") =>
                new(call, name, "await a task that is completed where it is signalled"),
            _ => null,
        };
    }

    private static BlockingCall? OfTask(IOperation operation, List<IOperation> operations)
    {
        (IOperation? task, string member) = operation switch
        {
            IInvocationOperation { TargetMethod: { Name: "Wait", IsStatic: false } } call when IsOfTasks(call.TargetMethod)
                && !IsWithoutWait(call) => (call.Instance, "Wait"),
            IInvocationOperation { TargetMethod.Name: "GetResult", Instance: IInvocationOperation { TargetMethod.Name: "GetAwaiter" } awaiter }
                when IsOfTasks(awaiter.TargetMethod) => (awaiter.Instance, "GetAwaiter().GetResult"),
            IPropertyReferenceOperation { Property.Name: "Result" } result when IsOfTasks(result.Property) =>
                (result.Instance, "Result"),
            _ => (null, ""),
        };
        return task is not null && IsPendingFor(task, operations)
            ? new BlockingCall(operation, member, "await the task")
            : null;
    }

    private static bool IsOfTasks(ISymbol member) =>
        member.ContainingType.ContainingNamespace.ToDisplayString() is "System.Threading.Tasks" or "System.Runtime.CompilerServices";

    private static bool IsPendingFor(IOperation task, List<IOperation> operations)
    {
        switch (BatonTypes.CallIn(task))
        {
            case IInvocationOperation:
                return true;
            case ILocalReferenceOperation local:
                return operations.Any(operation => Declares(operation, local.Local))
                    && operations[0].Descendants().OfType<ILocalReferenceOperation>()
                        .Where(reference => SymbolEqualityComparer.Default.Equals(reference.Local, local.Local))
                        .All(IsBlockedOn);
            default:
                return false;
        }
    }

    private static bool Declares(IOperation operation, ILocalSymbol local) =>
        operation is IVariableDeclaratorOperation declarator
        && SymbolEqualityComparer.Default.Equals(declarator.Symbol, local)
        && declarator.Initializer is { } initializer
        && BatonTypes.WithoutConversions(initializer.Value) is IInvocationOperation;

    private static bool IsBlockedOn(IOperation task) => task.Parent switch
    {
        IInvocationOperation { TargetMethod.Name: "Wait" or "GetAwaiter" } => true,
        IInvocationOperation { TargetMethod.Name: "AsTask" or "ConfigureAwait" } call => IsBlockedOn(call),
        IPropertyReferenceOperation { Property.Name: "Result" } => true,
        _ => false,
    };

    // With a limit of zero a wait only asks.
    private static bool IsWithoutWait(IInvocationOperation call) => call.Arguments.Any(
        static argument => argument.Value.ConstantValue is { HasValue: true, Value: 0 }
            || BatonTypes.WithoutConversions(argument.Value) is IFieldReferenceOperation { Field: { Name: "Zero", ContainingType.Name: "TimeSpan" } });
}
