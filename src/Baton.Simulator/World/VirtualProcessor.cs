using Baton.Scheduling;

namespace Baton.Simulator.World;

/// <summary>A processor of the simulated machine: executes what its worker decides, and knows how far that has come.</summary>
internal sealed class VirtualProcessor(Worker worker, int speedPercent)
{
    private long _startedAt;
    private long _overhead;

    public Worker Worker { get; } = worker;

    public int Index => Worker.Index;

    /// <summary>The fiber that it executes, or null.</summary>
    public SimulatedFiber? Running { get; private set; }

    /// <summary>Whom it executed last: to go on with that one costs no switch.</summary>
    public SimulatedFiber? Last { get; private set; }

    /// <summary>Tells the end of the present work from those that were scheduled before.</summary>
    public int Version { get; private set; }

    /// <summary>When a tick is due, as far as one is scheduled.</summary>
    public long TickAt { get; set; } = long.MaxValue;

    /// <summary>Whether a kick is on its way to it.</summary>
    public bool KickIsUnderWay { get; set; }

    /// <summary>Whether it stands in the list of those to look at in this very moment.</summary>
    public bool IsListed { get; set; }

    /// <summary>Whether its run queue has changed in this very moment.</summary>
    public bool HasChanged { get; set; }

    /// <summary>Until when it serves an interrupt.</summary>
    public long InterruptedUntil { get; set; }

    /// <summary>How long it has executed fibers, overhead included.</summary>
    public long Busy { get; private set; }

    /// <summary>The same up to this moment, of what runs now too.</summary>
    public long BusyAt(long now) => Busy + (Running is null ? 0 : now - _busySince);

    /// <summary>When it last asked its worker and got nothing because a state was in flight.</summary>
    public int FruitlessAttempts { get; set; }

    private long _busySince;

    /// <summary>Begins or goes on with a fiber, after so many nanoseconds of switching.</summary>
    public void Start(SimulatedFiber fiber, long overhead, long now)
    {
        Running = Last = fiber;
        fiber.LastProcessor = Index;
        fiber.RunsAt = Index;
        _busySince = now;
        Restart(Math.Max(overhead, InterruptedUntil - now), now);
    }

    /// <summary>Stops; what the fiber has done is taken off its work.</summary>
    public void Halt(long now)
    {
        if (Running is not null)
        {
            TakeStock(now);
            Busy += now - _busySince;
            Running.RunsAt = -1;
            Running = null;
            Version++;
        }
    }

    /// <summary>The running fiber loses some time, or has been given work: the end of its work is another now.</summary>
    public void Postpone(long delay, long now)
    {
        long overhead = TakeStock(now);
        Restart(overhead + delay, now);
    }

    /// <summary>Whether nothing is left to do for the fiber before its next instruction.</summary>
    public bool IsReady(long now) =>
        Running is { } fiber && now >= _startedAt && fiber.Work == 0 && fiber.WorksUntil <= now;

    /// <summary>When the running fiber will have done its work.</summary>
    public long End() => Running!.WorksUntil != 0
        ? Math.Max(_startedAt, Running.WorksUntil)
        : _startedAt + (((Running.Work * 100) + speedPercent - 1) / speedPercent);

    /// <summary>The end of the work has come.</summary>
    public void Complete(long now)
    {
        Running!.Work = 0;
        Running.WorksUntil = 0;
        Restart(0, now);
    }

    private void Restart(long overhead, long now)
    {
        _overhead = overhead;
        _startedAt = now + overhead;
        Version++;
    }

    /// <summary>Takes off what has been done; returns the overhead that is left.</summary>
    private long TakeStock(long now)
    {
        if (now <= _startedAt)
        {
            return Math.Min(_overhead, _startedAt - now);
        }

        SimulatedFiber fiber = Running!;
        fiber.Work = Math.Max(0, fiber.Work - ((now - _startedAt) * speedPercent / 100));
        return 0;
    }
}
