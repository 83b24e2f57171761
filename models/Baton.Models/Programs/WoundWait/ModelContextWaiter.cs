using Baton.Locking;

namespace Baton.Models;

/// <summary>A transaction's place in a queue; its continuation is a model thread that waits to be told.</summary>
internal sealed class ModelContextWaiter : ContextWaiter
{
    private const int Pending = 0;
    private const int Acquired = 1;
    private const int SentAway = 2;
    private const int Canceled = 3;
    private const int Asleep = -2;

    private readonly AcquireContext _context;
    private AtomicInt32 _ended;

    public ModelContextWaiter(AcquireContext context)
    {
        _context = context;
        Context = context;
    }

    /// <inheritdoc/>
    public override long Id => _context.AsyncId;

    /// <inheritdoc/>
    public override void Wake() => End(Acquired);

    /// <inheritdoc/>
    public override void BackOff() => End(SentAway);

    /// <summary>What a token's callback does.</summary>
    public void Cancel(WoundWaitMutex mutex)
    {
        if (mutex.TryCancel(this, MutexEvent.Canceled))
        {
            End(Canceled);
        }
    }

    /// <summary>The continuation: what came of the wait; null if it was cancelled. After it the next wait may begin.</summary>
    public AcquireOutcome? Await()
    {
        Check.Loop(Asleep, Machine.Current.Remembers);
        _ended.SpinUntil(default(IsSet), SpinLimit.None, MemoryOrder.Acquire);
        int ended = _ended.Load(MemoryOrder.Relaxed);
        _ended.Store(Pending, MemoryOrder.Relaxed);
        return ended == Canceled ? null : ended == Acquired ? AcquireOutcome.Acquired : AcquireOutcome.Deadlock;
    }

    public void Named(string name)
    {
        this.Name(name);
        _ended.Named($"continuation of {name}");
    }

    private void End(int how)
    {
        Machine.Current.AssertMayWake();
        Check.That(_ended.CompareExchange(Pending, how, MemoryOrder.Release) == Pending, "A wait ends once.");
    }

    private readonly struct IsSet : ISpinCondition<int>
    {
        public bool IsMet(int value) => value != Pending;
    }
}
