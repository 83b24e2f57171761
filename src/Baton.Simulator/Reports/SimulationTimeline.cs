// A simulation's trace as a timeline: each event becomes what it says about threads, processors and mutexes.

using Baton.Timelines;
using Baton.Workloads.Execution.Fibers;

namespace Baton.Simulator;

/// <summary>Makes timelines of simulations.</summary>
public static class SimulationTimeline
{
    /// <summary>What the simulation looked like: a track for each processor, thread and mutex.</summary>
    public static Timeline Of(SimulationTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var builder = new TimelineBuilder(trace.Processors);
        foreach (TracedFiber fiber in trace.Fibers)
        {
            builder.AddThread(fiber.Name, fiber.Task, fiber.Policy.ToString(), PolicyTranslation.EntitlementOf(fiber.Policy));
        }

        foreach (string mutex in trace.Mutexes)
        {
            builder.AddLock(mutex);
        }

        // Policies stand beside the events, in the same order.
        int policies = 0;
        foreach (TraceEvent happened in trace.Events)
        {
            if (happened.Kind == TraceEventKind.PolicyChanged)
            {
                TracedPolicy given = trace.Policies[policies++];
                builder.ChangesPolicy(given.Time, given.Fiber, given.Policy.ToString(), PolicyTranslation.EntitlementOf(given.Policy));
            }
            else
            {
                Tell(builder, happened);
            }
        }

        return builder.Build(trace.EndTime);
    }

    private static void Tell(TimelineBuilder builder, in TraceEvent happened)
    {
        (long time, int processor, int fiber, int mutex) = (happened.Time, happened.Processor, happened.Fiber, happened.Mutex);
        switch (happened.Kind)
        {
            case TraceEventKind.Switched:
                builder.Runs(time, processor, fiber, happened.Other);
                break;
            case TraceEventKind.WentIdle:
                builder.GoesIdle(time, processor);
                break;
            case TraceEventKind.Started or TraceEventKind.Woken or TraceEventKind.Preempted or TraceEventKind.Yielded:
                builder.IsReady(time, fiber, processor);
                break;
            case TraceEventKind.Migrated:
                builder.Moves(time, fiber, processor);
                break;
            case TraceEventKind.Slept:
                builder.Sleeps(time, fiber);
                break;
            case TraceEventKind.Blocked:
                builder.Blocks(time, fiber, mutex);
                break;
            case TraceEventKind.Finished:
                builder.Ends(time, fiber);
                break;
            case TraceEventKind.DonorMigrated or TraceEventKind.Returned or TraceEventKind.LentToSleeper or TraceEventKind.Deactivated:
                builder.StopsPaying(time, fiber);
                break;
            case TraceEventKind.LockRequested:
                builder.WaitsFor(time, fiber, mutex);
                break;
            case TraceEventKind.LockGranted:
                builder.Takes(time, fiber, mutex);
                break;
            case TraceEventKind.LockAcquired:
                builder.Takes(time, fiber, mutex);
                builder.HasEntered(time, fiber);
                break;
            case TraceEventKind.LockReleased:
                builder.Releases(time, fiber, mutex);
                break;
            default:
                Mark(builder, happened);
                break;
        }
    }

    private static void Mark(TimelineBuilder builder, in TraceEvent happened)
    {
        MarkKind? kind = happened.Kind switch
        {
            TraceEventKind.HandedToDonor => MarkKind.Handoff,
            TraceEventKind.TimerMissed => MarkKind.DeadlineMiss,
            TraceEventKind.LockCancelled => MarkKind.Cancellation,
            TraceEventKind.Interrupted => MarkKind.Interrupt,
            TraceEventKind.Fault => MarkKind.Fault,
            TraceEventKind.DeadlockFound => MarkKind.Deadlock,
            _ => null,
        };
        if (kind is { } known)
        {
            builder.Add(new TimelineMark(
                happened.Time, known, happened.Fiber, happened.Other, happened.Processor, happened.Mutex, happened.Detail));
        }
    }
}
