namespace Baton.Torture;

/// <summary>The parameters of a game.</summary>
internal sealed record FootballOptions
{
    public int Workers { get; init; } = 2;

    /// <summary>How many locks there are in each chain of defenders.</summary>
    public int Locks { get; init; } = 2;

    public ProxyExecution ProxyExecution { get; init; }

    /// <summary>How often each fan storms the pitch before the game is over.</summary>
    public int Visits { get; init; } = 20;

    /// <summary>How long nothing may come of what was begun.</summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromSeconds(30);
}
