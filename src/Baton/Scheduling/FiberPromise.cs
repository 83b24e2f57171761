namespace Baton.Scheduling;

/// <summary>The task that says how a fiber ended, for fibers that somebody asked for it before the end.</summary>
/// <remarks>Its continuations never run inside the fiber that ends.</remarks>
internal abstract class FiberPromise
{
    /// <summary>What the asynchronous body returned, if it has been called and was not complete.</summary>
    public Task? Body { get; set; }

    /// <summary>Completes when the fiber ends.</summary>
    public abstract Task Task { get; }

    /// <summary>The fiber ends as <paramref name="final"/> did; the first of several calls counts.</summary>
    public abstract void Settle(Task final);
}

/// <summary>The promise of a fiber without a result.</summary>
internal sealed class PlainFiberPromise : FiberPromise
{
    private readonly TaskCompletionSource _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public override Task Task => _source.Task;

    /// <inheritdoc/>
    public override void Settle(Task final) => _source.TrySetFromTask(final);
}

/// <summary>The promise of a fiber with a result.</summary>
internal sealed class ResultFiberPromise<TResult> : FiberPromise
{
    private readonly TaskCompletionSource<TResult> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public override Task Task => _source.Task;

    /// <inheritdoc/>
    public override void Settle(Task final) => _source.TrySetFromTask((Task<TResult>)final);
}
