// Inversion time, with the name of the culprit.
//
// A fiber waits for a mutex. Follow owner after owner to the end of the chain: that fiber can go on, and its processor runs
// somebody else in its place. If who pays for that somebody has less entitlement than the waiting fiber, then the waiting
// fiber is kept from going on by somebody who has no claim: an inversion, and that somebody is the culprit. While the owner
// itself runs, or sleeps, the wait is the price of the mutex and nobody's fault.
//
// Only owners that others wait for and that could run but do not are looked at; there are few of them at any moment. Each
// stands in the list of its processor. The time since the last look is booked whenever anything about a processor or
// its list changes: so what is booked was the same all the time.

using Baton.Scheduling.Classes;
using Baton.Simulator.World;
using Baton.Timelines;

namespace Baton.Simulator.Measures;

/// <summary>Books inversion times.</summary>
internal sealed class InversionMeter
{
    private const int WorstMax = 20;

    private readonly SimulatedWorld _world;
    private readonly Lane[] _lanes;
    private readonly Dictionary<int, Wait> _waits = [];
    private readonly Dictionary<(int Victim, int Mutex, int Owner, int Culprit), long> _totals = [];
    private readonly List<Inversion> _worst = [];
    private readonly List<SimulatedFiber> _found = [];
    private long _search;

    public InversionMeter(SimulatedWorld world, int processors)
    {
        _world = world;
        _lanes = [.. Enumerable.Range(0, processors).Select(_ => new Lane())];
    }

    /// <summary>The waits that were prolonged most, the worst first.</summary>
    public IReadOnlyList<Inversion> Worst => [.. _worst.OrderByDescending(each => each.InversionNanoseconds).ThenBy(each => each.Time)];

    public IReadOnlyList<InversionTotal> Totals => [.. _totals
        .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key)
        .Select(pair => new InversionTotal(
            TaskName(pair.Key.Victim), _world.Mutexes[pair.Key.Mutex].Name, TaskName(pair.Key.Owner), TaskName(pair.Key.Culprit), pair.Value))];

    /// <summary>A processor runs another fiber now, or none.</summary>
    public void Runs(int processor, SimulatedFiber? fiber, SimulatedFiber? donor, long now)
    {
        Lane lane = _lanes[processor];
        Book(lane, processor, now);
        lane.Running = fiber;
        lane.Donor = donor;
        if (fiber is not null)
        {
            CannotRun(fiber, now);
        }
    }

    /// <summary>A fiber could run on a processor and does not.</summary>
    public void CouldRun(int processor, SimulatedFiber fiber, long now)
    {
        if (fiber.StalledAt != processor)
        {
            CannotRun(fiber, now);
            if (IsContended(fiber) && !ReferenceEquals(_lanes[processor].Running, fiber))
            {
                Book(_lanes[processor], processor, now);
                _lanes[processor].Stalled.Add(fiber);
                fiber.StalledAt = processor;
            }
        }
    }

    /// <summary>A fiber sleeps, or runs.</summary>
    public void CannotRun(SimulatedFiber fiber, long now)
    {
        if (fiber.StalledAt is >= 0 and var processor)
        {
            Book(_lanes[processor], processor, now);
            _lanes[processor].Stalled.Remove(fiber);
            fiber.StalledAt = -1;
        }
    }

    /// <summary>A fiber stopped running, and could go on.</summary>
    public void Stopped(int processor, SimulatedFiber fiber, long now)
    {
        Book(_lanes[processor], processor, now);
        _lanes[processor].Running = null;
        CouldRun(processor, fiber, now);
    }

    /// <summary>Who waits along the chain of a fiber is about to change: up to this moment it was as it is.</summary>
    public void WaitersChange(SimulatedFiber? holder, long now)
    {
        foreach (SimulatedFiber link in Chain(holder))
        {
            if (link.StalledAt is >= 0 and var processor)
            {
                Book(_lanes[processor], processor, now);
            }
        }
    }

    /// <summary>Somebody has begun to wait for what a fiber has.</summary>
    public void WaitBegins(SimulatedFiber? holder, long now)
    {
        foreach (SimulatedFiber link in Chain(holder))
        {
            if (link is { IsAsleep: false, Queueing: Scheduling.Queueing.Queued, Worker.Index: var processor })
            {
                CouldRun(processor, link, now);
            }
        }
    }

    /// <summary>A wait for a mutex has come to its end: whatever is still open is booked, and the wait judged.</summary>
    public void WaitEnds(SimulatedFiber fiber, SimulatedMutex mutex, long now)
    {
        if (fiber.Worker is { } worker)
        {
            Book(_lanes[worker.Index], worker.Index, now);
        }

        if (!_waits.Remove(fiber.Index, out Wait? wait))
        {
            return;
        }

        _world.Population.TotalsOf(fiber.Program.Index).Inverted(wait.Total, now);
        (SimulatedFiber culprit, long longest) = wait.Worst;
        if (_worst.Count < WorstMax || wait.Total > _worst.Min(each => each.InversionNanoseconds))
        {
            if (_worst.Count == WorstMax)
            {
                _worst.Remove(_worst.MinBy(each => each.InversionNanoseconds)!);
            }

            _worst.Add(new Inversion(
                now, fiber.DisplayName, now - fiber.AskedAt, mutex.Name, wait.Owner.DisplayName, culprit.DisplayName, longest, wait.Total,
                wait.Processor));
        }
    }

    /// <summary>Books the time since the last look at a processor.</summary>
    private void Book(Lane lane, int processor, long now)
    {
        long passed = now - lane.Since;
        lane.Since = now;
        if (passed <= 0 || lane.Running is not { } culprit || lane.Stalled.Count == 0)
        {
            return;
        }

        foreach (SimulatedFiber owner in lane.Stalled)
        {
            _found.Clear();
            _search++;
            FindWaiting(owner);
            foreach (SimulatedFiber victim in _found)
            {
                if (Exceeds(victim.Entity, (lane.Donor ?? culprit).Entity) && !ReferenceEquals(victim, culprit))
                {
                    Add(victim, owner, culprit, processor, passed);
                }
            }
        }
    }

    private void Add(SimulatedFiber victim, SimulatedFiber owner, SimulatedFiber culprit, int processor, long passed)
    {
        if (!_waits.TryGetValue(victim.Index, out Wait? wait))
        {
            _waits.Add(victim.Index, wait = new Wait());
        }

        wait.Add(owner, culprit, processor, passed);
        var key = (victim.Program.Index, victim.Asked!.Index, owner.Program.Index, culprit.Program.Index);
        _totals[key] = _totals.GetValueOrDefault(key) + passed;
    }

    /// <summary>Everybody who waits for what a fiber has, or for what those have.</summary>
    private void FindWaiting(SimulatedFiber owner)
    {
        foreach (Tenure tenure in owner.Held)
        {
            FindWaiting(tenure.Mutex, owner);
        }

        if (owner.Asked is { } asked && ReferenceEquals(asked.Holder, owner))
        {
            FindWaiting(asked, owner);
        }
    }

    private void FindWaiting(SimulatedMutex mutex, SimulatedFiber owner)
    {
        foreach (SimulatedFiber waiting in mutex.Waiting)
        {
            if (!ReferenceEquals(waiting, owner) && waiting.FoundBy != _search)
            {
                waiting.FoundBy = _search;
                _found.Add(waiting);
                FindWaiting(waiting);
            }
        }
    }

    /// <summary>A fiber, who has what it waits for, who has what that one waits for, and so on.</summary>
    private IEnumerable<SimulatedFiber> Chain(SimulatedFiber? fiber)
    {
        for (int hop = 0; fiber is not null && hop < _world.Population.Fibers.Count; hop++)
        {
            yield return fiber;
            fiber = fiber.Asked?.Holder is { } next && !ReferenceEquals(next, fiber) ? next : null;
        }
    }

    private static bool IsContended(SimulatedFiber fiber)
    {
        foreach (Tenure tenure in fiber.Held)
        {
            if (tenure.Mutex.Waiting.Count > 0)
            {
                return true;
            }
        }

        return fiber.Asked is { Waiting.Count: > 0 } asked && ReferenceEquals(asked.Holder, fiber);
    }

    /// <summary>By class and priority; of two fair ones, the one with more weight.</summary>
    private static bool Exceeds(SchedulingEntity a, SchedulingEntity b) =>
        a.Entitlement != b.Entitlement ? a.Entitlement > b.Entitlement : a.Rank == 1 && b.Rank == 1 && a.Policy.Nice < b.Policy.Nice;

    private string TaskName(int task) => _world.Population.Programs[task].Task.Name;

    /// <summary>What a processor runs, since when that has been booked, and who could run there but does not.</summary>
    private sealed class Lane
    {
        public SimulatedFiber? Running;
        public SimulatedFiber? Donor;
        public long Since;
        public readonly List<SimulatedFiber> Stalled = [];
    }

    /// <summary>How a wait that is under way was prolonged so far.</summary>
    private sealed class Wait
    {
        private readonly List<(SimulatedFiber Culprit, long Time)> _culprits = [];

        public long Total { get; private set; }

        public SimulatedFiber Owner { get; private set; } = null!;

        public int Processor { get; private set; }

        public (SimulatedFiber Culprit, long Time) Worst => _culprits.MaxBy(each => each.Time);

        public void Add(SimulatedFiber owner, SimulatedFiber culprit, int processor, long time)
        {
            Total += time;
            Owner = owner;
            Processor = processor;
            int index = _culprits.FindIndex(each => ReferenceEquals(each.Culprit, culprit));
            if (index < 0)
            {
                _culprits.Add((culprit, time));
            }
            else
            {
                _culprits[index] = (culprit, _culprits[index].Time + time);
            }
        }
    }
}
