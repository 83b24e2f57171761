namespace Baton.Scheduling.Hosting;

/// <summary>A fiber's synchronous wait that ends by itself at some time.</summary>
internal sealed class TimedWait(Fiber fiber)
{
    /// <summary>Who waits.</summary>
    public Fiber Fiber { get; } = fiber;

    /// <summary>Whether the wait has ended: then its time means nothing. Guarded by the fiber's wake lock.</summary>
    public bool IsOver { get; set; }
}
