// What a torture run is made of. The defaults are locktorture's: twice as many threads as processors, mostly short holds,
// now and then a long one.

namespace Baton.Torture;

/// <summary>The parameters of one run.</summary>
internal sealed record TortureOptions
{
    /// <summary>The kind of lock, see <see cref="TortureLocks.Names"/>.</summary>
    public string Lock { get; init; } = "handoff";

    public int Threads { get; init; } = 2 * Environment.ProcessorCount;

    public int AsyncCallers { get; init; } = 2 * Environment.ProcessorCount;

    /// <summary>How many locks there are; torturers nest them in their order.</summary>
    public int Locks { get; init; } = 3;

    /// <summary>Threads that want the processors and no lock.</summary>
    public int BusyNeighbours { get; init; } = 1;

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Stop earlier when so many acquisitions have been made.</summary>
    public long AcquisitionsMax { get; init; } = long.MaxValue;

    /// <summary>How long everybody works, and then pauses, in turn; zero for no pauses.</summary>
    public TimeSpan Stutter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After how many operations, on average, a thread ends and another takes its place; zero for never.</summary>
    public int LifeSpan { get; init; } = 2_000;

    public TimeSpan StatInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long nobody may acquire anything before the run is called stalled.</summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Whether to count overtaking after each request for a handoff.</summary>
    public bool CountBypasses { get; init; }

    public int Seed { get; init; } = Environment.TickCount;
}
