using Baton.Platform;
using Baton.Scheduling.Classes;

namespace Baton.Tests.Scheduling.Classes;

/// <summary>A fiber as a scheduling class sees it: a name and a standing. Nothing of it ever runs.</summary>
internal sealed class QueuedFiber(string name, SchedulingPolicy policy)
    : FiberCore(null!, SchedulingEntity.For(policy), WorkerSet.All)
{
    internal override string DisplayName => name;

    internal override bool HasWork => false;

    /// <summary>How long it has been the donor of a processor that was busy.</summary>
    public long Ran { get; set; }

    public FairEntity Fair => (FairEntity)Entity;

    public DeadlineEntity ByDeadline => (DeadlineEntity)Entity;

    internal override bool Park(Deadline limit) => throw new InvalidOperationException("Nothing of this fiber runs.");

    internal override void Unpark() => throw new InvalidOperationException("Nothing of this fiber runs.");
}
