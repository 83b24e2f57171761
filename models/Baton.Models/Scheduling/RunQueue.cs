// What stands behind a worker's run queue while a model runs: the same face as the product's, without the classes.
//
// Walks, wakes and migrations rely on three things of a run queue: its lock, which fibers are in it, and who is donor and
// current. These are kept here in cells that the checker sees. Which fiber is picked is the classes' matter, and is simply
// the one with the highest priority. What is published for other workers without the lock is a hint by contract, so a
// model fixes it instead of exploring it.

using Baton.Locking;

namespace Baton.Scheduling;

/// <summary>The fibers of one worker.</summary>
internal sealed class RunQueue
{
    public const long Nobody = -1;
    public const int RealTimeRank = 2;

    private readonly Worker _worker;
    private Plain<FiberCore?> _donor;
    private Plain<FiberCore?> _current;
    private long _anticipatesUntil;

    public RunQueue(Worker worker, SchedulingTrace? trace)
    {
        _worker = worker;
        _ = trace;
        _donor.Named($"donor of {worker.Index}");
        _current.Named($"current of {worker.Index}");
    }

    public Latch Lock;

    public FiberCore? Donor => _donor.Value;

    public FiberCore? Current => _current.Value;

    public bool IsProxying => Current is not null && !ReferenceEquals(Current, Donor);

    public long DonorEntitlement => 0;

    public long WaitingEntitlement => Nobody;

    public int Length => 1;

    /// <summary>All fibers there are; set when the stage is set.</summary>
    public IReadOnlyList<FiberCore> All { get; set; } = [];

    /// <summary>Never in a model, where time stands still and <see cref="IWorkerHost.Anticipation"/> is zero.</summary>
    public bool HoldsBack(FiberCore fiber, long now) => now < _anticipatesUntil;

    public void AnticipateFor(FiberCore lender, long until) => _anticipatesUntil = until;

    public void Add(FiberCore fiber, EnqueueReason reason, long now)
    {
        _ = reason;
        Invariant.Holds(fiber.Queueing is Queueing.None or Queueing.Migrating, "I13: a fiber is in one run queue, once.");
        Invariant.Holds(ReferenceEquals(fiber.Worker, _worker), "I13: a fiber knows in whose run queue it is.");
        fiber.Queueing = Queueing.Queued;
    }

    public void Remove(FiberCore fiber, DequeueReason reason, long now)
    {
        Invariant.Holds(fiber.Queueing == Queueing.Queued, "I13: only a queued fiber leaves a run queue.");
        Invariant.Holds(ReferenceEquals(fiber.Worker, _worker), "I13: a fiber leaves the run queue that it is in.");
        if (ReferenceEquals(fiber, Donor))
        {
            _donor.Value = null;
        }

        fiber.Queueing = reason == DequeueReason.Migrated ? Queueing.Migrating : Queueing.None;
    }

    public FiberCore? Pick(long now)
    {
        FiberCore? best = null;
        foreach (FiberCore fiber in All)
        {
            if (ReferenceEquals(fiber.Worker, _worker)
                && fiber.Queueing == Queueing.Queued
                && (best is null || fiber.Entity.Entitlement > best.Entity.Entitlement))
            {
                best = fiber;
            }
        }

        return best;
    }

    public void SetDonor(FiberCore? fiber, long now) => _donor.Value = fiber;

    public void SetCurrent(FiberCore? fiber, long now) => _current.Value = fiber;

    public void Charge(long now)
    {
    }

    public void Yield(FiberCore current, long now)
    {
    }

    public bool Preempts(FiberCore added, long now) => true;

    public bool Advance(long now) => false;

    public long NextEvent(long now) => long.MaxValue;

    public int CopyWaiting(Span<FiberCore?> into) => 0;

    public void Publish()
    {
    }
}
