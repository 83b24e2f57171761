// Inversion, found in a timeline after the run: for runs that nobody could afford to watch more closely while they went on.
//
// A thread waits for a mutex. Follow holder after holder to the end of the chain: that thread can go on, and its processor
// runs somebody else in its place. If whoever pays for that somebody is entitled to less than the waiting thread, this is an
// inversion, and who runs is the culprit. While the holder itself runs, or sleeps, the wait is the price of the mutex.
//
// All tracks are walked together, from one change to the next; between two changes everything is as it was, and is booked
// for each thread that waits. Entitlement is that of the policy: of two threads with deadlines neither exceeds the other,
// for a timeline does not know when their deadlines are.

namespace Baton.Timelines;

/// <summary>Finds inversions in timelines.</summary>
public sealed class InversionSearch
{
    private readonly Timeline _timeline;
    private readonly TimelineSpan?[] _threads;
    private readonly TimelineSpan?[] _processors;
    private readonly int[] _holders;
    private readonly Wait?[] _waits;
    private readonly SortedSet<int> _waiting = [];
    private readonly List<Inversion> _found = [];
    private readonly Dictionary<(int Victim, int Mutex, int Owner, int Culprit), long> _byThread = [];
    private long _now;

    private InversionSearch(Timeline timeline)
    {
        _timeline = timeline;
        _threads = new TimelineSpan?[timeline.Threads.Count];
        _processors = new TimelineSpan?[timeline.Processors.Count];
        _holders = [.. Enumerable.Repeat(-1, timeline.Locks.Count)];
        _waits = new Wait?[timeline.Threads.Count];
    }

    /// <summary>The waits that inversion prolonged and that came to an end, by that end.</summary>
    public IReadOnlyList<Inversion> Found => _found;

    /// <summary>How much tasks prolonged the waits of tasks, the most first.</summary>
    public IReadOnlyList<InversionTotal> Totals => [.. _byThread
        .GroupBy(pair => (Victim: TaskOf(pair.Key.Victim), pair.Key.Mutex, Owner: TaskOf(pair.Key.Owner), Culprit: TaskOf(pair.Key.Culprit)))
        .Select(group => new InversionTotal(
            group.Key.Victim, _timeline.Locks[group.Key.Mutex].Name, group.Key.Owner, group.Key.Culprit, group.Sum(pair => pair.Value)))
        .OrderByDescending(total => total.Nanoseconds).ThenBy(total => total.Victim, StringComparer.Ordinal).ThenBy(total => total.Culprit, StringComparer.Ordinal)];

    /// <summary>Searches a timeline.</summary>
    public static InversionSearch In(Timeline timeline)
    {
        ArgumentNullException.ThrowIfNull(timeline);
        var search = new InversionSearch(timeline);
        search.Walk();
        return search;
    }

    private void Walk()
    {
        foreach (Change change in Changes())
        {
            if (change.Time > _now)
            {
                Book(change.Time - _now);
                _now = change.Time;
            }

            Apply(change);
        }
    }

    /// <summary>All beginnings and ends, by time; at one moment ends come first.</summary>
    private List<Change> Changes()
    {
        var changes = new List<Change>();
        AddAll(Kind.Processor, _timeline.Processors);
        AddAll(Kind.Thread, _timeline.Threads);
        AddAll(Kind.Lock, _timeline.Locks);
        changes.Sort(static (a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : b.IsEnd.CompareTo(a.IsEnd));
        return changes;

        void AddAll(Kind kind, IReadOnlyList<TimelineTrack> tracks)
        {
            for (int track = 0; track < tracks.Count; track++)
            {
                foreach (TimelineSpan span in tracks[track].Spans)
                {
                    changes.Add(new Change(span.Start, false, kind, track, span));
                    changes.Add(new Change(span.End, true, kind, track, span));
                }
            }
        }
    }

    private void Apply(in Change change)
    {
        TimelineSpan? span = change.IsEnd ? null : change.Span;
        switch (change.Kind)
        {
            case Kind.Processor:
                _processors[change.Track] = span;
                break;
            case Kind.Lock:
                _holders[change.Track] = span?.Thread ?? -1;
                if (span is { Thread: var holder } && _waits[holder] is { } over && over.Mutex == change.Track)
                {
                    End(holder, over, change.Time);
                }

                break;
            default:
                _threads[change.Track] = span;
                if (!IsWaiting(span))
                {
                    _waiting.Remove(change.Track);
                    break;
                }

                _waiting.Add(change.Track);
                if (_waits[change.Track] is not { } begun || begun.Mutex != span!.Value.Lock)
                {
                    _waits[change.Track] = new Wait(span!.Value.Lock, change.Time);
                }

                break;
        }
    }

    /// <summary>From now on everything is as it is for so long.</summary>
    private void Book(long time)
    {
        foreach (int victim in _waiting)
        {
            int owner = EndOfChain(victim);
            if (owner >= 0
                && _threads[owner] is { State: SpanState.Ready, Processor: >= 0 and var processor }
                && _processors[processor] is { Thread: var culprit, Other: var payer }
                && culprit != victim
                && EntitlementOf(victim) > EntitlementOf(payer >= 0 ? payer : culprit))
            {
                _waits[victim]!.Add(owner, culprit, processor, time);
                var key = (victim, _waits[victim]!.Mutex, owner, culprit);
                _byThread[key] = _byThread.GetValueOrDefault(key) + time;
            }
        }
    }

    /// <summary>Who would have to run for a waiting thread to get on; −1 if nobody holds what is waited for, or all wait in a circle.</summary>
    private int EndOfChain(int thread)
    {
        for (int hop = 0; hop <= _threads.Length; hop++)
        {
            int holder = _holders[_threads[thread]!.Value.Lock];
            if (holder < 0 || !IsWaiting(_threads[holder]))
            {
                return holder;
            }

            thread = holder;
        }

        return -1;
    }

    private void End(int victim, Wait wait, long now)
    {
        _waits[victim] = null;
        if (wait.Total > 0)
        {
            (int culprit, long longest) = wait.Worst;
            _found.Add(new Inversion(
                now, _timeline.Threads[victim].Name, now - wait.Since, _timeline.Locks[wait.Mutex].Name, _timeline.Threads[wait.Owner].Name,
                _timeline.Threads[culprit].Name, longest, wait.Total, wait.Processor));
        }
    }

    private int EntitlementOf(int thread) => _timeline.Threads[thread].EntitlementAt(_now);

    private string TaskOf(int thread) => _timeline.Threads[thread].Task;

    private static bool IsWaiting(TimelineSpan? span) => span is { State: SpanState.Blocked or SpanState.Donating, Lock: >= 0 };

    private enum Kind : byte
    {
        Processor,
        Thread,
        Lock,
    }

    private readonly record struct Change(long Time, bool IsEnd, Kind Kind, int Track, TimelineSpan Span);

    /// <summary>A wait that is under way, and who prolonged it so far.</summary>
    private sealed class Wait(int mutex, long since)
    {
        private readonly List<(int Culprit, long Time)> _culprits = [];

        public int Mutex { get; } = mutex;

        public long Since { get; } = since;

        public long Total { get; private set; }

        public int Owner { get; private set; }

        public int Processor { get; private set; }

        public (int Culprit, long Time) Worst => _culprits.MaxBy(each => each.Time);

        public void Add(int owner, int culprit, int processor, long time)
        {
            Total += time;
            Owner = owner;
            Processor = processor;
            int index = _culprits.FindIndex(each => each.Culprit == culprit);
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
