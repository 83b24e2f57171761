// Measures what a simulation takes for granted. It is done in several rounds, over all costs in turn: a disturbance that
// lasts spoils a part of each, and the medians stand.

using System.Runtime.InteropServices;
using OsThread = Baton.Workloads.Execution.Os.OsThread;

namespace Baton.Simulator.Calibration;

/// <summary>Measures this machine's costs.</summary>
public static class Calibrator
{
    /// <summary>How often everything is measured unless said.</summary>
    public const int RoundsStandard = 5;

    /// <summary>Measures everything.</summary>
    /// <param name="rounds">How often; each takes about a second.</param>
    /// <param name="progress">Hears which measurement of which round begins, and how many there are in all.</param>
    /// <param name="cancellationToken">Ends it between two measurements.</param>
    /// <exception cref="PlatformNotSupportedException">Threads cannot be bound to processors here.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static MachineCalibration Measure(
        int rounds = RoundsStandard, IProgress<CalibrationStep>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rounds);
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("Threads can be bound to processors on Linux only, and without that there is nothing to measure.");
        }

        ulong[] allowed = OsThread.AllowedCpus();
        int[] cpus = [.. Enumerable.Range(0, allowed.Length * 64).Where(cpu => ((allowed[cpu / 64] >> (cpu % 64)) & 1) != 0).Take(2)];
        var threads = new ProbeThreads();
        var probes = new CostProbes(threads, cpus[0], cpus.Length > 1 ? cpus[1] : null);
        IReadOnlyList<(string Name, Action Measure)> all = probes.All();
        for (int step = 0; step < rounds * all.Count; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (string name, Action measure) = all[step % all.Count];
            progress?.Report(new CalibrationStep(name, step, rounds * all.Count));
            measure();
        }

        return new MachineCalibration
        {
            System = $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors",
            IsRealTime = threads.AreRealTime,
            Clock = CalibratedCost.Of(probes.Clock),
            Switch = CalibratedCost.Of(probes.Switches),
            WakeHere = CalibratedCost.Of(probes.WakesHere),
            WakeElsewhere = cpus.Length > 1 ? CalibratedCost.Of(probes.WakesElsewhere) : null,
            Migration = cpus.Length > 1 ? CalibratedCost.Of(probes.Migrations) : null,
            TimerWhenBusy = CalibratedCost.Of(probes.TimersWhenBusy, keepsValues: true),
            TimerWhenIdle = CalibratedCost.Of(probes.TimersWhenIdle, keepsValues: true),
            MillisecondOfWork = CalibratedCost.Of([.. probes.Works.Select(took => (double)took)]),
            Milliseconds = probes.Works,
        };
    }
}

/// <summary>How far a calibration has come.</summary>
/// <param name="Measurement">What is measured now.</param>
/// <param name="Done">How many measurements have been made.</param>
/// <param name="Total">How many there are.</param>
public readonly record struct CalibrationStep(string Measurement, int Done, int Total);
