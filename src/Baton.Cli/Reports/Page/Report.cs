// What a report page shows: one or several runs of a workload, simulated or real. A run that knows less (nobody watched the
// scheduler, say) leaves the rest empty, and the page leaves it out.

using Baton.Timelines;
using Baton.Workloads.Execution.Measures;

namespace Baton.Cli.Reports.Page;

/// <summary>A report on one workload.</summary>
/// <param name="Title">The workload.</param>
/// <param name="Facts">What holds for all runs, by name: the seed, the costs.</param>
/// <param name="Runs">The runs, to be compared with each other.</param>
internal sealed record Report(string Title, IReadOnlyList<(string Name, string Value)> Facts, IReadOnlyList<ReportedRun> Runs);

/// <summary>One run of the workload.</summary>
internal sealed record ReportedRun
{
    /// <summary>What is different about it, in a word; empty if it is the only one.</summary>
    public required string Key { get; init; }

    /// <summary>The same in words.</summary>
    public required string Name { get; init; }

    /// <summary>How it ended, as a sentence.</summary>
    public required string Ending { get; init; }

    /// <summary>Who ran when, if somebody watched.</summary>
    public Timeline? Timeline { get; init; }

    /// <summary>The tasks, or single threads, with their measures.</summary>
    public required IReadOnlyList<ReportedTask> Tasks { get; init; }

    /// <summary>What happened at each mutex.</summary>
    public required IReadOnlyList<LockMeasure> Locks { get; init; }

    /// <summary>The waits that inversion prolonged most, the worst first; null if inversion was not measured.</summary>
    public IReadOnlyList<ReportedInversion>? Inversions { get; init; }

    /// <summary>Circles of mutexes, a sentence each.</summary>
    public IReadOnlyList<string> Deadlocks { get; init; } = [];

    /// <summary>What else a reader should know, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A task and its measures. What was not measured is null.</summary>
/// <param name="Activity">What is measured wherever a workload runs.</param>
/// <param name="Threads">How many threads it has.</param>
/// <param name="Inverted">By how much inversion prolonged its waits, in nanoseconds.</param>
/// <param name="Ran">How long it ran, in nanoseconds.</param>
/// <param name="Lent">How long others ran on its behalf, in nanoseconds.</param>
/// <param name="Borrowed">How much of its running was on behalf of others, in nanoseconds.</param>
/// <param name="LongestResponses">How its longest response time went over the run.</param>
internal sealed record ReportedTask(
    TaskMeasure Activity, int Threads, long? Inverted = null, long? Ran = null, long? Lent = null, long? Borrowed = null,
    ReportedSeries? LongestResponses = null);

/// <summary>How something went over the run, in stretches of equal length from its beginning.</summary>
/// <param name="Step">The length of a stretch, in nanoseconds.</param>
/// <param name="Values">A value for each stretch; null where there was none.</param>
internal sealed record ReportedSeries(long Step, IReadOnlyList<long?> Values);

/// <summary>A wait that inversion prolonged.</summary>
/// <param name="Start">When it began, in nanoseconds.</param>
/// <param name="End">When it ended.</param>
/// <param name="Victim">The name of the thread that waited.</param>
/// <param name="Amount">By how much it was prolonged.</param>
/// <param name="Sentence">All of it in words.</param>
internal sealed record ReportedInversion(long Start, long End, string Victim, long Amount, IReadOnlyList<Phrase> Sentence);
