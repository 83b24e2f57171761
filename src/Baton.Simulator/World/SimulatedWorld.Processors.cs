// What the virtual processors of the world do at an instant: look for work, run a fiber until its next action, notice that a
// slice is over, wait for what is in flight.

using Baton.Locking;
using Baton.Scheduling;
using Baton.Simulator.Invariants;
using Baton.Simulator.Measures;
using Baton.Workloads.Model;

namespace Baton.Simulator.World;

internal sealed partial class SimulatedWorld
{
    // A state in flight is one that another fiber, or a delayed wake, will settle.
    private const int FruitlessAttemptsMax = 4;
    private const long RetryDelay = 1_000;

    /// <summary>Makes a processor choose anew though nothing asks it to.</summary>
    public void Disturb(int processor)
    {
        Reschedule(_processors[processor], _processors[processor].Running is null ? SwitchReason.Idle : SwitchReason.Preempted);
        Settle();
    }

    /// <summary>Puts the fiber that runs on a processor to sleep in the middle of its work.</summary>
    public void Stall(VirtualProcessor processor, long time)
    {
        SimulatedFiber fiber = processor.Running!;
        processor.Halt(Now);
        fiber.SetAside();
        Schedule(Now + time, OccurrenceKind.SleepEnds, fiber.Index, ++fiber.SleepVersion);
        Reschedule(processor, SwitchReason.Slept);
        Settle();
    }

    private void List(VirtualProcessor processor)
    {
        if (!processor.IsListed)
        {
            processor.IsListed = true;
            _listed.Add(processor);
        }
    }

    /// <summary>News first: who has just been woken may be more urgent than what runs.</summary>
    private void LookAt(VirtualProcessor processor)
    {
        QueueChanges(processor.Index);
        if (processor.Worker.NeedsReschedule)
        {
            Reschedule(processor, processor.Running is null ? SwitchReason.Idle : SwitchReason.Preempted);
        }
        else if (processor.IsReady(Now))
        {
            Execute(processor);
        }
    }

    /// <summary>Executes instructions until one takes time, or the fiber stops, or there is news.</summary>
    private void Execute(VirtualProcessor processor)
    {
        // Something else at this moment may have brought us here before the end of the work did.
        processor.Complete(Now);
        SimulatedFiber fiber = processor.Running!;
        _stepping = processor;
        _caller.Fiber = fiber;
        StepResult result;
        do
        {
            result = _interpreter.Step(fiber);
        }
        while (result == StepResult.GoesOn && !processor.Worker.NeedsReschedule);

        _caller.Fiber = null;
        _stepping = null;
        switch (result)
        {
            case StepResult.GoesOn: Reschedule(processor, SwitchReason.Preempted); break;
            case StepResult.Works: Arm(processor); ListIfNews(processor); break;
            case StepResult.Sleeps: Reschedule(processor, SwitchReason.Slept); break;
            case StepResult.Yields: Reschedule(processor, SwitchReason.Yielded); break;
            default: Finish(processor, fiber); break;
        }
    }

    private void Finish(VirtualProcessor processor, SimulatedFiber fiber)
    {
        fiber.WaitForEver();
        Reschedule(processor, SwitchReason.Finished);
        fiber.End();
        Population.LiveCount--;
    }

    private void Reschedule(VirtualProcessor processor, SwitchReason reason)
    {
        processor.Halt(Now);
        var next = (SimulatedFiber?)processor.Worker.Schedule(reason);
        if (next is null)
        {
            if (processor.Worker.NeedsReschedule)
            {
                Retry(processor);
            }
        }
        else
        {
            processor.FruitlessAttempts = 0;
            _checks.OnPicked(processor, next);
            processor.Start(next, OverheadOf(processor, next), Now);
            _interrupts.GoesOn(processor);
            Rearm(processor);
        }
    }

    /// <summary>Something is in flight. At this very moment another processor may settle it; else it takes time.</summary>
    private void Retry(VirtualProcessor processor)
    {
        if (++processor.FruitlessAttempts % FruitlessAttemptsMax != 0)
        {
            List(processor);
        }
        else
        {
            processor.KickIsUnderWay = true;
            Schedule(Now + Math.Max(RetryDelay, _costs.Wake), OccurrenceKind.KickArrives, processor.Index);
        }
    }

    private long OverheadOf(VirtualProcessor processor, SimulatedFiber next)
    {
        if (ReferenceEquals(next, processor.Last) && next.LastProcessor == processor.Index)
        {
            return 0;
        }

        return _costs.Switch + (next.LastProcessor >= 0 && next.LastProcessor != processor.Index ? _costs.Migration : 0);
    }

    private void Rearm(VirtualProcessor processor)
    {
        if (processor.Running is null)
        {
            return;
        }

        if (processor.IsReady(Now))
        {
            List(processor);
        }
        else
        {
            Arm(processor);
        }
    }

    private void Arm(VirtualProcessor processor) =>
        Schedule(processor.End(), OccurrenceKind.WorkEnds, processor.Index, processor.Version);

    private void ListIfNews(VirtualProcessor processor)
    {
        if (processor.Worker.NeedsReschedule)
        {
            List(processor);
        }
    }

    /// <summary>The tick that notices what happens at a moment.</summary>
    public long TickFor(long moment)
    {
        // A tick that has come and did not help would come for ever.
        long due = Math.Max(moment, Now + 1);
        return _costs.Tick > 0 ? (due + _costs.Tick - 1) / _costs.Tick * _costs.Tick : due;
    }

    private void ArmTick(VirtualProcessor processor)
    {
        long due = processor.Worker.NextEvent();
        if (due == long.MaxValue)
        {
            return;
        }

        due = TickFor(due);
        if (due < processor.TickAt)
        {
            processor.TickAt = due;
            Schedule(due, OccurrenceKind.Tick, processor.Index);
        }
    }

    private void Tick(VirtualProcessor processor, long scheduledFor)
    {
        if (processor.TickAt != scheduledFor)
        {
            // An earlier one has come in between.
            return;
        }

        processor.TickAt = long.MaxValue;
        _stepping = processor;
        processor.Worker.Tick();
        _stepping = null;
        List(processor);
    }
}
