// What a run on fibers looked like. While it runs, everything that the scheduler, the mutexes and the timers tell is kept in
// memory; afterwards it is put in the order of time and told to a TimelineBuilder.
//
// The scheduler tells under the lock of a run queue, where one may append to memory and no more. Several workers tell at
// once, hence the latch; and what one of them tells may stand before what another saw a little earlier, hence the sorting.

using Baton.Scheduling;
using Baton.Timelines;

namespace Baton.Workloads.Execution.Fibers;

/// <summary>Keeps what happens in a run, for its timeline.</summary>
internal sealed class RunRecorder : SchedulingTrace
{
    /// <summary>More than a page can show; what comes later is not kept.</summary>
    private const int EntriesMax = 2_000_000;

    private readonly List<Entry> _entries = [];
    private Latch _latch;

    private enum LockStep : byte
    {
        None,
        Asks,
        Has,
        GivesBack,
        MissesTimer,
    }

    /// <summary>How many events were too many to be kept.</summary>
    internal long LostCount { get; private set; }

    /// <inheritdoc/>
    public override void On(in SchedulingEvent happened) => Keep(new Entry(
        happened.Time, happened, LockStep.None, "", -1, 0, happened.Kind == SchedulingEventKind.PolicyChanged ? happened.Fiber!.Entity.Policy : default));

    /// <summary>A thread asks for a mutex.</summary>
    internal void Asks(string thread, WorkloadMutex mutex, long time) => Keep(new Entry(time, default, LockStep.Asks, thread, mutex.Index, 0));

    /// <summary>A thread has a mutex.</summary>
    internal void Has(string thread, WorkloadMutex mutex, long time) => Keep(new Entry(time, default, LockStep.Has, thread, mutex.Index, 0));

    /// <summary>A thread gives a mutex back.</summary>
    internal void GivesBack(string thread, WorkloadMutex mutex, long time) =>
        Keep(new Entry(time, default, LockStep.GivesBack, thread, mutex.Index, 0));

    /// <summary>A thread came to a timer so long after it had expired.</summary>
    internal void MissesTimer(string thread, long late, long time) => Keep(new Entry(time, default, LockStep.MissesTimer, thread, -1, late));

    /// <summary>What was kept, as a timeline. Called when nothing is told any more.</summary>
    /// <param name="workers">How many workers there were.</param>
    /// <param name="threads">The threads: name, task and policy.</param>
    /// <param name="mutexes">The names of the mutexes, by number.</param>
    /// <param name="start">When the run began; the timeline counts from there.</param>
    /// <param name="end">When it ended.</param>
    internal Timeline ToTimeline(
        int workers, IEnumerable<(string Name, string Task, SchedulingPolicy Policy)> threads, IEnumerable<string> mutexes, long start, long end)
    {
        var builder = new TimelineBuilder(workers);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach ((string name, string task, SchedulingPolicy policy) in threads)
        {
            numbers[name] = builder.AddThread(name, task, policy.ToString(), PolicyTranslation.EntitlementOf(policy));
        }

        foreach (string mutex in mutexes)
        {
            builder.AddLock(mutex);
        }

        foreach (Entry entry in _entries.Where(entry => entry.Time <= end).OrderBy(entry => entry.Time))
        {
            // What was before the common start is told as of the start, for it says how things stood then.
            long time = Math.Max(0, entry.Time - start);
            if (entry.Step == LockStep.None)
            {
                Tell(builder, numbers, entry, time);
            }
            else if (numbers.TryGetValue(entry.Thread, out int thread))
            {
                Tell(builder, entry, thread, time);
            }
        }

        return builder.Build(end - start);
    }

    private static void Tell(TimelineBuilder builder, Dictionary<string, int> numbers, in Entry entry, long time)
    {
        SchedulingEvent happened = entry.Event;
        int fiber = NumberOf(happened.Fiber), other = NumberOf(happened.Other);
        if (happened.Kind == SchedulingEventKind.WentIdle)
        {
            builder.GoesIdle(time, happened.Worker);
            return;
        }

        if (fiber < 0)
        {
            return;
        }

        switch (happened.Kind)
        {
            case SchedulingEventKind.Switched:
                builder.Runs(time, happened.Worker, fiber, other);
                break;
            case SchedulingEventKind.Started or SchedulingEventKind.Woken or SchedulingEventKind.Preempted or SchedulingEventKind.Yielded:
                builder.IsReady(time, fiber, happened.Worker);
                break;
            case SchedulingEventKind.Migrated:
                builder.Moves(time, fiber, happened.Worker);
                break;
            case SchedulingEventKind.Slept:
                builder.Sleeps(time, fiber);
                break;
            case SchedulingEventKind.Blocked:
                builder.Blocks(time, fiber, -1);
                break;
            case SchedulingEventKind.Finished:
                builder.Ends(time, fiber);
                break;
            case SchedulingEventKind.DonorMigrated or SchedulingEventKind.Returned or SchedulingEventKind.LentToSleeper or SchedulingEventKind.Deactivated:
                builder.StopsPaying(time, fiber);
                break;
            case SchedulingEventKind.PolicyChanged:
                builder.ChangesPolicy(time, fiber, entry.Policy.ToString(), PolicyTranslation.EntitlementOf(entry.Policy));
                break;
            case SchedulingEventKind.HandedToDonor:
                builder.Add(new TimelineMark(time, MarkKind.Handoff, fiber, other, happened.Worker));
                break;
            case SchedulingEventKind.DeadlockFound:
                builder.Add(new TimelineMark(time, MarkKind.Deadlock, fiber, other, happened.Worker));
                break;
        }

        int NumberOf(FiberCore? told) => told is not null && numbers.TryGetValue(told.DisplayName, out int number) ? number : -1;
    }

    private static void Tell(TimelineBuilder builder, in Entry entry, int thread, long time)
    {
        switch (entry.Step)
        {
            case LockStep.Asks:
                builder.WaitsFor(time, thread, entry.Mutex);
                break;
            case LockStep.Has:
                builder.Takes(time, thread, entry.Mutex);
                builder.HasEntered(time, thread);
                break;
            case LockStep.GivesBack:
                builder.Releases(time, thread, entry.Mutex);
                break;
            case LockStep.MissesTimer:
                builder.Add(new TimelineMark(time, MarkKind.DeadlineMiss, thread, Amount: entry.Late));
                break;
        }
    }

    private void Keep(in Entry entry)
    {
        _latch.Take();
        if (_entries.Count < EntriesMax)
        {
            _entries.Add(entry);
        }
        else
        {
            LostCount++;
        }

        _latch.Release();
    }

    private readonly record struct Entry(long Time, SchedulingEvent Event, LockStep Step, string Thread, int Mutex, long Late, SchedulingPolicy Policy = default);
}
