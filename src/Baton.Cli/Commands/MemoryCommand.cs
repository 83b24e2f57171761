// baton bench memory: what a lock still holds on to after a million contended waits, half of them cancelled.

using System.CommandLine;
using System.Globalization;
using Baton.Cli.Options;
using Baton.Cli.Reports;
using Baton.Measures;
using Baton.Rivals;

namespace Baton.Cli.Commands;

/// <summary><c>baton bench memory</c>.</summary>
internal static class MemoryCommand
{
    private static readonly Measure Waits = new("waits", "waits", Measure.Count, Better.NoRatio);
    private static readonly Measure Before = new("heapBytesAfterFirstTenth", "heap after a tenth", Kilobytes, Better.NoRatio);
    private static readonly Measure After = new("heapBytesAtEnd", "at the end", Kilobytes, Better.NoRatio);
    private static readonly Measure PerWait = new("bytesPerWait", "B/wait", Bytes, Better.NoRatio);

    private static readonly Question<long, MemoryResult> Retention = new(
        waits => $"{waits.ToString("#,0", CultureInfo.InvariantCulture)} contended waits of async callers, half of them cancelled",
        waits => TimeSpan.FromMicroseconds(10 * waits),
        MemoryRun.Measure,
        waits => waits / 10,
        result => $"heap grew by {Kilobytes(result.Growth)}",
        Summarize);

    public static Command Create(Terminal terminal)
    {
        var command = new Command("memory", "What a lock holds on to after many contended waits, half of them cancelled.");
        Option<int> waits = CommonOptions.Count("--waits", "How many waits.", 1_000_000, 1_000, 1_000_000_000);
        command.Add(waits);
        var measuring = new MeasuringCommand(terminal, command, 1);
        command.SetAction((parsed, cancellationToken) => Task.Run(() => measuring.Compare(
            parsed, measuring.LocksForAsync(parsed), [(long)parsed.GetValue(waits)], Retention, cancellationToken)));
        return command;
    }

    private static Comparison Summarize(string scenario, IReadOnlyDictionary<Rival, IReadOnlyList<MemoryResult>> rounds) => new(
        scenario,
        [Waits, Before, After, PerWait],
        [.. rounds.Select(entry => new ComparisonRow(
            entry.Key,
            ComparisonRow.Medians(
                entry.Value,
                result => result.Waits,
                result => result.BytesBefore,
                result => result.BytesAfter,
                result => result.Waits == 0 ? 0 : (double)result.Growth / result.Waits),
            entry.Value.Count))])
    {
        Note = "The live heap of the whole process after a full collection. A lock that keeps nothing gains nothing for a wait.",
    };

    private static string Kilobytes(double bytes) => (bytes / 1024).ToString("#,0", CultureInfo.InvariantCulture) + " KiB";

    private static string Bytes(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
