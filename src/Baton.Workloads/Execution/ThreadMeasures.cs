// What one thread measures while it runs: response times, wake-up latencies, slack, and the row of each round.
//
// An activation begins when the thread was due: at a timer's expiry, at the end of a sleep, or when another thread woke it.
// It ends when the thread waits the next time. In between lie the wake-up latency, the work, and all waiting for mutexes and
// CPUs, which is what a response time is meant to show.

using Baton.Workloads.Execution.Measures;
using Baton.Workloads.Model;

namespace Baton.Workloads.Execution;

/// <summary>Written by its thread alone; read when the thread has ended. All moments are given by the caller, on whichever clock.</summary>
/// <param name="global">What the workload says about slack and logs.</param>
/// <param name="totals">Where durations are collected: the thread's own, or its task's.</param>
/// <param name="keepsRounds">Whether rows for the log are kept.</param>
internal sealed class ThreadMeasures(GlobalSettings global, ActivityTotals totals, bool keepsRounds = true)
{
    private readonly RoundLog? _log = keepsRounds ? new RoundLog(global.LogSize) : null;
    private long _runStartedAt;
    private long _activatedAt;
    private bool _hasWaited;

    // The round's columns, in nanoseconds.
    private long _roundStart;
    private long _roundRun;
    private long _roundConfiguredRun;
    private long _roundConfiguredPeriod;
    private long _roundSlack;
    private long _roundWakeUp;

    /// <summary>The first activation is now.</summary>
    internal void Begin(long runStartedAt, long now)
    {
        _runStartedAt = runStartedAt;
        _activatedAt = now;
    }

    internal void BeginRound(long now)
    {
        _roundStart = now;
        _roundRun = _roundConfiguredRun = _roundConfiguredPeriod = _roundSlack = _roundWakeUp = 0;
        _hasWaited = false;
    }

    internal void EndRound(double nanosecondsPerTurn, long now)
    {
        if (!_hasWaited)
        {
            // A round without waiting is one long activation.
            totals.Responded(now - _activatedAt, now);
            _activatedAt = now;
        }

        totals.EndedRound(now - _roundStart, _roundRun, _roundConfiguredRun);
        _log?.Add(new LogRow(
            Perf: (long)(_roundConfiguredRun / 1000 / nanosecondsPerTurn),
            Run: _roundRun / 1000,
            Period: (now - _roundStart) / 1000,
            Start: _roundStart / 1000,
            End: now / 1000,
            RelativeStart: (_roundStart - _runStartedAt) / 1000,
            Slack: _roundSlack / 1000,
            ConfiguredRun: _roundConfiguredRun / 1000,
            ConfiguredPeriod: _roundConfiguredPeriod / 1000,
            WakeUpLatency: _roundWakeUp / 1000));
    }

    internal void Worked(long nanoseconds, long configuredMicroseconds)
    {
        _roundRun += nanoseconds;
        _roundConfiguredRun += configuredMicroseconds * 1000;
    }

    /// <summary>The thread is about to wait for a time or for another thread.</summary>
    internal void Wait(long now)
    {
        totals.Responded(now - _activatedAt, now);
        _hasWaited = true;
    }

    /// <summary>The thread runs again after it was due at a moment.</summary>
    internal void Wake(long due, long now)
    {
        totals.Woke(now - due, now);
        _activatedAt = due;
    }

    /// <summary>The thread has come to a timer that expires, or has expired, at a moment.</summary>
    internal void ReachTimer(long expiry, long now, long periodMicroseconds)
    {
        long slack = expiry - now;
        totals.ReachedTimer(slack, now);
        _roundSlack = global.CumulativeSlack ? _roundSlack + slack : slack;
        _roundConfiguredPeriod += periodMicroseconds * 1000;
        Wait(now);
    }

    /// <summary>The thread runs again after a timer's expiry.</summary>
    internal void WakeByTimer(long expiry, long now)
    {
        _roundWakeUp += now - expiry;
        Wake(expiry, now);
    }

    /// <summary>The timer had expired before the thread came to it; a missed expiry voids the round's latencies, as in rt-app.</summary>
    internal void MissTimer(long activatedAt)
    {
        _roundWakeUp = 0;
        _activatedAt = activatedAt;
    }

    internal TaskMeasure ToMeasure(string name, string task, string policy) => totals.ToMeasure(name, task, policy) with
    {
        Rows = _log?.ToList() ?? [],
        DroppedRowCount = _log?.DroppedCount ?? 0,
    };
}
