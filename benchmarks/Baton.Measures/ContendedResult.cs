namespace Baton.Measures;

/// <summary>What one contended run showed.</summary>
/// <param name="AcquisitionsByThread">What each thread got while it was measured.</param>
/// <param name="AcquisitionsByAsyncCaller">What each asynchronous caller got while it was measured.</param>
/// <param name="Waits">How long they waited for it, all of them together.</param>
/// <param name="Resources">What the run used.</param>
/// <param name="Violations">How often two callers were found inside the section at once. Anything but zero is a broken lock.</param>
public sealed record ContendedResult(
    IReadOnlyList<long> AcquisitionsByThread,
    IReadOnlyList<long> AcquisitionsByAsyncCaller,
    WaitDistribution Waits,
    ResourceUse Resources,
    long Violations)
{
    /// <summary>Acquisitions of all callers together.</summary>
    public long Acquisitions { get; } = AcquisitionsByThread.Sum() + AcquisitionsByAsyncCaller.Sum();

    /// <summary>Acquisitions a second.</summary>
    public double Throughput => Acquisitions / Resources.Elapsed.TotalSeconds;

    /// <summary>
    /// <see cref="Statistics.JainIndex"/> among equals: of the threads or of the asynchronous callers, whichever is lower.
    /// The two ask at different rates (one goes through the thread pool, the other does not), so that a difference between
    /// them says nothing about the lock.
    /// </summary>
    public double JainIndex => Math.Min(Statistics.JainIndex(AcquisitionsByThread), Statistics.JainIndex(AcquisitionsByAsyncCaller));

    /// <summary><see cref="Statistics.MinOverMax"/> among equals, as <see cref="JainIndex"/>.</summary>
    public double MinOverMax =>
        Math.Min(Statistics.MinOverMax(AcquisitionsByThread), Statistics.MinOverMax(AcquisitionsByAsyncCaller));

    /// <summary>Bytes allocated for an acquisition, by whatever ran in the process.</summary>
    public double AllocatedBytesPerOperation => Acquisitions == 0 ? 0 : (double)Resources.AllocatedBytes / Acquisitions;

    /// <summary>Processor time of an acquisition: holding, thinking, waiting and waking.</summary>
    public Nanoseconds ProcessorTimePerOperation =>
        new(Acquisitions == 0 ? 0 : Resources.ProcessTime.TotalNanoseconds / Acquisitions);
}
