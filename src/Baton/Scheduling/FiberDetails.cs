using Baton.Scheduling.Hosting;

namespace Baton.Scheduling;

/// <summary>What few fibers need: a name, a way to be cancelled, a thread that keeps its stack.</summary>
internal sealed class FiberDetails
{
    private AtomicReference<CancellationTokenSource?> _cancellation;
    private CancellationTokenRegistration _outerRegistration;

    /// <summary>What people call it; null if nobody has named it.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// The thread on whose stack the fiber's synchronous code waits to go on; null while it runs and between continuations.
    /// Written by that thread; read by whoever picks the fiber, which the run-queue lock orders.
    /// </summary>
    public Carrier? Thread { get; set; }

    /// <summary>Whether the fiber was told to stop.</summary>
    public bool IsCancellationRequested => _cancellation.Load(MemoryOrder.Acquire) is { IsCancellationRequested: true };

    /// <summary>The token that the fiber's body is given.</summary>
    public CancellationToken Token => Cancellation().Token;

    /// <summary>Tells the fiber to stop.</summary>
    public void Cancel() => Cancellation().Cancel();

    /// <summary>Tells the fiber to stop when <paramref name="outer"/> is cancelled.</summary>
    public void CancelWith(CancellationToken outer) =>
        _outerRegistration = outer.UnsafeRegister(static details => ((FiberDetails)details!).Cancel(), this);

    /// <summary>The fiber has ended: lets go of the outer token.</summary>
    public void Release() => _outerRegistration.Dispose();

    private CancellationTokenSource Cancellation()
    {
        if (_cancellation.Load(MemoryOrder.Acquire) is { } existing)
        {
            return existing;
        }

        var created = new CancellationTokenSource();
        return _cancellation.CompareExchange(null, created, MemoryOrder.AcquireRelease, MemoryOrder.Acquire) ?? created;
    }
}
