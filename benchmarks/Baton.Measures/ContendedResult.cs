namespace Baton.Measures;

/// <summary>What one contended run showed.</summary>
/// <param name="AcquisitionsByCaller">What each caller got while it was measured; threads first, then async callers.</param>
/// <param name="Waits">How long they waited for it, each of them together.</param>
/// <param name="Resources">What the run used.</param>
/// <param name="Violations">How often two callers were found inside the section at once. Anything but zero is a broken lock.</param>
public sealed record ContendedResult(
    IReadOnlyList<long> AcquisitionsByCaller, WaitDistribution Waits, ResourceUse Resources, long Violations)
{
    /// <summary>Acquisitions of all callers together.</summary>
    public long Acquisitions { get; } = AcquisitionsByCaller.Sum();

    /// <summary>Acquisitions a second.</summary>
    public double Throughput => Acquisitions / Resources.Elapsed.TotalSeconds;

    /// <summary><see cref="Statistics.JainIndex"/> of the callers' acquisitions.</summary>
    public double JainIndex => Statistics.JainIndex(AcquisitionsByCaller);

    /// <summary><see cref="Statistics.MinOverMax"/> of the callers' acquisitions.</summary>
    public double MinOverMax => Statistics.MinOverMax(AcquisitionsByCaller);

    /// <summary>Bytes allocated for an acquisition, by whatever ran in the process.</summary>
    public double AllocatedBytesPerOperation => Acquisitions == 0 ? 0 : (double)Resources.AllocatedBytes / Acquisitions;

    /// <summary>Processor time of an acquisition: holding, thinking, waiting and waking.</summary>
    public Nanoseconds ProcessorTimePerOperation =>
        new(Acquisitions == 0 ? 0 : Resources.ProcessTime.TotalNanoseconds / Acquisitions);
}
