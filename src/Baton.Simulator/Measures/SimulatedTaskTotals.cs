using Baton.Workloads.Execution.Measures;

namespace Baton.Simulator.Measures;

/// <summary>The sums of all threads of a task: what OS threads are measured by too, and what only a simulation can see.</summary>
internal sealed class SimulatedTaskTotals : ActivityTotals
{
    private readonly SeriesRecorder _responses = new();
    private readonly SeriesRecorder _inversions = new();
    private readonly SeriesRecorder _slack = new();
    private readonly DurationRecorder _inversion = new();
    private readonly DurationRecorder _lag = new();

    /// <summary>A wait for a mutex was prolonged by so much by somebody who had no claim to the processor.</summary>
    public void Inverted(long nanoseconds, long now)
    {
        _inversion.Record(nanoseconds);
        _inversions.Add(now, nanoseconds);
    }

    /// <summary>A thread was runnable for a while, and had so much less or more than its share at the end of it.</summary>
    public void Lagged(long nanoseconds) => _lag.Record(Math.Abs(nanoseconds));

    /// <inheritdoc/>
    internal override void Responded(long nanoseconds, long now)
    {
        base.Responded(nanoseconds, now);
        _responses.Add(now, nanoseconds);
    }

    /// <inheritdoc/>
    internal override void ReachedTimer(long slack, long now)
    {
        base.ReachedTimer(slack, now);

        // The maximum is what a series keeps; of slack, the least is what counts.
        _slack.Add(now, -slack);
    }

    public SimulatedTaskMeasure ToMeasure(string task, string policy, int threads, long executed, long borrowed, long lent) => new()
    {
        Activity = base.ToMeasure(task, task, policy),
        ThreadCount = threads,
        Inversion = _inversion.ToDistribution(),
        InversionNanoseconds = (long)_inversion.Sum,
        ExecutedNanoseconds = executed,
        BorrowedNanoseconds = borrowed,
        LentNanoseconds = lent,
        FairnessLag = _lag.ToDistribution(),
        ResponseSeries = _responses.ToSeries(),
        InversionSeries = _inversions.ToSeries(),
        LatenessSeries = _slack.ToSeries(),
    };
}
