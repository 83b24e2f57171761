namespace Baton.Locking;

/// <summary>Counts what happens to one mutex.</summary>
internal sealed class EventCounter : MutexProbe
{
    private readonly AtomicInt64[] _counts = new AtomicInt64[Enum.GetValues<MutexEvent>().Length];

    /// <inheritdoc/>
    public override void On(MutexEvent happened, long id) => _counts[(int)happened].Add(1, MemoryOrder.Relaxed);

    /// <summary>The counts so far.</summary>
    public HandoffMutexCounters Read() => new()
    {
        Acquisitions = Of(MutexEvent.Acquired) + Of(MutexEvent.Stolen) + Of(MutexEvent.SpinPaid)
            + Of(MutexEvent.AcquiredFromQueue) + Of(MutexEvent.PickedUp) + Of(MutexEvent.Transferred),
        Contended = Of(MutexEvent.Contended),
        Steals = Of(MutexEvent.Stolen),
        SpinsThatPaid = Of(MutexEvent.SpinPaid),
        HandoffsRequested = Of(MutexEvent.HandoffRequested),
        HandoffsMade = Of(MutexEvent.HandedOver),
        Pickups = Of(MutexEvent.PickedUp),
        Cancellations = Of(MutexEvent.Canceled),
        Timeouts = Of(MutexEvent.TimedOut),
    };

    private long Of(MutexEvent happened) => _counts[(int)happened].Load(MemoryOrder.Relaxed);
}
