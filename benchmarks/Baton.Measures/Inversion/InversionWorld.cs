namespace Baton.Measures.Inversion;

/// <summary>Who deserves to run more.</summary>
public enum Importance
{
    /// <summary>The batch job.</summary>
    Batch,

    /// <summary>The flood.</summary>
    Medium,

    /// <summary>The urgent request.</summary>
    Urgent,
}

/// <summary>A way to run work of different importance that shares a lock: a scheduler and the lock that goes with it.</summary>
public abstract class InversionWorld : IAsyncDisposable
{
    /// <summary>Starts work that may await; the result ends with it.</summary>
    public abstract Task Start(Importance importance, Func<Task> body);

    /// <summary>Does something while owning the lock.</summary>
    public abstract Task Locked(Func<Task> section);

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

/// <summary>The worlds that are compared.</summary>
/// <param name="Key">Its name on the command line.</param>
/// <param name="Name">Its name in reports.</param>
/// <param name="Create">Makes one with this many workers.</param>
public sealed record InversionWorldKind(string Key, string Name, Func<int, InversionWorld> Create)
{
    /// <summary>All of them: what .NET programmers have today, then Baton.</summary>
    public static IReadOnlyList<InversionWorldKind> All { get; } =
    [
        new("pool", "thread pool, SemaphoreSlim", _ => new PoolWorld()),
        new("strict", "strict priority TaskScheduler, SemaphoreSlim", workers => new StrictPriorityWorld(workers)),
        new("off", "Baton, proxy execution off", workers => new BatonWorld(workers, ProxyExecution.Off)),
        new("on", "Baton, proxy execution on", workers => new BatonWorld(workers, ProxyExecution.On)),
    ];

    /// <inheritdoc/>
    public override string ToString() => Key;
}
