// Wakes sleeping fibers at moments that are given to the microsecond; timers of .NET know only milliseconds.
//
// It is one thread. Those whom it is to disturb may keep every CPU busy, so it asks the system for real time; where that is
// refused it comes as late as any thread does.

using Baton.Locking;
using Baton.Platform;
using Baton.Workloads.Execution.Os;
using Baton.Workloads.Model;

namespace Baton.Workloads.Execution.Fibers;

internal sealed class AlarmClock : IDisposable
{
    private static readonly SchedulingParameters MostUrgent = new() { Policy = WorkloadPolicy.Fifo, Priority = 99 };

    private readonly StopSignal _stop;
    private readonly Parker _parker = new(FutexWord.Create());
    private readonly Lock _gate = new();
    private readonly Thread _thread;

    // Under _gate.
    private readonly PriorityQueue<Waiter, long> _alarms = new();
    private bool _isDisposed;

    internal AlarmClock(StopSignal stop)
    {
        _stop = stop;
        _thread = new Thread(Live) { IsBackground = true, Name = "workload alarms" };
        _thread.Start();
    }

    /// <summary>Wakes the waiter at a moment, or at once when that has passed.</summary>
    /// <exception cref="OperationCanceledException">The run is over, and nobody would wake the waiter.</exception>
    internal void Set(Waiter waiter, long moment)
    {
        bool isFirst;
        lock (_gate)
        {
            _stop.ThrowIfSet();
            _alarms.Enqueue(waiter, moment);
            isFirst = _alarms.Peek() == waiter;
        }

        if (isFirst)
        {
            _parker.Unpark();
        }
    }

    /// <summary>Wakes everybody who sleeps.</summary>
    internal void RingAll()
    {
        Waiter[] all;
        lock (_gate)
        {
            all = [.. _alarms.UnorderedItems.Select(item => item.Element)];
            _alarms.Clear();
        }

        foreach (Waiter waiter in all)
        {
            waiter.Wake();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
        }

        _parker.Unpark();
        _thread.Join();
    }

    private void Live()
    {
        _ = Os.OsThread.SetPolicy(MostUrgent);
        while (true)
        {
            Waiter? due = null;
            long moment;
            lock (_gate)
            {
                if (_isDisposed)
                {
                    return;
                }

                if (_alarms.TryPeek(out _, out moment))
                {
                    due = moment <= MonotonicClock.Now ? _alarms.Dequeue() : null;
                }
                else
                {
                    moment = long.MaxValue;
                }
            }

            if (due is not null)
            {
                due.Wake();
            }
            else
            {
                _parker.Park(Platform.MonotonicClock.ToDeadline(moment));
            }
        }
    }
}
