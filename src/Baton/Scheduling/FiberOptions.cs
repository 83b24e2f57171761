namespace Baton;

/// <summary>What can be said about a fiber when it is started, besides its policy.</summary>
public sealed class FiberOptions
{
    /// <summary>What people call it, in diagnostics and exceptions. By default it is numbered.</summary>
    public string? Name { get; init; }

    /// <summary>The workers that may run it; all of them by default.</summary>
    public WorkerSet Affinity { get; init; } = WorkerSet.All;

    /// <summary>Cancels the fiber, as <see cref="Fiber.Cancel"/> does.</summary>
    public CancellationToken CancellationToken { get; init; }
}
