// What a machine's own costs are, as they were measured, and the file that they are kept in. The file says more than a
// simulation needs: how far the measurements spread, on what machine they were made and what the tool then was.

using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Workloads.Execution.Measures;

namespace Baton.Simulator.Calibration;

/// <summary>One cost. All times are nanoseconds.</summary>
/// <param name="Median">Half of the measurements were at most this: what a simulation uses.</param>
/// <param name="Mean">The mean.</param>
/// <param name="P10">A tenth of them were at most this.</param>
/// <param name="P90">Nine tenths of them were at most this.</param>
/// <param name="Samples">How many there were.</param>
/// <param name="Values">Up to a thousand of them in rising order, each as likely, where a simulation needs to know the rare ones too.</param>
public sealed record CalibratedCost(double Median, double Mean, double P10, double P90, int Samples, IReadOnlyList<long>? Values = null)
{
    private const int ValuesMax = 1000;

    internal static CalibratedCost Of(List<double> samples, bool keepsValues = false)
    {
        samples.Sort();
        int values = Math.Min(ValuesMax, samples.Count);
        return new CalibratedCost(
            Rounded(At(0.5)),
            Rounded(samples.Average()),
            Rounded(At(0.1)),
            Rounded(At(0.9)),
            samples.Count,
            keepsValues ? [.. Enumerable.Range(0, values).Select(value => (long)At((value + 0.5) / values))] : null);

        double At(double share) => samples[Math.Min(samples.Count - 1, (int)(share * samples.Count))];

        static double Rounded(double nanoseconds) => Math.Round(nanoseconds, 1);
    }
}

/// <summary>What things cost on the machine where they were measured.</summary>
public sealed record MachineCalibration
{
    private const long Millisecond = 1_000_000;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>The operating system, and how many processors it has.</summary>
    public required string System { get; init; }

    /// <summary>Whether the threads that measured had a real-time policy. Without one, all of it contains other threads' turns.</summary>
    public required bool IsRealTime { get; init; }

    /// <summary>One reading of the clock.</summary>
    public required CalibratedCost Clock { get; init; }

    /// <summary>From one thread to another on the same processor: one wakes the other and waits.</summary>
    public required CalibratedCost Switch { get; init; }

    /// <summary>To wake a thread that waits on the waker's own processor and does not run at once.</summary>
    public required CalibratedCost WakeHere { get; init; }

    /// <summary>From a wake to the thread's running on another processor, which was idle; null if there is but one.</summary>
    public CalibratedCost? WakeElsewhere { get; init; }

    /// <summary>By how much a pass over 64 KiB takes longer after a move to another processor; null if there is but one.</summary>
    public CalibratedCost? Migration { get; init; }

    /// <summary>From a timer's expiry to the thread's running, when the processor was executing another thread.</summary>
    public required CalibratedCost TimerWhenBusy { get; init; }

    /// <summary>From a timer's expiry to the thread's running, when nobody else wanted the processor.</summary>
    public required CalibratedCost TimerWhenIdle { get; init; }

    /// <summary>How long a millisecond of work takes (<c>"run" : 1000</c>), which is calibrated by the shortest of many trials.</summary>
    public required CalibratedCost MillisecondOfWork { get; init; }

    /// <summary>The same in the order in which they were measured, in bursts of five milliseconds: what was taken from the work of
    /// a thread that nobody on the machine is more urgent than, by interrupts and by the machine's host.</summary>
    public required IReadOnlyList<long> Milliseconds { get; init; }

    /// <summary>How evenly the machine works.</summary>
    public MachinePace ToPace() => MachinePace.Of([.. Milliseconds.Select(took => new WorkQuantum(Millisecond, took))]);

    /// <summary>The costs of a simulation of this machine.</summary>
    public MachineCosts ToCosts() => ToPace().Applied(MachineCosts.Typical with
    {
        Switch = Round(Switch.Median),
        Wake = Round((WakeElsewhere ?? WakeHere).Median),
        Migration = Migration is null ? MachineCosts.Typical.Migration : Round(Migration.Median),

        // The measurement ends when the thread runs, and contains the switch to it.
        TimersWhenBusy = [.. (TimerWhenBusy.Values ?? []).Select(lateness => Math.Max(0, lateness - Round(Switch.Median)))],
        TimersWhenIdle = TimerWhenIdle.Values ?? [],
    });

    /// <summary>The file's text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json) + "\n";

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else; the message says what and where.</exception>
    public static MachineCalibration Parse(string json)
    {
        try
        {
            MachineCalibration read = JsonSerializer.Deserialize<MachineCalibration>(json, Json) ?? throw new FormatException("it is null");
            return read.FirstUnusable() is { } cost ? throw new FormatException($"'{cost}' has times that no machine has") : read;
        }
        catch (JsonException unsound)
        {
            throw new FormatException(unsound.Message, unsound);
        }
    }

    private static long Round(double nanoseconds) => Math.Max(0, (long)Math.Round(nanoseconds));

    private string? FirstUnusable()
    {
        (string Name, CalibratedCost? Cost)[] costs =
        [
            ("clock", Clock), ("switch", Switch), ("wakeHere", WakeHere), ("wakeElsewhere", WakeElsewhere), ("migration", Migration),
            ("timerWhenBusy", TimerWhenBusy), ("timerWhenIdle", TimerWhenIdle), ("millisecondOfWork", MillisecondOfWork),
        ];
        return costs.FirstOrDefault(each => each.Cost is { Median: < 0 or > 1e9 or double.NaN }).Name
            ?? (Milliseconds.Any(took => took is <= 0 or > 1_000_000_000) ? "milliseconds" : null);
    }
}
