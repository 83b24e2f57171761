// From events to spans. Whoever watches a scheduler (the simulator's trace, or that of real workers) tells what happens, in
// the order in which it happens, in the words of the proxy-execution protocol.
//
// What a track shows is derived from three facts, so that no event has to know what was before:
//
//   - of a thread: whether it runs, is ready, waits for a mutex or sleeps (its condition);
//   - of a processor: who runs there, and who pays for that;
//   - of a mutex: who holds it.
//
// A thread that runs is proxying if another pays; one that does not run is donating as long as it pays, even when it has just
// been given the mutex and is ready: the scheduler books it so until it chooses anew.

namespace Baton.Timelines;

/// <summary>Makes a timeline of what it is told. Times must not go back.</summary>
public sealed class TimelineBuilder
{
    private readonly ProcessorLane[] _processors;
    private readonly List<ThreadLane> _threads = [];
    private readonly List<(string Name, SpanRecorder Spans, int Holder)> _locks = [];
    private readonly List<TimelineMark> _marks = [];

    /// <summary>A timeline of so many processors, which are numbered from 0.</summary>
    public TimelineBuilder(int processors)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(processors, 1);
        _processors = [.. Enumerable.Range(0, processors).Select(_ => new ProcessorLane())];
    }

    private enum Condition : byte
    {
        Absent,
        Runs,
        Ready,
        Waits,
        Sleeps,
    }

    /// <summary>There is a thread; its number is returned. More entitlement is more urgent.</summary>
    public int AddThread(string name, string task, string policy, int entitlement)
    {
        _threads.Add(new ThreadLane { Name = name, Task = task, Policies = { new TimelinePolicy(0, policy, entitlement) } });
        return _threads.Count - 1;
    }

    /// <summary>There is a mutex; its number is returned.</summary>
    public int AddLock(string name)
    {
        _locks.Add((name, new SpanRecorder(), -1));
        return _locks.Count - 1;
    }

    /// <summary>The processor runs the thread from now on, and the payer, which may be the thread itself, pays.</summary>
    public void Runs(long time, int processor, int thread, int payer)
    {
        ProcessorLane lane = _processors[processor];
        if (lane.Runner is >= 0 and var before && before != thread)
        {
            Set(before, Condition.Ready, processor, time);
        }

        // It may have run elsewhere up to this moment.
        Stop(thread, time);
        lane.Runner = thread;
        _threads[thread].Condition = Condition.Runs;
        _threads[thread].Processor = processor;
        Pays(payer == thread ? -1 : payer, processor, time);
        Show(thread, time);
    }

    /// <summary>The processor has nothing to run.</summary>
    public void GoesIdle(long time, int processor)
    {
        if (_processors[processor].Runner is >= 0 and var before)
        {
            Set(before, Condition.Ready, processor, time);
        }
    }

    /// <summary>The thread can run, on the processor named: it was started, woken or stopped.</summary>
    public void IsReady(long time, int thread, int processor) => Set(thread, Condition.Ready, processor, time);

    /// <summary>The thread, which does not run, has moved to another processor's run queue; it does there what it did before.</summary>
    public void Moves(long time, int thread, int processor)
    {
        StopsPaying(time, thread);
        Set(thread, _threads[thread].Condition == Condition.Waits ? Condition.Waits : Condition.Ready, processor, time);
    }

    /// <summary>The thread sleeps. If it has begun to wait for a mutex, that is what it does.</summary>
    public void Sleeps(long time, int thread) =>
        Set(thread, _threads[thread].Lock >= 0 ? Condition.Waits : Condition.Sleeps, _threads[thread].Processor, time);

    /// <summary>The thread sleeps because it waits for a mutex; −1 if nobody knows for which.</summary>
    public void Blocks(long time, int thread, int mutex)
    {
        if (mutex >= 0)
        {
            _threads[thread].Lock = mutex;
        }

        Set(thread, Condition.Waits, _threads[thread].Processor, time);
    }

    /// <summary>The thread found the mutex taken and begins to wait for it; it may still run for a moment.</summary>
    public void WaitsFor(long time, int thread, int mutex)
    {
        _threads[thread].Lock = mutex;
        Show(thread, time);
    }

    /// <summary>The thread no longer pays for others: it has left the run queue that it was chosen from.</summary>
    public void StopsPaying(long time, int thread)
    {
        if (_threads[thread].PaysAt is >= 0 and var processor)
        {
            Pays(-1, processor, time);
        }
    }

    /// <summary>The mutex is the thread's, which may still have to wake up.</summary>
    public void Takes(long time, int thread, int mutex)
    {
        (string name, SpanRecorder spans, _) = _locks[mutex];
        _locks[mutex] = (name, spans, thread);
        spans.Change(new TimelineSpan(0, 0, SpanState.Held, thread, Lock: mutex), time);
    }

    /// <summary>The thread goes on: it waits for no mutex any more.</summary>
    public void HasEntered(long time, int thread)
    {
        _threads[thread].Lock = -1;
        Show(thread, time);
    }

    /// <summary>The thread gives the mutex back.</summary>
    public void Releases(long time, int thread, int mutex)
    {
        (string name, SpanRecorder spans, int holder) = _locks[mutex];
        if (holder == thread)
        {
            _locks[mutex] = (name, spans, -1);
            spans.Close(time);
        }
    }

    /// <summary>The thread has another policy.</summary>
    public void ChangesPolicy(long time, int thread, string policy, int entitlement)
    {
        List<TimelinePolicy> policies = _threads[thread].Policies;
        if (policies[^1].Name != policy)
        {
            policies.Add(new TimelinePolicy(time, policy, entitlement));
        }
    }

    /// <summary>The thread has ended.</summary>
    public void Ends(long time, int thread) => Set(thread, Condition.Absent, -1, time);

    /// <summary>Something happened at a moment.</summary>
    public void Add(TimelineMark mark) => _marks.Add(mark);

    /// <summary>The run is over, and this is what it looked like. Nothing can be told any more.</summary>
    public Timeline Build(long endTime)
    {
        foreach (SpanRecorder recorder in _processors.Select(lane => lane.Spans)
            .Concat(_threads.Select(lane => lane.Spans)).Concat(_locks.Select(lane => lane.Spans)))
        {
            recorder.Close(endTime);
        }

        return new Timeline
        {
            EndTime = endTime,
            Processors = [.. _processors.Select((lane, index) => new TimelineTrack($"CPU {index}", lane.Spans.ToSpans()))],
            Threads = [.. _threads.Select(lane => new ThreadTrack(lane.Name, lane.Spans.ToSpans(), lane.Task, lane.Policies))],
            Locks = [.. _locks.Select(lane => new TimelineTrack(lane.Name, lane.Spans.ToSpans()))],
            Arrows = [.. _threads.SelectMany(lane => lane.Spans.ToSpans())
                .Where(span => span.State == SpanState.Donating)
                .Select(span => new LendingArrow(span.Start, span.Thread, span.Other, span.Processor, span.Lock))
                .OrderBy(arrow => arrow.Time).ThenBy(arrow => arrow.Processor)],
            Marks = [.. _marks.Where(mark => mark.Time <= endTime)],
        };
    }

    private void Set(int thread, Condition condition, int processor, long time)
    {
        Stop(thread, time);
        _threads[thread].Condition = condition;
        _threads[thread].Processor = processor;
        Show(thread, time);
    }

    /// <summary>The thread runs no more, and nobody pays for it.</summary>
    private void Stop(int thread, long time)
    {
        if (_threads[thread] is { Condition: Condition.Runs, Processor: var processor })
        {
            _threads[thread].Condition = Condition.Ready;
            _processors[processor].Runner = -1;
            Pays(-1, processor, time);
        }
    }

    /// <summary>Another thread, or none, pays for what a processor runs.</summary>
    private void Pays(int payer, int processor, long time)
    {
        ProcessorLane lane = _processors[processor];
        int before = lane.Payer;
        lane.Payer = payer;
        if (before >= 0 && before != payer)
        {
            _threads[before].PaysAt = -1;
            Show(before, time);
        }

        if (payer >= 0)
        {
            // Where two processors are watched at once, what one of them tells may come before the end of the other's story.
            if (_threads[payer].PaysAt is >= 0 and var elsewhere && elsewhere != processor)
            {
                Pays(-1, elsewhere, time);
            }

            _threads[payer].PaysAt = processor;
            Show(payer, time);
        }

        if (lane.Runner >= 0)
        {
            Show(lane.Runner, time);
        }
        else
        {
            lane.Spans.Close(time);
        }
    }

    /// <summary>Draws a thread, and its processor if it runs, as the facts are now.</summary>
    private void Show(int thread, long time)
    {
        ThreadLane lane = _threads[thread];
        if (lane.Condition == Condition.Absent)
        {
            lane.Spans.Close(time);
        }
        else if (lane.Condition == Condition.Runs)
        {
            int payer = _processors[lane.Processor].Payer;
            TimelineSpan span = payer < 0
                ? new(0, 0, SpanState.Running, thread, Processor: lane.Processor)
                : new(0, 0, SpanState.Proxying, thread, payer, lane.Processor, _threads[payer].Lock);
            lane.Spans.Change(span, time);
            _processors[lane.Processor].Spans.Change(span, time);
        }
        else if (lane.PaysAt >= 0)
        {
            lane.Spans.Change(new(0, 0, SpanState.Donating, thread, _processors[lane.PaysAt].Runner, lane.PaysAt, lane.Lock), time);
        }
        else
        {
            lane.Spans.Change(lane.Condition switch
            {
                Condition.Ready => new(0, 0, SpanState.Ready, thread, Processor: lane.Processor),
                Condition.Waits => new(0, 0, SpanState.Blocked, thread, Processor: lane.Processor, Lock: lane.Lock),
                _ => new(0, 0, SpanState.Asleep, thread),
            }, time);
        }
    }

    private sealed class ProcessorLane
    {
        public readonly SpanRecorder Spans = new();
        public int Runner = -1;

        /// <summary>Who pays, if it is not the runner; otherwise −1.</summary>
        public int Payer = -1;
    }

    private sealed class ThreadLane
    {
        public readonly SpanRecorder Spans = new();
        public required string Name;
        public required string Task;
        public readonly List<TimelinePolicy> Policies = [];
        public Condition Condition;
        public int Processor = -1;

        /// <summary>What it waits for, from the moment at which it found it taken; otherwise −1.</summary>
        public int Lock = -1;

        /// <summary>The processor that runs somebody at its expense, or −1.</summary>
        public int PaysAt = -1;
    }
}
