// One thread that wants the lock all the time, and others that want it now and then: the starvation that users report
// most (dotnet/runtime#5600). The hog releases and re-takes at once, so a woken victim nearly always finds the lock taken.

namespace Baton.Measures;

/// <summary>A hog and its victims.</summary>
public sealed record HogScenario
{
    /// <summary>How long the hog holds the lock each time, as computation.</summary>
    public required Nanoseconds Hold { get; init; }

    /// <summary>Threads that ask now and then.</summary>
    public int Victims { get; init; } = 1;

    /// <summary>How long a victim sleeps between a release and its next request.</summary>
    public TimeSpan VictimPause { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How long acquisitions are counted.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long the hog runs before that.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromMilliseconds(200);
}
