using Baton.Scheduling;

namespace Baton.Simulator.World;

/// <summary>Makes things go wrong, at random moments that the seed decides.</summary>
internal sealed class FaultInjector(SimulatedWorld world, SeededRandom random)
{
    private const long StallMax = 200_000;

    private readonly FaultPlan _plan = world.Options.Faults;

    private long[] Periods =>
        [_plan.Preemption, _plan.SpuriousWake, _plan.Cancellation, _plan.OwnerSleep, _plan.PolicyChange, _plan.AffinityChange];

    /// <summary>Schedules the first of each kind.</summary>
    public void Begin()
    {
        for (int kind = 0; kind < Periods.Length; kind++)
        {
            ScheduleFault(kind);
        }
    }

    /// <summary>How late the next wake comes.</summary>
    public long WakeDelay() => _plan.WakeDelayMax == 0 || random.Percent(50) ? 0 : random.Between(0, _plan.WakeDelayMax);

    /// <summary>Something of a kind goes wrong.</summary>
    public void Happen(int kind)
    {
        ScheduleFault(kind);
        switch (kind)
        {
            case 0: world.Disturb(random.Below(world.Processors.Length)); break;
            case 1: WakeForNothing(); break;
            case 2: Cancel(); break;
            case 3: Stall(); break;
            case 4: ChangePolicy(); break;
            default: ChangeAffinity(); break;
        }
    }

    private void ScheduleFault(int kind)
    {
        if (Periods[kind] is > 0 and var period)
        {
            world.Heap.Push(world.Now + random.Between(1, period * 2), OccurrenceKind.Fault, kind);
        }
    }

    private SimulatedFiber? AnyFiber()
    {
        SimulatedFiber fiber = world.Population[random.Below(world.Population.Fibers.Count)];
        return fiber.HasEnded || fiber.Worker is null ? null : fiber;
    }

    private void WakeForNothing()
    {
        if (AnyFiber() is { IsAsleep: true } fiber)
        {
            world.Trace.Note(TraceEventKind.Fault, fiber);
            fiber.IsNudged = true;
            world.Scheduler.Wake(fiber);
        }
    }

    private void Cancel()
    {
        if (AnyFiber() is { Waiting: WaitKind.Mutex, WaitIsOver: false, Asked: { } mutex } fiber && mutex.TryCancel(fiber))
        {
            world.Trace.Inversions.WaitersChange(mutex.Holder, world.Now);
            mutex.Waiting.Remove(fiber);
            fiber.IsCancelled = true;
            world.Trace.Note(TraceEventKind.LockCancelled, fiber, mutex: mutex);
            world.Checks.OnCancelled(mutex, fiber);
            world.Inheritance?.Update(mutex.Holder);
            world.EndWait(fiber);
        }
    }

    private void Stall()
    {
        VirtualProcessor processor = world.Processors[random.Below(world.Processors.Length)];
        if (processor.Running is { Waiting: WaitKind.None } fiber && !processor.IsReady(world.Now))
        {
            world.Trace.Note(TraceEventKind.Fault, fiber);
            world.Stall(processor, random.Between(1, StallMax));
        }
    }

    private void ChangePolicy()
    {
        if (AnyFiber() is { } fiber)
        {
            fiber.BasePolicy = RandomPolicy();
            if (world.Inheritance is { } inheritance)
            {
                inheritance.Update(fiber);
            }
            else
            {
                world.Scheduler.ChangePolicy(fiber, fiber.BasePolicy);
            }
        }
    }

    private void ChangeAffinity()
    {
        if (AnyFiber() is { } fiber)
        {
            world.Scheduler.ChangeAffinity(
                fiber, random.Percent(30) ? WorkerSet.All : WorkerSet.Of(random.Below(world.Processors.Length), random.Below(world.Processors.Length)));
        }
    }

    private SchedulingPolicy RandomPolicy() => random.Below(6) switch
    {
        0 or 1 => SchedulingPolicy.Normal(random.Below(40) - 20),
        2 => SchedulingPolicy.Batch(random.Below(20)),
        3 => SchedulingPolicy.RoundRobin(1 + random.Below(20)),
        4 => SchedulingPolicy.Fifo(1 + random.Below(20)),
        _ => RandomDeadline(),
    };

    private SchedulingPolicy RandomDeadline()
    {
        long period = random.Between(200, 5_000);
        return SchedulingPolicy.Deadline(
            TimeSpan.FromMicroseconds(random.Between(period / 10, period / 2)), TimeSpan.FromMicroseconds(period), TimeSpan.FromMicroseconds(period));
    }
}
