namespace Baton.Torture;

/// <summary>The parameters of one run against the scheduler.</summary>
internal sealed record FiberTortureOptions
{
    /// <summary>How many fibers live at a time.</summary>
    public int Fibers { get; init; } = 64;

    public int Workers { get; init; } = 3;

    /// <summary>So few that blocking is refused now and then.</summary>
    public int ThreadCountMax { get; init; } = 24;

    public int Locks { get; init; } = 3;

    public ProxyExecution ProxyExecution { get; init; }

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan StatInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long nothing may happen before the run is called stalled.</summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromSeconds(20);

    public int Seed { get; init; } = Environment.TickCount;
}
