// What keeps processors from their work and is nobody's fault: interrupts, and on a virtual machine its host.
//
// They come in one of two ways. With a period: at random moments, whatever the processor does. Or as a machine's own
// interruptions were measured: each so long after the one before as it was there. That time counts only while the processor
// is busy, for it was measured by somebody at work; what delays a processor that comes back from idleness is part of how late
// its timers were measured to be.

using Baton.Simulator.Measures;

namespace Baton.Simulator.World;

/// <summary>Interrupts the processors.</summary>
internal sealed class Interrupts(SimulatedWorld world, SeededRandom random)
{
    private readonly long _period = world.Options.Costs.InterruptPeriod;
    private readonly long _length = world.Options.Costs.InterruptLength;
    private readonly IReadOnlyList<Interruption> _measured = world.Options.Costs.Interruptions;
    private readonly Course[] _courses = new Course[world.Processors.Length];

    /// <summary>Schedules the first of each processor.</summary>
    public void Begin()
    {
        foreach (VirtualProcessor processor in world.Processors)
        {
            if (_measured.Count > 0)
            {
                // Anywhere in the time before the one that comes first, too.
                int first = random.Below(_measured.Count);
                _courses[processor.Index] = new Course { Next = first, DueAtBusy = random.Between(0, _measured[first].After), IsIdle = true };
            }
            else
            {
                ScheduleAtRandom(processor);
            }
        }
    }

    /// <summary>The moment of an interrupt has come.</summary>
    public void Happen(VirtualProcessor processor)
    {
        if (_measured.Count == 0)
        {
            Interrupt(processor, _length);
            ScheduleAtRandom(processor);
            return;
        }

        ref Course course = ref _courses[processor.Index];
        if (processor.Running is null)
        {
            course.IsIdle = true;
            return;
        }

        if (processor.BusyAt(world.Now) >= course.DueAtBusy)
        {
            Interrupt(processor, _measured[course.Next].Length);
            course.DueAtBusy += _measured[course.Next].Length;
            course.Next = (course.Next + 1) % _measured.Count;
            course.DueAtBusy += _measured[course.Next].After;
        }

        ScheduleMeasured(processor);
    }

    /// <summary>A processor executes something again.</summary>
    public void GoesOn(VirtualProcessor processor)
    {
        if (_courses[processor.Index].IsIdle)
        {
            _courses[processor.Index].IsIdle = false;
            ScheduleMeasured(processor);
        }
    }

    private void Interrupt(VirtualProcessor processor, long length)
    {
        processor.InterruptedUntil = world.Now + length;
        if (processor.Running is not null)
        {
            processor.Postpone(length, world.Now);
        }

        world.Trace.Note(TraceEventKind.Interrupted, fiber: null, processor: processor.Index, detail: length);
    }

    private void ScheduleAtRandom(VirtualProcessor processor)
    {
        if (_period > 0)
        {
            world.Heap.Push(world.Now + random.Between(1, _period * 2), OccurrenceKind.Interrupt, processor.Index);
        }
    }

    private void ScheduleMeasured(VirtualProcessor processor) => world.Heap.Push(
        world.Now + Math.Max(0, _courses[processor.Index].DueAtBusy - processor.BusyAt(world.Now)), OccurrenceKind.Interrupt, processor.Index);

    /// <summary>How far a processor has come in the measured ones: which is next, how long it will have been busy by then, and
    /// whether it does nothing, so that the next is not scheduled.</summary>
    private struct Course
    {
        public int Next;
        public long DueAtBusy;
        public bool IsIdle;
    }
}
