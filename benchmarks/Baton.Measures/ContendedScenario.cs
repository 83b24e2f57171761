// A lock that many want: so many threads and asynchronous callers, each of which asks, holds, releases, thinks, and asks
// again for as long as the run lasts.

namespace Baton.Measures;

/// <summary>Who contends for the lock, and how.</summary>
public sealed record ContendedScenario
{
    /// <summary>Threads that take the lock and block on it.</summary>
    public int Threads { get; init; }

    /// <summary>Asynchronous callers on the thread pool.</summary>
    public int AsyncCallers { get; init; }

    /// <summary>How long the lock is held, as computation.</summary>
    public Nanoseconds Hold { get; init; }

    /// <summary>How long a caller computes between a release and the next request.</summary>
    public Nanoseconds Think { get; init; }

    /// <summary>Where an asynchronous caller awaits something besides the lock.</summary>
    public AwaitPlace Await { get; init; } = AwaitPlace.InsideSection;

    /// <summary>Whether an asynchronous caller passes a cancellation token (one each, never cancelled) to the lock.</summary>
    public bool WithToken { get; init; }

    /// <summary>How long acquisitions are counted.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the callers run before that, so that the runtime has compiled what it will.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromMilliseconds(300);
}

/// <summary>Where an asynchronous caller gives up its pool thread for a moment (<see cref="Task.Yield"/>).</summary>
public enum AwaitPlace
{
    /// <summary>While it holds the lock, as real sections do that await I/O.</summary>
    InsideSection,

    /// <summary>Between a release and the next request. The only choice for locks that belong to a thread.</summary>
    OutsideSection,
}
