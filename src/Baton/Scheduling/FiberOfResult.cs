using System.Runtime.CompilerServices;
using Baton.Scheduling;
using Baton.Scheduling.Classes;
using Baton.Scheduling.Hosting;

namespace Baton;

/// <summary>A fiber that ends with a result. Awaiting it gives the result.</summary>
/// <typeparam name="TResult">What it ends with.</typeparam>
public sealed class Fiber<TResult> : Fiber
{
    internal Fiber(ThreadHost host, SchedulingEntity entity, Delegate body, FiberOptions? options)
        : base(host, entity, body, options)
    {
    }

    /// <summary>Completes when the fiber ends, with its result, its exception, or as cancelled.</summary>
    public new Task<TResult> Completion => (Task<TResult>)base.Completion;

    /// <summary>Lets the fiber be awaited.</summary>
    public new TaskAwaiter<TResult> GetAwaiter() => Completion.GetAwaiter();

    /// <summary>Lets the fiber be awaited, and says whether to come back to the present context.</summary>
    public new ConfiguredTaskAwaitable<TResult> ConfigureAwait(bool continueOnCapturedContext) =>
        Completion.ConfigureAwait(continueOnCapturedContext);

    private protected override FiberPromise NewPromise() => new ResultFiberPromise<TResult>();

    internal override Task? Call(Delegate body) => body switch
    {
        Func<Task<TResult>> asynchronous => asynchronous(),
        Func<CancellationToken, Task<TResult>> cancellable => cancellable(CancellationToken),
        Func<TResult> synchronous => Task.FromResult(synchronous()),
        _ => Task.FromResult(((Func<CancellationToken, TResult>)body)(CancellationToken)),
    };

    private protected override Task Failed(Exception exception)
    {
        var source = new TaskCompletionSource<TResult>();
        if (exception is OperationCanceledException canceled)
        {
            source.SetCanceled(canceled.CancellationToken);
        }
        else
        {
            source.SetException(exception);
        }

        return source.Task;
    }
}
