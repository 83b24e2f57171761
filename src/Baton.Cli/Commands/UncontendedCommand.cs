// baton bench uncontended: what a lock costs that nobody else wants.

using System.CommandLine;
using System.Globalization;
using Baton.Cli.Reports;
using Baton.Measures;
using Baton.Rivals;

namespace Baton.Cli.Commands;

/// <summary><c>baton bench uncontended</c>.</summary>
internal static class UncontendedCommand
{
    private static readonly Measure Median = new("nanosecondsPerOperation", "ns/op", Nanos, Better.Lower);
    private static readonly Measure Fastest = new("nanosecondsPerOperationMin", "min", Nanos, Better.NoRatio);
    private static readonly Measure Slowest = new("nanosecondsPerOperationMax", "max", Nanos, Better.NoRatio);
    private static readonly Measure ObjectBytes = new("objectBytes", "object", value => $"{value:0} B", Better.NoRatio);

    public static Command Create(Terminal terminal)
    {
        var command = new Command("uncontended", "Time, bytes and object size of a lock that nobody else wants.");
        Option<bool> async = new("--async") { Description = "Asynchronous callers instead of a thread." };
        Option<bool> token = new("--token") { Description = "With --async: pass a cancellation token." };
        command.Add(async);
        command.Add(token);
        var measuring = new MeasuringCommand(terminal, command, 11, TimeSpan.FromMilliseconds(60));
        command.SetAction((parsed, cancellationToken) => Task.Run(() =>
        {
            Face face = (parsed.GetValue(async), parsed.GetValue(token)) switch
            {
                (false, _) => Face.Thread,
                (true, false) => Face.Async,
                (true, true) => Face.AsyncWithToken,
            };
            IReadOnlyList<Rival> locks = face == Face.Thread
                ? measuring.LocksForThreads(parsed, Standard.AllForThreads)
                : measuring.LocksForAsync(parsed, Standard.AllForAsync);
            string scenario = face switch
            {
                Face.Thread => "uncontended, one thread",
                Face.Async => "uncontended, one async caller",
                _ => "uncontended, one async caller with a token",
            };
            int loops = measuring.Rounds(parsed);
            TimeSpan expected = loops * locks.Count * measuring.Duration(parsed);
            IReadOnlyList<UncontendedResult> results = LiveProgress.Watch(terminal, scenario, locks, loops, expected, tell =>
                UncontendedRun.Measure(
                    locks,
                    face,
                    loops,
                    measuring.Duration(parsed),
                    (rival, time) => tell(rival, time.ToString()),
                    cancellationToken));
            var comparison = new Comparison(
                scenario,
                [Median, Fastest, Slowest, Measure.BytesPerOperation, ObjectBytes],
                [.. results.Select(result => new ComparisonRow(result.Rival, Figures(result), result.LoopTimes.Count))]);
            return measuring.Finish(parsed, [comparison], cancellationToken);
        }));
        return command;
    }

    private static double[] Figures(UncontendedResult result) =>
    [
        result.Median.Value,
        result.LoopTimes.Min().Value,
        result.LoopTimes.Max().Value,
        result.AllocatedBytesPerOperation,
        result.ObjectBytes,
    ];

    private static string Nanos(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
