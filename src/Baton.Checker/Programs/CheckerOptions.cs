namespace Baton.Checker;

/// <summary>Which meaning of the declared memory orders a program is checked under.</summary>
public enum MemoryOrders
{
    /// <summary>As declared: what holds is portable to every implementation of them.</summary>
    Declared,

    /// <summary>As .NET implements them today: loads acquire, stores release, read-modify-writes do both.</summary>
    DotNet,
}

/// <summary>How far to look, and with what.</summary>
public sealed record CheckerOptions
{
    /// <summary>What the declared memory orders mean. Default: what they say.</summary>
    public MemoryOrders Orders { get; init; }

    /// <summary>How many steps a thread may take in one execution. An execution in which one takes more is cut short
    /// and counted, and the result says that it is not exhaustive. Default 500.</summary>
    public int StepsPerThreadMax { get; init; } = 500;

    /// <summary>Null to look at every execution. Else a random sample, which needs <see cref="ExecutionsMax"/> or
    /// <see cref="TimeMax"/>: for programs that have too many.</summary>
    public int? SampleSeed { get; init; }

    /// <summary>After how many executions to stop; null for no limit.</summary>
    public long? ExecutionsMax { get; init; }

    /// <summary>After what time to stop; null for no limit.</summary>
    public TimeSpan? TimeMax { get; init; }

    /// <summary>How many OS threads explore. Default: one per processor.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>When a failure is found, how many more executions to look at for one that is shorter to tell. Default 2000.</summary>
    public int ExecutionsForShorterTrace { get; init; } = 2000;

    /// <summary>When a failure is found under the declared orders, whether to check the program under .NET's too, for
    /// at most ten times as many executions as the failure took and at least 100,000. Default: yes.</summary>
    public bool AlsoOnDotNet { get; init; } = true;

    /// <summary>How often to report progress. Default: once a second.</summary>
    public TimeSpan ProgressEvery { get; init; } = TimeSpan.FromSeconds(1);

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Workers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(StepsPerThreadMax, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(StepsPerThreadMax, 8000);
        ArgumentOutOfRangeException.ThrowIfNegative(ExecutionsForShorterTrace);
        if (SampleSeed is not null && ExecutionsMax is null && TimeMax is null)
        {
            throw new ArgumentException("A sample never ends by itself: set ExecutionsMax or TimeMax too.");
        }

        if (ExecutionsMax is { } executions)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(executions, 1);
        }
    }
}
