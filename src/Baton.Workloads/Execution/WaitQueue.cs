// Where threads wait for each other: conditions, barriers and suspension are made of it.
//
// First come, first woken, and the waker leaves the time of the wake, from which the woken thread knows its wake-up latency.
// A thread enlists before it gives up the mutex, so that a signal in between finds it. The end of the run wakes everybody.

namespace Baton.Workloads.Execution;

internal sealed class WaitQueue(StopSignal stop)
{
    private readonly Lock _gate = new();
    private readonly Queue<Waiter> _waiters = new();

    /// <summary>Gives a waiter the last place. The caller goes on to <see cref="Waiter.Await"/>.</summary>
    /// <exception cref="OperationCanceledException">The run is over, and nobody would wake the waiter.</exception>
    internal Waiter Enlist(Waiter waiter)
    {
        lock (_gate)
        {
            stop.ThrowIfSet();
            _waiters.Enqueue(waiter);
        }

        return waiter;
    }

    /// <summary>Wakes who has waited longest, if anybody has.</summary>
    internal void WakeOne()
    {
        Waiter? first;
        lock (_gate)
        {
            _waiters.TryDequeue(out first);
        }

        first?.Wake();
    }

    /// <summary>Wakes all who wait now.</summary>
    internal void WakeAll()
    {
        Waiter[] all;
        lock (_gate)
        {
            all = [.. _waiters];
            _waiters.Clear();
        }

        foreach (Waiter waiter in all)
        {
            waiter.Wake();
        }
    }
}

/// <summary>A place in a <see cref="WaitQueue"/>, for one wait of one thread.</summary>
internal abstract class Waiter
{
    /// <summary>Waits until woken, and returns when the waker did so.</summary>
    internal abstract ValueTask<long> Await();

    /// <summary>Ends the wait, which may not have begun yet. Any thread may call it, more than once.</summary>
    internal abstract void Wake();
}
