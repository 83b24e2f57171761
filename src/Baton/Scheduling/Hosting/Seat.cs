using Baton.Locking;

namespace Baton.Scheduling.Hosting;

/// <summary>A worker as the threads see it: something that one of them holds at a time, and passes on.</summary>
internal sealed class Seat(Worker worker)
{
    private const int Free = 0;
    private const int Taken = 1;

    private const int Idle = 0;
    private const int Busy = 1;

    private AtomicInt32 _holder = new(Free);
    private AtomicInt32 _isBusy = new(Idle);

    /// <summary>The worker. Only the holder calls <see cref="Worker.Schedule"/>.</summary>
    public Worker Worker { get; } = worker;

    /// <summary>Where the holder sleeps while there is nothing to run.</summary>
    public Parker Doorbell { get; } = new(FutexWord.Create());

    /// <summary>What the worker has decided to run, when the seat goes to a thread that has yet to do it. Of the holder.</summary>
    public Fiber? Next { get; set; }

    /// <summary>Whether the worker has something to run. Written by the holder; to others a hint.</summary>
    public bool IsBusy
    {
        get => _isBusy.Load(MemoryOrder.Relaxed) == Busy;
        set => _isBusy.Store(value ? Busy : Idle, MemoryOrder.Release);
    }

    /// <summary>Becomes the holder, if nobody is.</summary>
    public bool TryTake() =>
        _holder.Load(MemoryOrder.Relaxed) == Free && _holder.CompareExchange(Free, Taken, MemoryOrder.Acquire) == Free;

    /// <summary>
    /// The holder leaves, and nobody takes its place. Returns false if there is something to do after all, and nobody
    /// else has come for it: then the caller is still the holder.
    /// </summary>
    /// <remarks>Two columns: we free the seat and look for news; a kick sets the news and looks for a free seat. The fence
    /// here, and the exchange in the doorbell there, see to it that one of the two sees the other.</remarks>
    public bool TryLeave()
    {
        _holder.Store(Free, MemoryOrder.Release);
        Fence.Full();
        return !(Worker.NeedsReschedule && TryTake());
    }
}
