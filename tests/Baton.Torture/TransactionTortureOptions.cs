namespace Baton.Torture;

/// <summary>The parameters of one run against transactions.</summary>
internal sealed record TransactionTortureOptions
{
    public int Threads { get; init; } = 2 * Environment.ProcessorCount;

    public int AsyncFlows { get; init; } = 2 * Environment.ProcessorCount;

    public int Fibers { get; init; } = 2 * Environment.ProcessorCount;

    public int Locks { get; init; } = 16;

    /// <summary>For each of the two algorithms.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan StatInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long nothing may happen before the run is called stalled.</summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromSeconds(20);

    public int Seed { get; init; } = Environment.TickCount;
}
