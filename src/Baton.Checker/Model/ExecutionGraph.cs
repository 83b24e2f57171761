// An execution graph: who did what, which write each read read, and in which order the writes of each location took
// effect. There is no time in it: two graphs differ only if some thread could tell.
//
// Events are numbered in the order in which the exploration added them, so cutting back to an earlier state is
// forgetting the highest numbers. A revisit is the exception that shapes the rest: it makes an old read read from a new
// write, forgets what came in between unless the write depends on it, and keeps the read's old place in the numbering.
//
// The memory model is RC11 (Lahav, Vafeiadis, Kang, Hur, Dreyer, "Repairing sequential consistency in C/C++11", PLDI
// 2017) without sequentially consistent accesses, and with C++20's release sequences:
//
//   coherence   happens-before and the per-location order agree: a new read reads nothing older than the newest write
//               that it knows of, a new write comes after every write that its thread knows of
//   atomicity   nothing comes between a read-modify-write and the write that it read
//   no thin air program order and reads-from are acyclic together: a read reads from writes that are already there
//   fences      see FenceOrder
//
// Happens-before is kept as a vector clock an event; coherence of a *new* event is then a lower bound on its place in
// the location's order and needs no search.
//
// AggressiveOptimization, here and in the rest of the engine, is for short explorations: most are over before tiered
// compilation has counted, instrumented and compiled these methods again, and took twice as long for it.

using System.Runtime.CompilerServices;

namespace Baton.Checker.Model;

/// <summary>One execution, complete or in the making.</summary>
internal sealed class ExecutionGraph
{
    private const int NotDone = -1;

    private readonly int[][] _threads = new int[Clock.ThreadsMax][];
    private readonly int[] _lengths = new int[Clock.ThreadsMax];
    private readonly int[] _doneAt = new int[Clock.ThreadsMax];
    private Event[] _events = new Event[256];
    private LocationHistory[] _locations = [];
    private int[] _renumbered = new int[256];

    /// <summary>A graph without events.</summary>
    public ExecutionGraph()
    {
        for (int thread = 0; thread < Clock.ThreadsMax; thread++)
        {
            _threads[thread] = new int[64];
            _doneAt[thread] = NotDone;
        }
    }

    /// <summary>How many events there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many of the events are fences. Most programs have none, and then much need not be looked for.</summary>
    public int FenceCount { get; private set; }

    /// <summary>How many locations have a history here.</summary>
    public int LocationCount => _locations.Length;

    /// <summary>The event of that number.</summary>
    public ref Event this[int number] => ref _events[number];

    /// <summary>How many events the thread has.</summary>
    public int LengthOf(int thread) => _lengths[thread];

    /// <summary>The number of the thread's event at that position.</summary>
    public int NumberOf(int thread, int index) => _threads[thread][index];

    /// <summary>Whether the thread ran to its end.</summary>
    public bool IsDone(int thread) => _doneAt[thread] != NotDone;

    /// <summary>Notes that the thread's last event is its last.</summary>
    public void MarkDone(int thread) => _doneAt[thread] = _lengths[thread];

    /// <summary>Notes that the thread's last event changed, so that what follows is open again.</summary>
    public void Reopen(int thread) => _doneAt[thread] = NotDone;

    /// <summary>Whether the thread's last event is of that kind.</summary>
    public bool EndsWith(int thread, EventKind kind) =>
        _lengths[thread] > 0 && _events[_threads[thread][_lengths[thread] - 1]].Kind == kind;

    /// <summary>Whether the thread's last event is a read of a waiting call that does not meet its condition.</summary>
    public bool EndsUnmet(int thread) =>
        _lengths[thread] > 0 && _events[_threads[thread][_lengths[thread] - 1]].Is(EventFlags.Unmet);

    /// <summary>The location's writes and reads.</summary>
    public LocationHistory HistoryOf(int location)
    {
        if (location >= _locations.Length)
        {
            Reserve(Math.Max(location + 1, _locations.Length * 2));
        }

        return _locations[location];
    }

    /// <summary>Position of a write in its location's order.</summary>
    public int RankOf(int write) => write == Event.Initial ? 0 : _events[write].Rank;

    /// <summary>Whether <paramref name="number"/> is included in <paramref name="clock"/>.</summary>
    public bool Includes(in Clock clock, int number) =>
        number == Event.Initial || clock.Contains(_events[number].Thread, _events[number].Index);

    /// <summary>Adds an event at the end of its thread. Reads and writes still need a place: <see cref="HappensBefore.ReadFrom"/>,
    /// <see cref="PlaceWrite"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Append(in Event model, int thread)
    {
        int number = Count;
        if (number == _events.Length)
        {
            Array.Resize(ref _events, number * 2);
        }

        int index = _lengths[thread];
        if (index == _threads[thread].Length)
        {
            Array.Resize(ref _threads[thread], index * 2);
        }

        ref Event e = ref _events[number];
        e = model;
        e.Thread = (byte)thread;
        e.Index = (ushort)index;
        e.Before = default;
        e.Prefix = default;
        e.Message = default;
        _threads[thread][index] = number;
        _lengths[thread] = index + 1;
        Count = number + 1;
        FenceCount += e.Kind == EventKind.Fence ? 1 : 0;
        HappensBefore.Start(this, ref e);
        return number;
    }

    /// <summary>What happens before the next event of the thread.</summary>
    public Clock KnownTo(int thread) =>
        _lengths[thread] == 0 ? default : _events[_threads[thread][_lengths[thread] - 1]].Before;

    /// <summary>What happens before the event, itself and what it reads from left out.</summary>
    public Clock KnownBefore(int number)
    {
        ref Event e = ref _events[number];
        return e.Index == 0 ? default : _events[_threads[e.Thread][e.Index - 1]].Before;
    }

    /// <summary>
    /// The oldest rank that a read may read, or that a write must come after, for someone who knows
    /// <paramref name="known"/>: the newest write among what is known, or read by what is known.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int OldestCoherent(in Clock known, int location)
    {
        LocationHistory history = HistoryOf(location);
        int bound = history.WriteCount;
        while (bound > 0 && !Includes(in known, history.WriteAt(bound)))
        {
            bound--;
        }

        for (int i = history.ReadCount - 1; i >= 0; i--)
        {
            int read = history.ReadAt(i);
            int rank = RankOf(_events[read].ReadsFrom);
            if (rank > bound && Includes(in known, read))
            {
                bound = rank;
            }
        }

        return bound;
    }

    /// <summary>Places the write so that it has that rank, and works out what it publishes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void PlaceWrite(int write, int rank)
    {
        ref Event e = ref _events[write];
        Insert(write, rank);
        HappensBefore.Publish(this, ref e);
    }

    /// <summary>Gives the write another rank.</summary>
    public void MoveWrite(int write, int rank)
    {
        Remove(write);
        Insert(write, rank);
    }

    /// <summary>Whether a write may take that rank: not between a read-modify-write and the write it read.</summary>
    public bool CanTake(int location, int rank)
    {
        LocationHistory history = HistoryOf(location);
        return rank > history.WriteCount || !_events[history.WriteAt(rank)].Is(EventFlags.Exclusive);
    }

    /// <summary>The successful read-modify-write that read <paramref name="write"/>, other than
    /// <paramref name="except"/>; -1 if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int UpdaterOf(int write, int location, int except)
    {
        LocationHistory history = HistoryOf(location);
        for (int i = 0; i < history.ReadCount; i++)
        {
            int read = history.ReadAt(i);
            if (read != except && _events[read].ReadsFrom == write && _events[read].Is(EventFlags.Exclusive))
            {
                return read;
            }
        }

        return -1;
    }

    /// <summary>Notes a read of the location.</summary>
    public void ListRead(int read) => HistoryOf(_events[read].Location).AddRead(read);

    /// <summary>Makes the wait, which is the last event, the read that it stands for.</summary>
    public void TurnIntoRead(int wait)
    {
        ref Event e = ref _events[wait];
        e.Kind = e.Is(EventFlags.UpdatesWhenMet) ? EventKind.Update : EventKind.Read;
        e.Flags &= ~EventFlags.UpdatesWhenMet;
        ListRead(wait);
    }

    /// <summary>Forgets the events numbered <paramref name="count"/> and higher.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void CutTo(int count)
    {
        for (int number = Count - 1; number >= count; number--)
        {
            ref Event e = ref _events[number];
            switch (e.Kind)
            {
                case EventKind.Read or EventKind.Update or EventKind.PlainRead:
                    _locations[e.Location].RemoveLastRead();
                    break;
                case EventKind.Write or EventKind.PlainWrite:
                    Remove(number);
                    break;
                case EventKind.Fence:
                    FenceCount--;
                    break;
            }

            _lengths[e.Thread]--;
            _doneAt[e.Thread] = NotDone;
        }

        Count = count;
    }

    /// <summary>
    /// Makes this graph what remains of <paramref name="source"/> when <paramref name="read"/> is to read from
    /// <paramref name="write"/>: everything up to the read, and everything that the write depends on. Returns the
    /// write's new number; the read keeps its own.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int RestrictFrom(ExecutionGraph source, int read, int write)
    {
        ref Event last = ref source._events[write];
        Array.Clear(_lengths);
        Array.Fill(_doneAt, NotDone);
        if (_events.Length < source._events.Length)
        {
            _events = new Event[source._events.Length];
        }

        if (_renumbered.Length < source._events.Length)
        {
            _renumbered = new int[source._events.Length];
        }

        Count = 0;
        FenceCount = 0;
        for (int number = 0; number <= write; number++)
        {
            ref Event e = ref source._events[number];
            bool kept = number <= read || last.Prefix.Contains(e.Thread, e.Index);
            _renumbered[number] = kept ? Count : -1;
            if (kept)
            {
                int thread = e.Thread;
                if (e.Index >= _threads[thread].Length)
                {
                    Array.Resize(ref _threads[thread], source._threads[thread].Length);
                }

                _threads[thread][e.Index] = Count;
                _lengths[thread]++;
                FenceCount += e.Kind == EventKind.Fence ? 1 : 0;
                _events[Count++] = e;
            }
        }

        for (int thread = 0; thread < Clock.ThreadsMax; thread++)
        {
            if (source._doneAt[thread] == _lengths[thread])
            {
                _doneAt[thread] = _lengths[thread];
            }
        }

        Relink(source, read);
        return _renumbered[write];
    }

    private void Reserve(int locations)
    {
        int known = _locations.Length;
        if (known < locations)
        {
            Array.Resize(ref _locations, locations);
            for (int i = known; i < locations; i++)
            {
                _locations[i] = new LocationHistory();
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Relink(ExecutionGraph source, int read)
    {
        // As many as the source has and no more: graphs come from graphs from graphs, and what doubles here explodes.
        Reserve(source._locations.Length);
        for (int location = 0; location < source._locations.Length; location++)
        {
            LocationHistory theirs = source._locations[location];
            LocationHistory ours = _locations[location];
            ours.Clear();
            for (int rank = 1; rank <= theirs.WriteCount; rank++)
            {
                int kept = _renumbered[theirs.WriteAt(rank)];
                if (kept >= 0)
                {
                    ours.InsertWrite(kept, ours.WriteCount + 1);
                    _events[kept].Rank = ours.WriteCount;
                }
            }

            for (int i = 0; i < theirs.ReadCount; i++)
            {
                int kept = _renumbered[theirs.ReadAt(i)];
                if (kept >= 0)
                {
                    ours.AddRead(kept);
                }
            }
        }

        for (int location = source._locations.Length; location < _locations.Length; location++)
        {
            _locations[location].Clear();
        }

        for (int number = 0; number < Count; number++)
        {
            ref Event e = ref _events[number];
            if (e.ReadsFrom != Event.Initial && number != read)
            {
                e.ReadsFrom = _renumbered[e.ReadsFrom];
            }

            if (e.Kind == EventKind.Wait)
            {
                int offered = e.Rank;
                while (offered > 0 && _renumbered[offered - 1] < 0)
                {
                    offered--;
                }

                e.Rank = offered == 0 ? 0 : _renumbered[offered - 1] + 1;
            }
        }
    }

    private void Insert(int write, int rank)
    {
        LocationHistory history = HistoryOf(_events[write].Location);
        history.InsertWrite(write, rank);
        Renumber(history, rank);
    }

    private void Remove(int write)
    {
        LocationHistory history = _locations[_events[write].Location];
        int rank = _events[write].Rank;
        history.RemoveWrite(rank);
        Renumber(history, rank);
    }

    private void Renumber(LocationHistory history, int from)
    {
        for (int rank = from; rank <= history.WriteCount; rank++)
        {
            _events[history.WriteAt(rank)].Rank = rank;
        }
    }
}
