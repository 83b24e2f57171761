using Baton.Locking;

namespace Baton.Models;

/// <summary>An async caller's place in the queue; its continuation is a model thread that waits to be scheduled.</summary>
internal sealed class ModelAsyncWaiter(long id) : AsyncWaiter
{
    private AtomicInt64 _ended;

    /// <inheritdoc/>
    public override long Id => id;

    /// <summary>What the thread pool's queue does: the continuation sees what was written before it was queued.</summary>
    public override void Wake() => End(acquired: true);

    /// <summary>Schedules the continuation.</summary>
    public void End(bool acquired)
    {
        Machine.Current.AssertMayWake();
        _ended.Store(acquired ? 1 : 2, MemoryOrder.Release);
    }

    /// <summary>The continuation: returns whether it owns the lock.</summary>
    public bool Await()
    {
        _ended.SpinUntil(default(IsSet), SpinLimit.None, MemoryOrder.Acquire);
        return _ended.Load(MemoryOrder.Relaxed) == 1;
    }

    public void Named(string name)
    {
        this.Name(name);
        _ended.Named($"continuation of {name}");
    }

    private readonly struct IsSet : ISpinCondition<long>
    {
        public bool IsMet(long value) => value != 0;
    }
}
