namespace Baton.Workloads.Execution.Measures;

/// <summary>One round of a phase, with the columns of rt-app's log. All times are microseconds.</summary>
/// <param name="Perf">The work done, in thousands of turns of the calibrated loop.</param>
/// <param name="Run">How long run and runtime events took.</param>
/// <param name="Period">How long the round took.</param>
/// <param name="Start">When it began, on the monotonic clock.</param>
/// <param name="End">When it ended, on the same clock.</param>
/// <param name="RelativeStart">When it began, since the start of the workload.</param>
/// <param name="Slack">What was left of the last timer's period, negative when late; summed over timers if the file asks for it.</param>
/// <param name="ConfiguredRun">How long run and runtime events should take.</param>
/// <param name="ConfiguredPeriod">The sum of the timers' periods.</param>
/// <param name="WakeUpLatency">From timers' expiries to the thread's running again, summed.</param>
public readonly record struct LogRow(
    long Perf, long Run, long Period, long Start, long End, long RelativeStart, long Slack, long ConfiguredRun,
    long ConfiguredPeriod, long WakeUpLatency);
