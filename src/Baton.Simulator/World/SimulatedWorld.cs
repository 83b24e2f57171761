// The simulated machine: a clock that jumps from one thing that is due to the next, and processors that execute what the
// product's own workers decide.
//
// One thread runs all of it. That is what makes it deterministic: the only order is that of the event heap, and within one
// moment that of the list of processors to look at. A moment goes like this:
//
//   1. What is due happens: a sleep ends, work is done, a tick, a kick, an interrupt, a fault.
//   2. As long as there are processors to look at, each either executes the next instruction of its fiber, or asks its
//      worker who comes next. Both may wake fibers, which lists more processors. No time passes meanwhile.
//   3. Each processor whose run queue has changed is told when a tick is due there.
//   4. The invariants are checked, and the clock jumps.
//
// What a kick means. The worker has news. A processor that kicks itself looks at once; another, or one that is idle, after
// the time that a wake takes on this machine, or a timer, if that takes another. Then, unlike a real worker of the product, it
// preempts: what runs is stopped between two nanoseconds, as an operating system's scheduler would do it.

using Baton.Locking;
using Baton.Scheduling;
using Baton.Simulator.Invariants;
using Baton.Simulator.Measures;
using Baton.Workloads.Model;

namespace Baton.Simulator.World;

/// <summary>A machine in virtual time, on which a workload runs.</summary>
internal sealed partial class SimulatedWorld : IWorkerHost
{
    private readonly VirtualProcessor[] _processors;
    private readonly List<VirtualProcessor> _listed = [];
    private readonly List<VirtualProcessor> _changed = [];
    private readonly MachineCosts _costs;
    private readonly Interpreter _interpreter;
    private readonly FaultInjector _faults;
    private readonly Interrupts _interrupts;
    private readonly SeededRandom _timers;
    private readonly InvariantChecks _checks;
    private VirtualProcessor? _stepping;
    private bool _isTimer;
    private Caller _caller = Caller.Current;
    private int _pending;

    public SimulatedWorld(Workload workload, SimulationOptions options)
    {
        Workload = workload;
        Options = options;
        _costs = options.Costs;
        Numbers = new ResourceNumbers(workload);
        Trace = new TraceSink(this, options.KeepsTrace);
        Scheduler = new SchedulerCore(0, options.Processors, options.Support == OwnerSupport.Proxy, this, Trace);
        Inheritance = options.Support == OwnerSupport.Inheritance ? new PriorityInheritance(Scheduler) : null;
        _processors = [.. Scheduler.Workers.ToArray().Select(worker => new VirtualProcessor(
            worker, worker.Index < _costs.SpeedPercents.Count ? _costs.SpeedPercents[worker.Index] : _costs.SpeedPercent))];
        Mutexes = [.. Numbers.Mutexes.Select((name, index) => new SimulatedMutex(index, name, options.Lock))];
        Trace.Begin(Mutexes);
        Population = new Population(this);
        Rooms = [.. Enumerable.Range(0, Numbers.QueueCount).Select(_ => new WaitingRoom())];
        _interpreter = new Interpreter(this);
        _timers = new SeededRandom(options.Seed);
        var random = new SeededRandom(options.Seed);
        _faults = new FaultInjector(this, random);
        _interrupts = new Interrupts(this, random);
        _checks = new InvariantChecks(this);
    }

    /// <inheritdoc/>
    public long Now { get; private set; }

    /// <inheritdoc/>
    public long Anticipation => 0;

    /// <summary>How many things have happened, for messages: a step is what happens at one entry of the heap.</summary>
    public long Step { get; private set; }

    public Workload Workload { get; }

    public SimulationOptions Options { get; }

    public SchedulerCore Scheduler { get; }

    public ResourceNumbers Numbers { get; }

    public TraceSink Trace { get; }

    public PriorityInheritance? Inheritance { get; }

    public Population Population { get; }

    public IReadOnlyList<SimulatedMutex> Mutexes { get; }

    public IReadOnlyList<WaitingRoom> Rooms { get; }

    public ReadOnlySpan<VirtualProcessor> Processors => _processors;

    public EventHeap Heap { get; } = new();

    /// <summary>The checks that are made at every step.</summary>
    public InvariantChecks Checks => _checks;

    /// <summary>Circles of mutexes that the scheduler has found.</summary>
    public List<string> Deadlocks { get; } = [];

    /// <summary>Runs until all fibers have ended, the time is over, nothing can happen any more, or the caller cancels.</summary>
    public SimulationEnding Run(long duration, IProgress<TimeSpan>? progress, CancellationToken cancellationToken)
    {
        const long StepsPerLook = 4096;
        _caller = Caller.Current;
        _faults.Begin();
        _interrupts.Begin();
        Population.StartAll();
        while (Population.LiveCount > 0)
        {
            if (_pending == 0 || !Heap.TryPop(out Occurrence next))
            {
                Trace.End(Now);
                return SimulationEnding.Stuck;
            }

            if (next.Time > duration)
            {
                Now = duration;
                Trace.End(Now);
                return SimulationEnding.DurationElapsed;
            }

            if (++Step % StepsPerLook == 0)
            {
                progress?.Report(TimeSpan.FromMicroseconds(Now / 1000.0));
                if (cancellationToken.IsCancellationRequested)
                {
                    Trace.End(Now);
                    return SimulationEnding.Cancelled;
                }
            }

            if (next.Time < Now)
            {
                throw new InvalidOperationException($"The simulator has put something into the past: {next} at {Now}.");
            }

            Now = next.Time;
            Happen(next);
            Settle();
            _checks.AfterStep();
        }

        Trace.End(Now);
        return SimulationEnding.Completed;
    }

    /// <summary>Something happens in the run queue of a processor: when the moment is over, it is to be seen when a tick is due there.</summary>
    public void QueueChanges(int processor)
    {
        if (!_processors[processor].HasChanged)
        {
            _processors[processor].HasChanged = true;
            _changed.Add(_processors[processor]);
        }
    }

    /// <summary>What to throw when an invariant does not hold.</summary>
    public SimulationViolationException Violation(string invariant, string what) => new(invariant, Step, Now, what);

    /// <summary>Books what runs up to this moment. Nothing comes after.</summary>
    public void Stop()
    {
        foreach (VirtualProcessor processor in _processors)
        {
            processor.Worker.Queue.Lock.Take();
            processor.Worker.Queue.Charge(Now);
            processor.Worker.Queue.Lock.Release();
            processor.Halt(Now);
        }
    }

    /// <summary>Schedules something that keeps the simulation alive, which faults and interrupts do not.</summary>
    public void Schedule(long time, OccurrenceKind kind, int subject, int version = 0)
    {
        _pending++;
        Heap.Push(time, kind, subject, version);
    }

    /// <inheritdoc/>
    public void Kick(Worker worker)
    {
        VirtualProcessor processor = _processors[worker.Index];
        long delay = ReferenceEquals(processor, _stepping) ? 0
            : _isTimer ? TimerDelay(processor)
            : _costs.Wake;
        if (delay == 0)
        {
            List(processor);
        }
        else if (!processor.KickIsUnderWay)
        {
            processor.KickIsUnderWay = true;
            Schedule(Now + delay, OccurrenceKind.KickArrives, worker.Index);
        }
    }

    /// <inheritdoc/>
    public void OnDeadlock(FiberDeadlock deadlock) => Deadlocks.Add(deadlock.ToString());

    /// <summary>What a fiber waits for has come: it is woken, now or a little late.</summary>
    public void EndWait(SimulatedFiber fiber)
    {
        fiber.WaitIsOver = true;
        fiber.DueAt = Now;
        if (_faults.WakeDelay() is > 0 and var delay)
        {
            fiber.WakesUnderWay++;
            Schedule(Now + delay, OccurrenceKind.WakeArrives, fiber.Index);
        }
        else
        {
            Scheduler.Wake(fiber);
        }
    }

    /// <summary>A mutex has been given to a fiber that waits for it.</summary>
    public void OnGranted(SimulatedFiber fiber)
    {
        SimulatedMutex mutex = fiber.Asked!;
        _checks.OnTaken(mutex, fiber);
        mutex.Holder = fiber;
        mutex.Waiting.Remove(fiber);
        Trace.Note(TraceEventKind.LockGranted, fiber, mutex: mutex);
        Inheritance?.Update(fiber);
        EndWait(fiber);
    }

    private long TimerDelay(VirtualProcessor processor)
    {
        IReadOnlyList<long> delays = processor.Running is null ? _costs.TimersWhenIdle : _costs.TimersWhenBusy;
        return delays.Count == 0 ? _costs.Wake : delays[_timers.Below(delays.Count)];
    }

    private void Happen(in Occurrence due)
    {
        switch (due.Kind)
        {
            case OccurrenceKind.Interrupt:
                _interrupts.Happen(_processors[due.Subject]);
                Rearm(_processors[due.Subject]);
                return;
            case OccurrenceKind.Fault:
                _faults.Happen(due.Subject);
                return;
        }

        _pending--;
        switch (due.Kind)
        {
            case OccurrenceKind.FiberStarts:
                Scheduler.Start(Population[due.Subject]);
                break;
            case OccurrenceKind.SleepEnds:
                SimulatedFiber sleeper = Population[due.Subject];
                if (sleeper.SleepVersion == due.Version)
                {
                    _isTimer = true;
                    EndWait(sleeper);
                    _isTimer = false;
                }

                break;
            case OccurrenceKind.WakeArrives:
                SimulatedFiber woken = Population[due.Subject];
                woken.WakesUnderWay--;
                if (!woken.HasEnded)
                {
                    Scheduler.Wake(woken);
                }

                break;
            case OccurrenceKind.WorkEnds:
                VirtualProcessor processor = _processors[due.Subject];
                if (processor.Version == due.Version)
                {
                    processor.Complete(Now);
                    List(processor);
                }

                break;
            case OccurrenceKind.Tick:
                Tick(_processors[due.Subject], due.Time);
                break;
            case OccurrenceKind.KickArrives:
                _processors[due.Subject].KickIsUnderWay = false;
                List(_processors[due.Subject]);
                break;
        }
    }

    private void Settle()
    {
        for (int i = 0; i < _listed.Count; i++)
        {
            VirtualProcessor processor = _listed[i];
            processor.IsListed = false;
            LookAt(processor);
        }

        _listed.Clear();

        // Last, when every queue is as it stays: who has come to a busy processor and does not preempt ends its slice all the same.
        foreach (VirtualProcessor processor in _changed)
        {
            processor.HasChanged = false;
            ArmTick(processor);
        }

        _changed.Clear();
    }
}
