namespace Baton.Simulator;

/// <summary>What becomes of the owner of a mutex that somebody more urgent waits for.</summary>
public enum OwnerSupport
{
    /// <summary>Nothing: it runs when its own turn comes.</summary>
    None,

    /// <summary>Classic inheritance: it is given the policy of the most urgent that waits for it, along the chain of locks.
    /// Among fair fibers nothing is inherited, as with Linux's PI mutexes.</summary>
    Inheritance,

    /// <summary>Proxy execution: it runs in the place of whoever waits for it, and that one pays.</summary>
    Proxy,
}

/// <summary>What kind of mutex the workload's mutexes are.</summary>
public enum LockKind
{
    /// <summary>Baton's <see cref="HandoffMutex"/> as it comes.</summary>
    Handoff,

    /// <summary>The same with <see cref="HandoffMode.Always"/>: whoever unlocks gives it to the next in line.</summary>
    Fifo,

    /// <summary>The same with <see cref="HandoffMode.Never"/>, and waiters that are only told to try again when it is
    /// free, as with most locks: whoever runs first takes it.</summary>
    Unfair,
}

/// <summary>How the machine is that a workload is simulated on, and what happens there.</summary>
public sealed record SimulationOptions
{
    /// <summary>The most processors that can be simulated.</summary>
    public const int ProcessorsMax = 4096;

    /// <summary>How many virtual processors there are, 1 to <see cref="ProcessorsMax"/>.</summary>
    public int Processors { get; init; } = 1;

    /// <summary>What becomes of owners that others wait for.</summary>
    public OwnerSupport Support { get; init; } = OwnerSupport.Proxy;

    /// <summary>What kind of mutex is used.</summary>
    public LockKind Lock { get; init; }

    /// <summary>Where all that is random comes from.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>How long to simulate, in place of the file's duration; null to do as the file says.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>What switching, waking and moving costs.</summary>
    public MachineCosts Costs { get; init; } = MachineCosts.Typical;

    /// <summary>What goes wrong, and how often.</summary>
    public FaultPlan Faults { get; init; } = FaultPlan.None;

    /// <summary>Whether all that happens is kept, for <see cref="SimulationResult.Trace"/>.</summary>
    public bool KeepsTrace { get; init; }

    /// <summary>Whether each thread's rounds are kept, for rt-app's logs.</summary>
    public bool KeepsRounds { get; init; }

    /// <summary>
    /// Those invariants whose check looks at every fiber are checked at every so many steps; 1 is every step. The others
    /// are checked at every step in any case. 0 checks nothing.
    /// </summary>
    public int CheckInterval { get; init; } = 1;
}

/// <summary>What things cost on a machine besides the work itself. All times are nanoseconds.</summary>
public sealed record MachineCosts
{
    /// <summary>A machine on which everything but work takes no time at all.</summary>
    public static MachineCosts Free { get; } = new();

    /// <summary>About what a server of 2025 takes.</summary>
    public static MachineCosts Typical { get; } = new() { Switch = 1_500, Wake = 3_000, Migration = 3_000 };

    /// <summary>From one fiber to another on the same processor.</summary>
    public long Switch { get; init; }

    /// <summary>From a wake to the reaction of another processor, or of one that was idle.</summary>
    public long Wake { get; init; }

    /// <summary>From a timer's expiry, or the end of a sleep, to the reaction of a processor that executes another fiber: one
    /// of these, each as likely; as long as a wake if there are none.</summary>
    public IReadOnlyList<long> TimersWhenBusy { get; init; } = [];

    /// <summary>The same where the processor was idle.</summary>
    public IReadOnlyList<long> TimersWhenIdle { get; init; } = [];

    /// <summary>What a fiber loses, besides the switch, when it goes on on another processor: its caches are cold.</summary>
    public long Migration { get; init; }

    /// <summary>Slices and budgets are looked at so often, as by a timer tick; 0: at the nanosecond.</summary>
    public long Tick { get; init; }

    /// <summary>How many bytes a processor writes to memory in a microsecond (<c>mem</c>).</summary>
    public long MemoryBytesPerMicrosecond { get; init; } = 10_000;

    /// <summary>How many bytes the device takes in a microsecond (<c>iorun</c>); the fiber sleeps meanwhile.</summary>
    public long DeviceBytesPerMicrosecond { get; init; } = 500;

    /// <summary>The mean time between interrupts on each processor; 0 for none.</summary>
    public long InterruptPeriod { get; init; }

    /// <summary>How long an interrupt keeps a processor.</summary>
    public long InterruptLength { get; init; }

    /// <summary>
    /// Instead of the two above: interruptions as they came somewhere, one after the other, so that bursts stay bursts. Each
    /// processor begins at a random place, and after the last comes the first.
    /// </summary>
    public IReadOnlyList<Interruption> Interruptions { get; init; } = [];

    /// <summary>How fast work is done, in percent of what the workload asks for.</summary>
    public int SpeedPercent { get; init; } = 100;

    /// <summary>The speed of single processors in percent of the first, by index; those beyond the end have <see cref="SpeedPercent"/>.</summary>
    public IReadOnlyList<int> SpeedPercents { get; init; } = [];
}

/// <summary>Something that kept a processor from its work. Both times are nanoseconds.</summary>
/// <param name="After">How long the processor was busy since the end of the one before.</param>
/// <param name="Length">How long it lasted.</param>
public readonly record struct Interruption(long After, long Length);

/// <summary>What goes wrong in a simulation. Each is a mean time in nanoseconds between two of its kind; 0 is never.</summary>
public sealed record FaultPlan
{
    /// <summary>Nothing goes wrong.</summary>
    public static FaultPlan None { get; } = new();

    /// <summary>Everything goes wrong, all the time: for hunting bugs.</summary>
    public static FaultPlan Rough { get; } = new()
    {
        Preemption = 300_000,
        SpuriousWake = 500_000,
        Cancellation = 700_000,
        OwnerSleep = 600_000,
        PolicyChange = 1_500_000,
        AffinityChange = 1_500_000,
        WakeDelayMax = 80_000,
    };

    /// <summary>A processor chooses anew though nothing asks it to.</summary>
    public long Preemption { get; init; }

    /// <summary>A sleeping fiber is woken for nothing.</summary>
    public long SpuriousWake { get; init; }

    /// <summary>A wait for a mutex is cancelled; the fiber tries again.</summary>
    public long Cancellation { get; init; }

    /// <summary>A running fiber sleeps for a while in the middle of its work, whatever it holds.</summary>
    public long OwnerSleep { get; init; }

    /// <summary>A fiber is given another policy.</summary>
    public long PolicyChange { get; init; }

    /// <summary>A fiber may run elsewhere.</summary>
    public long AffinityChange { get; init; }

    /// <summary>No period but a length: each wake comes up to so many nanoseconds late.</summary>
    public long WakeDelayMax { get; init; }

    /// <summary>Whether nothing goes wrong.</summary>
    public bool IsNone => this == None;
}
