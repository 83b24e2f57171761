using System.Diagnostics.Tracing;

namespace Baton.Scheduling;

/// <summary>The EventSource named Baton: for dotnet-trace, PerfView and listeners in the process.</summary>
[EventSource(Name = "Baton")]
internal sealed class BatonEventSource : EventSource
{
    private BatonEventSource()
    {
    }

    /// <summary>The only one.</summary>
    public static BatonEventSource Log { get; } = new();

    /// <summary>A worker began to run an owner on behalf of a fiber that waits.</summary>
    [Event(1, Level = EventLevel.Informational, Message = "{0}: worker {1} runs {2} on behalf of {3}, through {4} mutexes")]
    public void Donation(string scheduler, int worker, string fiber, string onBehalfOf, int chainLength) =>
        WriteEvent(1, scheduler, worker, fiber, onBehalfOf, chainLength);

    /// <summary>The owner does not run on behalf of that fiber any longer.</summary>
    [Event(2, Level = EventLevel.Informational)]
    public void DonationEnd(string scheduler, int worker, string fiber, double durationNs) =>
        WriteEvent(2, scheduler, worker, fiber, durationNs);

    /// <summary>An owner gave its mutex to the fiber that it ran for.</summary>
    [Event(3, Level = EventLevel.Informational, Message = "{0}: {1} gave its mutex to {2}")]
    public void HandedToDonor(string scheduler, string fiber, string donor) => WriteEvent(3, scheduler, fiber, donor);

    /// <summary>A runnable fiber moved to another worker.</summary>
    [Event(4, Level = EventLevel.Verbose)]
    public void Migration(string scheduler, int worker, string fiber) => WriteEvent(4, scheduler, worker, fiber);

    /// <summary>A fiber that waits moved to the worker of the owner.</summary>
    [Event(5, Level = EventLevel.Informational)]
    public void DonorMigration(string scheduler, int worker, string fiber) => WriteEvent(5, scheduler, worker, fiber);

    /// <summary>A fiber has waited for a mutex.</summary>
    [Event(6, Level = EventLevel.Verbose)]
    public void MutexWait(string scheduler, string fiber, double durationNs) => WriteEvent(6, scheduler, fiber, durationNs);

    /// <summary>A fiber waits in a circle.</summary>
    [Event(7, Level = EventLevel.Error, Message = "{0}: {1} waits in a circle")]
    public void Deadlock(string scheduler, string fiber) => WriteEvent(7, scheduler, fiber);
}
