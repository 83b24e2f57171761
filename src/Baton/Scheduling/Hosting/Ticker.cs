// The scheduler's alarm clock, a thread of its own: thread-pool timers come late when the pool is flooded, and the pool
// being flooded is when people look at their scheduler.
//
// It does two things:
//
//   slices   while some worker is busy, it asks each busy one every millisecond or so whether a slice or a budget is used
//            up. What it sets then is what Fiber.Checkpoint reads. (An idle worker looks after itself.)
//   waits    it wakes fibers whose timed synchronous waits are over.
//
// With nothing to do it rests, and it ends when it has rested for long. Resting and being woken meet in one word:
//
//      None ----Wake: starts the thread----> Active ----nothing to do----> Resting ----for long----> None
//                                              ^                              |
//                                              +-------------Wake-------------+

using Baton.Locking;

namespace Baton.Scheduling.Hosting;

/// <summary>Ends slices and timed waits.</summary>
internal sealed class Ticker(ThreadHost host)
{
    private const int None = 0;
    private const int Active = 1;
    private const int Resting = 2;

    // A tick is a wake of a thread: 1 % of a processor at this rate, if the processor is idle.
    private const long PeriodMin = 1_000_000;
    private const long PeriodMax = 4_000_000;
    private const int QuietRoundsMax = 8;
    private const long RestMicroseconds = 20_000_000;

    private readonly PriorityQueue<TimedWait, long> _waits = new();
    private readonly Parker _parker = new(FutexWord.Create());
    private AtomicInt32 _state = new(None);
    private Latch _lock;
    private long _wakesAt = long.MaxValue;

    /// <summary>A worker has become busy: sees to it that the clock runs.</summary>
    public void Wake()
    {
        // Pairs with the fence before the last look in TryRest.
        Fence.Full();
        switch (_state.Load(MemoryOrder.Relaxed))
        {
            case Resting when _state.CompareExchange(Resting, Active, MemoryOrder.AcquireRelease) == Resting:
                _parker.Unpark();
                break;
            case None when _state.CompareExchange(None, Active, MemoryOrder.AcquireRelease) == None:
                host.StartThread("ticker", Run);
                break;
        }
    }

    /// <summary>The scheduler has stopped: a clock that rests ends.</summary>
    public void Hurry() => _parker.Unpark();

    /// <summary>The fiber will be woken at <paramref name="limit"/>, unless the wait is ended before.</summary>
    public TimedWait AddWait(Fiber fiber, Deadline limit)
    {
        long due = MonotonicClock.FromDeadline(limit);
        var wait = new TimedWait(fiber);
        _lock.Take();
        _waits.Enqueue(wait, due);
        bool isEarlier = due < _wakesAt;
        _lock.Release();
        Wake();
        if (isEarlier)
        {
            _parker.Unpark();
        }

        return wait;
    }

    /// <summary>The wait has ended, of whatever cause.</summary>
    public void EndWait(TimedWait wait)
    {
        wait.Fiber.WakeLock.Take();
        wait.IsOver = true;
        wait.Fiber.WakeLock.Release();

        // There is one for each blocked thread at most, so a search is cheap.
        _lock.Take();
        _waits.Remove(wait, out _, out _);
        _lock.Release();
    }

    private void Run()
    {
        int quietRounds = 0;
        while (true)
        {
            EndWaits();
            host.Telemetry?.PassOn(host);
            long now = MonotonicClock.Nanoseconds;
            bool anyBusy = EndSlices(now, out long next);
            quietRounds = anyBusy ? 0 : quietRounds + 1;
            if (quietRounds < QuietRoundsMax)
            {
                // Workers that come and go many times a millisecond would otherwise wake this thread each time.
                next = Math.Min(next, now + PeriodMax);
            }

            if (SleepsUntil(next) is var until && until != long.MaxValue)
            {
                _parker.Park(MonotonicClock.ToDeadline(until));
            }
            else if (!TryRest())
            {
                return;
            }
        }
    }

    /// <summary>Lets every busy worker whose time has come look at it; returns whether any is busy, and when to look again.</summary>
    private bool EndSlices(long now, out long next)
    {
        next = long.MaxValue;
        bool anyBusy = false;
        foreach (Seat seat in host.Seats)
        {
            if (!seat.IsBusy)
            {
                continue;
            }

            anyBusy = true;
            // A slice that is used up is due at the moment of the question, which is later than the beginning of this round.
            long due = seat.Worker.NextEvent();
            if (due <= MonotonicClock.Nanoseconds)
            {
                seat.Worker.Tick();
                due = now;
            }

            next = Math.Min(next, Math.Clamp(due, now + PeriodMin, now + PeriodMax));
        }

        return anyBusy;
    }

    private void EndWaits()
    {
        while (true)
        {
            _lock.Take();
            TimedWait? due = _waits.TryPeek(out TimedWait? first, out long time) && time <= MonotonicClock.Nanoseconds
                ? _waits.Dequeue()
                : null;
            _lock.Release();
            if (due is null)
            {
                return;
            }

            due.Fiber.TimeOut(due);
        }
    }

    /// <summary>The earlier of the next slice and the next wait, which from now on whoever adds an earlier wait knows.</summary>
    private long SleepsUntil(long nextSlice)
    {
        _lock.Take();
        _wakesAt = _waits.TryPeek(out _, out long due) ? Math.Min(due, nextSlice) : nextSlice;
        long until = _wakesAt;
        _lock.Release();
        return until;
    }

    /// <summary>Sleeps until there is something to do; false if there has been nothing for long, and the thread should end.</summary>
    private bool TryRest()
    {
        _state.Store(Resting, MemoryOrder.Release);
        Fence.Full();
        if (HasSomethingToDo())
        {
            // If this fails, somebody has done it for us.
            _state.CompareExchange(Resting, Active, MemoryOrder.AcquireRelease);
            return true;
        }

        Deadline limit = host.IsStopped ? new Deadline(0) : Deadline.AfterMicroseconds(RestMicroseconds);
        return _parker.Park(limit) || _state.CompareExchange(Resting, None, MemoryOrder.AcquireRelease) != Resting;
    }

    private bool HasSomethingToDo()
    {
        foreach (Seat seat in host.Seats)
        {
            if (seat.IsBusy)
            {
                return true;
            }
        }

        _lock.Take();
        bool any = _waits.Count > 0;
        _lock.Release();
        return any;
    }
}
