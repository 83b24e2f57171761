namespace Baton;

/// <summary>The scheduling classes, most urgent last.</summary>
public enum SchedulingPolicyKind
{
    /// <summary>Runs when nobody else wants to.</summary>
    Idle,

    /// <summary>A fair share of the time, by weight, in longer slices and without preempting others of its class.</summary>
    Batch,

    /// <summary>A fair share of the time, by weight.</summary>
    Normal,

    /// <summary>Before all of the above, by priority; within a priority in turns of one slice.</summary>
    RoundRobin,

    /// <summary>Before all of the above, by priority; within a priority first come, first served.</summary>
    Fifo,

    /// <summary>Before all others: so much time in every period, earliest deadline first.</summary>
    Deadline,
}

/// <summary>What a fiber is entitled to: with the meaning of Linux's <c>sched(7)</c>.</summary>
/// <example><code>
/// scheduler.Start(HandleTradeAsync, SchedulingPolicy.Fifo(50));
/// scheduler.Start(RebuildIndexAsync, SchedulingPolicy.Normal(nice: 10));
/// </code></example>
public readonly record struct SchedulingPolicy
{
    /// <summary>The lowest weight that <see cref="Normal"/> takes.</summary>
    public const int MaxNice = 19;

    /// <summary>The highest weight that <see cref="Normal"/> takes.</summary>
    public const int MinNice = -20;

    /// <summary>The highest priority of <see cref="Fifo"/> and <see cref="RoundRobin"/>; the lowest is 1.</summary>
    public const int MaxPriority = 99;

    private SchedulingPolicy(SchedulingPolicyKind kind, int nice, int priority, TimeSpan runtime, TimeSpan relativeDeadline, TimeSpan period)
    {
        _kindPlusNormal = (int)kind - (int)SchedulingPolicyKind.Normal;
        Nice = nice;
        Priority = priority;
        Runtime = runtime;
        RelativeDeadline = relativeDeadline;
        Period = period;
    }

    // Stored relative to Normal, so that the default value of this struct is Normal(0).
    private readonly int _kindPlusNormal;

    /// <summary>The class.</summary>
    public SchedulingPolicyKind Kind => (SchedulingPolicyKind)(_kindPlusNormal + (int)SchedulingPolicyKind.Normal);

    /// <summary>For <see cref="SchedulingPolicyKind.Normal"/> and <see cref="SchedulingPolicyKind.Batch"/>: −20 to 19;
    /// one less is about 25 % more weight. Otherwise 0.</summary>
    public int Nice { get; }

    /// <summary>For the real-time classes: 1 to 99, 99 the most urgent. Otherwise 0.</summary>
    public int Priority { get; }

    /// <summary>For <see cref="SchedulingPolicyKind.Deadline"/>: how long it may run in every period.</summary>
    public TimeSpan Runtime { get; }

    /// <summary>For <see cref="SchedulingPolicyKind.Deadline"/>: by when after the start of a period it has had its runtime.</summary>
    public TimeSpan RelativeDeadline { get; }

    /// <summary>For <see cref="SchedulingPolicyKind.Deadline"/>: the period.</summary>
    public TimeSpan Period { get; }

    /// <summary>A fair share of the time.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="nice"/> is not in −20 to 19.</exception>
    public static SchedulingPolicy Normal(int nice = 0) => new(SchedulingPolicyKind.Normal, CheckedNice(nice), 0, default, default, default);

    /// <summary>As <see cref="Normal"/>, for work that nobody waits for: it never preempts.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="nice"/> is not in −20 to 19.</exception>
    public static SchedulingPolicy Batch(int nice = 0) => new(SchedulingPolicyKind.Batch, CheckedNice(nice), 0, default, default, default);

    /// <summary>Runs when nobody else wants to.</summary>
    public static SchedulingPolicy Idle { get; } = new(SchedulingPolicyKind.Idle, 0, 0, default, default, default);

    /// <summary>Fixed priority; runs until it waits or yields.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="priority"/> is not in 1 to 99.</exception>
    public static SchedulingPolicy Fifo(int priority) => new(SchedulingPolicyKind.Fifo, 0, CheckedPriority(priority), default, default, default);

    /// <summary>Fixed priority; takes turns with others of the same.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="priority"/> is not in 1 to 99.</exception>
    public static SchedulingPolicy RoundRobin(int priority) => new(SchedulingPolicyKind.RoundRobin, 0, CheckedPriority(priority), default, default, default);

    /// <summary>
    /// <paramref name="runtime"/> of every <paramref name="period"/>, before <paramref name="deadline"/> of it has
    /// passed. A fiber that needs more waits for its next period.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 1 µs ≤ runtime ≤ deadline ≤ period ≤ 1 hour.</exception>
    public static SchedulingPolicy Deadline(TimeSpan runtime, TimeSpan deadline, TimeSpan period)
    {
        if (runtime < TimeSpan.FromMicroseconds(1) || runtime > deadline)
        {
            throw new ArgumentOutOfRangeException(nameof(runtime), runtime, "A deadline policy's runtime is at least 1 µs and at most its deadline.");
        }

        if (deadline > period)
        {
            throw new ArgumentOutOfRangeException(nameof(deadline), deadline, "A deadline policy's deadline is at most its period.");
        }

        if (period > TimeSpan.FromHours(1))
        {
            throw new ArgumentOutOfRangeException(nameof(period), period, "A deadline policy's period is at most an hour.");
        }

        return new(SchedulingPolicyKind.Deadline, 0, 0, runtime, deadline, period);
    }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        SchedulingPolicyKind.Normal => $"normal, nice {Nice}",
        SchedulingPolicyKind.Batch => $"batch, nice {Nice}",
        SchedulingPolicyKind.Idle => "idle",
        SchedulingPolicyKind.Fifo => $"fifo {Priority}",
        SchedulingPolicyKind.RoundRobin => $"round robin {Priority}",
        _ => $"deadline {Runtime.TotalMilliseconds:0.###}/{RelativeDeadline.TotalMilliseconds:0.###}/{Period.TotalMilliseconds:0.###} ms",
    };

    private static int CheckedNice(int nice) => nice is >= MinNice and <= MaxNice
        ? nice
        : throw new ArgumentOutOfRangeException(nameof(nice), nice, "A nice value is between -20 (much) and 19 (little).");

    private static int CheckedPriority(int priority) => priority is >= 1 and <= MaxPriority
        ? priority
        : throw new ArgumentOutOfRangeException(nameof(priority), priority, "A real-time priority is between 1 and 99.");
}
