using Baton.Locking;
using Baton.Scheduling;
using Baton.Simulator.World;

namespace Baton.Simulator.Invariants;

/// <summary>
/// O13: who runs on behalf of a donor runs at the end of that donor's chain of locks, and the donor is still queued there.
/// When that changes, the worker is told, and has until its processor reacts.
/// </summary>
internal sealed class LiveDonor(SimulatedWorld world)
{
    public void Check(VirtualProcessor processor)
    {
        Worker worker = processor.Worker;
        if (worker is not { Current: { } current, Donor: { } donor, NeedsReschedule: false } || ReferenceEquals(current, donor))
        {
            return;
        }

        if (donor.Queueing != Queueing.Queued || !donor.IsBlocked || !ReferenceEquals(donor.Worker, worker))
        {
            throw world.Violation("O13 live donor", $"{current} runs on processor {worker.Index} on behalf of {donor}, who does not lend there any more.");
        }

        if (IsBeingWoken(donor))
        {
            return;
        }

        FiberCore end = donor;
        for (int hop = 0; end.IsBlocked && hop <= world.Population.Fibers.Count; hop++)
        {
            if (end.BlockedOn is not { } mutex || mutex.State.IsFree || world.Scheduler.Fibers.Find(mutex.State.Owner) is not { } owner)
            {
                break;
            }

            end = owner;
            if (IsBeingWoken(end))
            {
                return;
            }
        }

        if (!ReferenceEquals(end, current))
        {
            throw world.Violation("O13 live donor", $"{current} runs on processor {worker.Index} on behalf of {donor}, whose chain of locks ends at {end}.");
        }
    }

    /// <summary>It has been given what it waits for, and will know in a moment.</summary>
    private static bool IsBeingWoken(FiberCore fiber) => fiber is SimulatedFiber { WakesUnderWay: > 0 };
}
