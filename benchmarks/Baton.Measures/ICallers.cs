namespace Baton.Measures;

/// <summary>A group of callers of one lock, from start to end of a run.</summary>
internal interface ICallers
{
    /// <summary>Those in the group.</summary>
    IReadOnlyList<Caller> Callers { get; }

    /// <summary>What they wrote down. Complete once they are gone.</summary>
    IEnumerable<WaitRecorder> Recorders { get; }

    /// <summary>Lets them loose.</summary>
    void Start();

    /// <summary>Waits until all have noticed that the run is over and left.</summary>
    /// <returns>How many are still there when the patience is at an end.</returns>
    int WaitUntilGone(TimeSpan patience);
}
