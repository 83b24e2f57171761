using Baton.Scheduling;
using Baton.Simulator.World;

namespace Baton.Simulator.Measures;

/// <summary>Where everything that happens comes together: it is kept, if that is wanted, and measured.</summary>
internal sealed class TraceSink : SchedulingTrace
{
    // The scheduler's kinds have the same names here.
    private static readonly TraceEventKind[] Kinds =
        [.. Enum.GetValues<SchedulingEventKind>().Select(kind => Enum.Parse<TraceEventKind>(kind.ToString()))];

    private readonly SimulatedWorld _world;
    private readonly InversionMeter _inversions;
    private readonly FairnessMeter _fairness;
    private readonly SeriesRecorder[] _busy;
    private readonly long[] _busySince;

    public TraceSink(SimulatedWorld world, bool keeps)
    {
        int processors = world.Options.Processors;
        _world = world;
        _inversions = new InversionMeter(world, processors);
        _fairness = new FairnessMeter(world, processors);
        _busy = [.. Enumerable.Range(0, processors).Select(_ => new SeriesRecorder())];
        _busySince = new long[processors];
        Array.Fill(_busySince, -1);
        Locks = new LockMeter(world);
        Kept = keeps ? new SimulationTrace(processors) : null;
    }

    /// <summary>All that happened, if it is kept.</summary>
    public SimulationTrace? Kept { get; }

    /// <summary>How many events the scheduler has told.</summary>
    public long EventCount { get; private set; }

    public LockMeter Locks { get; }

    public InversionMeter Inversions => _inversions;

    public TimeSeries BusySeries(int processor) => _busy[processor].ToSeries();

    public void Begin(IReadOnlyList<SimulatedMutex> mutexes)
    {
        foreach (SimulatedMutex mutex in mutexes)
        {
            Kept?.AddMutex(mutex.Name);
        }
    }

    public void Add(SimulatedFiber fiber) => Kept?.AddFiber(new TracedFiber(
        fiber.DisplayName, fiber.Program.Task.Name, [.. fiber.Program.Task.Phases.Select(phase => phase.Name)], fiber.BasePolicy));

    /// <inheritdoc/>
    public override void On(in SchedulingEvent happened)
    {
        EventCount++;
        if (happened.Worker >= 0)
        {
            _world.QueueChanges(happened.Worker);
        }

        var fiber = (SimulatedFiber?)happened.Fiber;
        var other = (SimulatedFiber?)happened.Other;
        if (Kept is { } kept)
        {
            int mutex = happened.Mutex is null ? -1 : IndexOf(happened.Mutex, fiber!, other);
            kept.Add(new TraceEvent(
                happened.Time, Kinds[(int)happened.Kind], happened.Worker, fiber?.Index ?? -1, other?.Index ?? -1, mutex));
            if (happened.Kind == SchedulingEventKind.PolicyChanged)
            {
                kept.AddPolicy(new TracedPolicy(happened.Time, fiber!.Index, fiber.Entity.Policy));
            }
        }

        Measure(happened, fiber, other);
    }

    /// <summary>Something happened in the world around the scheduler.</summary>
    public void Note(
        TraceEventKind kind, SimulatedFiber? fiber, SimulatedFiber? other = null, SimulatedMutex? mutex = null, long detail = 0, int processor = -1)
    {
        long now = _world.Now;
        Kept?.Add(new TraceEvent(
            now, kind, processor >= 0 ? processor : fiber?.Worker?.Index ?? -1, fiber?.Index ?? -1, other?.Index ?? -1, mutex?.Index ?? -1,
            (int)Math.Min(detail, 2_000_000_000)));
        switch (kind)
        {
            case TraceEventKind.LockRequested: _inversions.WaitBegins(mutex!.Holder, now); break;
            case TraceEventKind.LockAcquired or TraceEventKind.LockCancelled: _inversions.WaitEnds(fiber!, mutex!, now); break;
        }
    }

    /// <summary>The simulation is over: what is open is booked.</summary>
    public void End(long now)
    {
        for (int processor = 0; processor < _busy.Length; processor++)
        {
            Busy(processor, false, now);
            _inversions.Runs(processor, null, null, now);
        }

        if (Kept is { } kept)
        {
            kept.EndTime = now;
        }
    }

    private void Measure(in SchedulingEvent happened, SimulatedFiber? fiber, SimulatedFiber? other)
    {
        int processor = happened.Worker;
        long now = happened.Time;
        switch (happened.Kind)
        {
            case SchedulingEventKind.Switched:
                _inversions.Runs(processor, fiber, other, now);
                _fairness.Runs(processor, other, now);
                Busy(processor, true, now);
                break;
            case SchedulingEventKind.WentIdle:
                _inversions.Runs(processor, null, null, now);
                _fairness.Runs(processor, null, now);
                Busy(processor, false, now);
                break;
            case SchedulingEventKind.Preempted or SchedulingEventKind.Yielded:
                _inversions.Stopped(processor, fiber!, now);
                break;
            case SchedulingEventKind.Slept or SchedulingEventKind.Finished:
                _inversions.Runs(processor, null, null, now);
                _inversions.CannotRun(fiber!, now);
                _fairness.Leaves(fiber!, now);
                break;
            case SchedulingEventKind.Blocked:
                _inversions.Runs(processor, null, null, now);
                break;
            case SchedulingEventKind.Started or SchedulingEventKind.Woken:
                _fairness.Joins(fiber!, now);
                _inversions.CouldRun(processor, fiber!, now);
                break;
            case SchedulingEventKind.Migrated:
                _inversions.CouldRun(processor, fiber!, now);
                break;
            case SchedulingEventKind.HandedToDonor:
                _world.Checks.OnHandedToDonor(other!);
                break;
            case SchedulingEventKind.Activated:
                _fairness.Joins(fiber!, now);
                break;
            case SchedulingEventKind.Deactivated or SchedulingEventKind.LentToSleeper:
                _fairness.Leaves(fiber!, now);
                break;
            case SchedulingEventKind.PolicyChanged when fiber!.Queueing == Queueing.Queued:
                _fairness.Leaves(fiber, now);
                _fairness.Joins(fiber, now);
                break;
        }
    }

    private void Busy(int processor, bool isBusy, long now)
    {
        if (isBusy && _busySince[processor] < 0)
        {
            _busySince[processor] = now;
        }
        else if (!isBusy && _busySince[processor] >= 0)
        {
            _busy[processor].AddSpan(_busySince[processor], now);
            _busySince[processor] = -1;
        }
    }

    private static int IndexOf(MutexCore mutex, SimulatedFiber fiber, SimulatedFiber? other)
    {
        if (ReferenceEquals(fiber.Asked?.Core, mutex))
        {
            return fiber.Asked!.Index;
        }

        // An unlock that gives to the donor: what the donor waits for.
        return other?.Asked is { } asked && ReferenceEquals(asked.Core, mutex) ? asked.Index : -1;
    }
}
