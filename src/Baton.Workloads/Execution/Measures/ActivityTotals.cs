namespace Baton.Workloads.Execution.Measures;

/// <summary>The sums of one thread's activity, or of several threads that run one after the other.</summary>
internal class ActivityTotals
{
    private readonly DurationRecorder _responses = new();
    private readonly DurationRecorder _periods = new();
    private readonly DurationRecorder _wakeUps = new();
    private readonly SlackRecorder _slack = new();
    private long _loopCount;
    private long _run;
    private long _configuredRun;

    /// <summary>An activation ended, at a moment, after so long.</summary>
    internal virtual void Responded(long nanoseconds, long now) => _responses.Record(nanoseconds);

    /// <summary>A thread runs again, so long after it was due.</summary>
    internal virtual void Woke(long nanoseconds, long now) => _wakeUps.Record(nanoseconds);

    /// <summary>A thread came to a timer with so much time left, negative when it was late.</summary>
    internal virtual void ReachedTimer(long slack, long now) => _slack.Record(slack);

    /// <summary>A round of a phase is over.</summary>
    internal void EndedRound(long period, long run, long configuredRun)
    {
        _periods.Record(period);
        _loopCount++;
        _run += run;
        _configuredRun += configuredRun;
    }

    /// <summary>Takes over what another has collected.</summary>
    internal void Add(ActivityTotals other)
    {
        _responses.Add(other._responses);
        _periods.Add(other._periods);
        _wakeUps.Add(other._wakeUps);
        _slack.Add(other._slack);
        _loopCount += other._loopCount;
        _run += other._run;
        _configuredRun += other._configuredRun;
    }

    internal TaskMeasure ToMeasure(string name, string task, string policy) => new()
    {
        Name = name,
        Task = task,
        Policy = policy,
        LoopCount = _loopCount,
        RunNanoseconds = _run,
        ConfiguredRunNanoseconds = _configuredRun,
        ResponseTime = _responses.ToDistribution(),
        Period = _periods.ToDistribution(),
        WakeUpLatency = _wakeUps.ToDistribution(),
        Slack = _slack.ToDistribution(),
        Rows = [],
        DroppedRowCount = 0,
        StuckAt = null,
    };
}
