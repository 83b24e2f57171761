// A thread that executes fibers. While it does, it holds a worker (Seat.cs).
//
// An asynchronous fiber runs on the carrier's stack only for as long as a continuation takes. A synchronous one may stop
// in the middle, in Enter() or at a checkpoint, and then the stack is its own until it goes on. So the worker changes
// hands, and not the fiber:
//
//      carrier A runs fiber f, which blocks       carrier A                      carrier B, a spare
//                                                 asks the worker who is next
//                                                 gives it the worker      --->  runs what is next
//                                                 sleeps                         ...
//      f can go on, and is picked                                                finds that A has its stack
//                                                 goes on with f           <---  gives it the worker, becomes a spare
//
// Whoever gives a worker away says nothing of it afterwards; whoever is given one finds in it what to run (Seat.Next), or
// asks. The permit of the parker remembers a gift that comes before its receiver sleeps: which is common, because the
// fiber is committed to sleeping before its thread does.

using System.Runtime.CompilerServices;
using Baton.Locking;
using Baton.Scheduling.Classes;

namespace Baton.Scheduling.Hosting;

/// <summary>One thread of the scheduler.</summary>
internal sealed class Carrier
{
    private const long IdleSpinMicroseconds = 20;
    private const long SpareMicroseconds = 10_000_000;
    private const long VacancyMicroseconds = 20_000_000;
    private const int InFlightPauseNanoseconds = 100;

    [ThreadStatic]
    private static Carrier? t_current;

    private readonly ThreadHost _host;
    private readonly Caller _caller;
    private readonly Parker _parker = new(FutexWord.Create());
    private Seat? _seat;
    private Seat? _gift;
    private Fiber? _fiber;

    private Carrier(ThreadHost host)
    {
        _host = host;
        _caller = host.Core.Fibers.AddThread(FutexWord.Create());
    }

    /// <summary>The calling thread, if it is one of a scheduler.</summary>
    public static Carrier? Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => t_current;
    }

    /// <summary>The fiber whose code is on top of this thread's stack. Of this thread.</summary>
    public Fiber? Fiber
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _fiber;
    }

    /// <summary>Whether its worker may have something better to run.</summary>
    public bool ShouldGiveWay
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _fiber is not null && _seat!.Worker.NeedsReschedule;
    }

    /// <summary>
    /// Whether nothing would come of it if its fiber yielded: nobody else is queued, nobody wants the worker to look again,
    /// and nobody is told of yields.
    /// </summary>
    /// <remarks>Whoever comes too late to be seen here is seen at the next yield, or has asked for a look if it is urgent. A
    /// deadline fiber that yields gives up its budget, alone or not.</remarks>
    public bool YieldsToNobody =>
        Worker.Queue.Length == 1 && !Worker.NeedsReschedule && !_host.IsTraced && _fiber!.Entity is not DeadlineEntity;

    /// <summary>The worker that it holds, while it runs a fiber.</summary>
    public Worker Worker => _seat!.Worker;

    /// <summary>The body of a new thread, which holds <paramref name="seat"/>.</summary>
    public static void Begin(ThreadHost host, Seat seat)
    {
        var carrier = new Carrier(host);
        t_current = carrier;
        carrier._caller.Attach();
        carrier.Work(seat);
        host.Core.Fibers.RemoveThread(carrier._caller);
        host.OnThreadEnded();
    }

    /// <summary>Whether the seat is its own. Asked by this thread itself.</summary>
    public bool Holds(Seat seat) => ReferenceEquals(_seat, seat);

    /// <summary>Gives it a worker to go on with; null tells a spare to end.</summary>
    public void Give(Seat? seat)
    {
        _gift = seat;
        _parker.Unpark();
    }

    /// <summary>The fiber on this stack sleeps until it is unparked, or until <paramref name="limit"/>.</summary>
    public bool Park(Fiber fiber, Deadline limit)
    {
        if (!fiber.TryBeginPark(this))
        {
            return true;
        }

        TimedWait? wait = limit.IsNever ? null : _host.Ticker.AddWait(fiber, limit);
        Leave(SwitchReason.Slept);
        if (wait is not null)
        {
            _host.Ticker.EndWait(wait);
        }

        return fiber.EndPark();
    }

    /// <summary>The fiber on this stack could go on, and lets others run first.</summary>
    public void GiveWay(SwitchReason reason)
    {
        if (_fiber is not { } fiber || !_host.TryReserveThread())
        {
            return;
        }

        fiber.BeginSuspension(this);
        Leave(reason);
        fiber.EndSuspension();
        _host.ReturnThread();
    }

    private void Work(Seat first)
    {
        _seat = first;
        var reason = SwitchReason.Idle;
        while (true)
        {
            Seat seat = _seat!;
            Fiber? next = seat.Next;
            seat.Next = null;
            next ??= (Fiber?)seat.Worker.Schedule(reason);
            reason = SwitchReason.Idle;
            if (next is null)
            {
                if (!WaitForWork(seat))
                {
                    return;
                }
            }
            else if (next.Thread is { } sleeper)
            {
                // A spare before the gift, so that the one who receives it finds us if it needs a thread at once.
                SetBusy(seat);
                _seat = null;
                _host.Spares.Add(this);
                sleeper.Give(seat);
                if (!WaitAsSpare())
                {
                    return;
                }
            }
            else
            {
                SetBusy(seat);
                reason = Execute(next);
            }
        }
    }

    private SwitchReason Execute(Fiber fiber)
    {
        _fiber = fiber;
        _caller.Fiber = fiber;
        SynchronizationContext.SetSynchronizationContext(fiber);
        SwitchReason reason = fiber.Run(this);
        SynchronizationContext.SetSynchronizationContext(null);
        _caller.Fiber = null;
        _fiber = null;
        return reason;
    }

    /// <summary>Lets the worker choose, and gives it away unless it chooses the fiber on this stack.</summary>
    private void Leave(SwitchReason reason)
    {
        Seat seat = _seat!;
        var next = (Fiber?)seat.Worker.Schedule(reason);
        if (ReferenceEquals(next, _fiber))
        {
            return;
        }

        _seat = null;
        if (next?.Thread is { } sleeper)
        {
            sleeper.Give(seat);
        }
        else
        {
            seat.Next = next;
            _host.GiveToSpare(seat);
        }

        _parker.Park(Deadline.Never);
        _seat = _gift;
    }

    /// <summary>Waits until there may be something to run; false if there has been nothing for long, and the seat is free.</summary>
    private bool WaitForWork(Seat seat)
    {
        Worker worker = seat.Worker;
        if (worker.NeedsReschedule)
        {
            // Another thread is in the midst of something that is in the way.
            Processor.Pause(InFlightPauseNanoseconds);
            return true;
        }

        seat.IsBusy = false;

        // Who stands idle for a sleeping owner leaves the processor to whoever is going to wake it.
        if (!worker.Queue.Anticipates && _host.SpinUntilNews(worker, Deadline.AfterMicroseconds(IdleSpinMicroseconds)))
        {
            return true;
        }

        long nextEvent = worker.NextEvent();
        Deadline vacancy = _host.IsStopped ? new Deadline(0) : Deadline.AfterMicroseconds(VacancyMicroseconds);
        if (seat.Doorbell.Park(Deadline.Earlier(MonotonicClock.ToDeadline(nextEvent), vacancy)))
        {
            return true;
        }

        if (nextEvent != long.MaxValue)
        {
            worker.Tick();
            return true;
        }

        return !seat.TryLeave();
    }

    /// <summary>Waits for a seat; false if there was no use for this thread for long, and it should end.</summary>
    private bool WaitAsSpare()
    {
        while (!_parker.Park(_host.IsStopped ? new Deadline(0) : Deadline.AfterMicroseconds(SpareMicroseconds)))
        {
            if (_host.Spares.TryRemove(this))
            {
                return false;
            }

            // Somebody has taken us from the list: a seat is on its way.
            _parker.Park(Deadline.Never);
            break;
        }

        _seat = _gift;
        return _seat is not null;
    }

    private void SetBusy(Seat seat)
    {
        if (!seat.IsBusy)
        {
            seat.IsBusy = true;
            _host.Ticker.Wake();
        }
    }
}
