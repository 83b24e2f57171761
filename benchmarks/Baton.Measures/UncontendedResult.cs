using Baton.Rivals;

namespace Baton.Measures;

/// <summary>How a caller takes the lock.</summary>
public enum Face
{
    /// <summary>As a thread.</summary>
    Thread,

    /// <summary>As an asynchronous caller.</summary>
    Async,

    /// <summary>As an asynchronous caller that passes a cancellation token.</summary>
    AsyncWithToken,
}

/// <summary>What a lock costs that nobody else wants.</summary>
/// <param name="Rival">The kind of lock.</param>
/// <param name="LoopTimes">The time of one acquire and release, once for each loop.</param>
/// <param name="AllocatedBytesPerOperation">Bytes that the calling thread allocated for an acquire and release.</param>
/// <param name="ObjectBytes">Size on the heap of a new lock, with all that it is made of.</param>
public sealed record UncontendedResult(
    Rival Rival, IReadOnlyList<Nanoseconds> LoopTimes, double AllocatedBytesPerOperation, int ObjectBytes)
{
    /// <summary>The median loop's time of an acquire and release.</summary>
    public Nanoseconds Median { get; } = new(Statistics.Median(LoopTimes.Select(time => time.Value)));
}
