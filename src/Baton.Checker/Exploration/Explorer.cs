// The exploration: every execution graph of a program, each exactly once.
//
// The algorithm is TruSt (Kokologiannakis, Marmanis, Gladstein, Vafeiadis, "Truly stateless, optimal dynamic partial
// order reduction", POPL 2022). One graph is extended, the lowest thread first, until nothing can be added. Whenever
// there was an alternative it went on a worklist:
//
//   a new read could have read from another write            Read     cut back to the read, let it
//   a new write could have come earlier in its location      Rank     cut back to the write, move it
//   an older read could have read from a new write           Revisit  keep what either depends on, let it
//   the environment could have decided otherwise             Choice   cut back, let it
//
// The third is what makes it complete, and the rule for when to do it is what makes it optimal: see Revisits.
//
// When nothing can be added and threads still wait, each for something that the newest write does not give, memory
// fairness (Lahav, Namakonov, Oberhauser, Podkopaev, Vafeiadis, "Making weak memory models fair", OOPSLA 2021) says that
// they wait for ever: a deadlock or a lost wake-up, without guessing at loops.

using Baton.Checker.Model;
using Baton.Checker.Properties;

namespace Baton.Checker.Exploration;

/// <summary>Explores one program, or the part of it that lies behind a path.</summary>
internal sealed class Explorer
{
    private readonly CheckedProgram _program;
    private readonly GraphWorld _world;
    private readonly Worklist _worklist = new();
    private readonly Revisits _revisits;
    private readonly FenceOrder _fenceOrder;
    private readonly Additions _additions;
    private readonly Waits _waits;
    private readonly Stack<ExecutionGraph> _spare = new();
    private readonly Stack<(ExecutionGraph Graph, int Base)> _suspended = new();
    private readonly bool _checksFinalState;
    private readonly bool[] _ran = new bool[Clock.ThreadsMax];
    private ExecutionGraph _graph = new();
    private int _base;
    private bool _dismissed;

    /// <summary>Creates the program and explores nothing yet.</summary>
    /// <param name="factory">Makes the program.</param>
    /// <param name="mapping">What the declared orders mean.</param>
    /// <param name="stepsMax">How many steps a thread may take.</param>
    /// <param name="fenceOrder">Another rule for fences; for tests that break the checker.</param>
    /// <param name="revisits">Another rule for revisits; for tests that break the checker.</param>
    public Explorer(
        Func<CheckedProgram> factory,
        MemoryMapping mapping,
        int stepsMax,
        FenceOrder? fenceOrder = null,
        Func<GraphWorld, Worklist, Revisits>? revisits = null)
    {
        _world = new GraphWorld(mapping, stepsMax) { Explorer = this, Graph = _graph };
        _fenceOrder = fenceOrder ?? new FenceOrder();
        _revisits = revisits?.Invoke(_world, _worklist) ?? new Revisits(_world, _worklist);
        _additions = new Additions(_world, _worklist, _revisits, Counts);
        _waits = new Waits(_world, _revisits, _additions, Counts);
        _world.Additions = _additions;
        _world.Waits = _waits;
        World? outer = World.CurrentOrNull;
        World.CurrentOrNull = _world;
        try
        {
            _program = factory();
        }
        finally
        {
            World.CurrentOrNull = outer;
        }

        if (_program.ThreadCount is < 1 or > Clock.ThreadsMax)
        {
            throw new ArgumentException(
                $"A checked program has 1 to {Clock.ThreadsMax} threads; {_program.Name} says {_program.ThreadCount}.", nameof(factory));
        }

        _checksFinalState = _program.ChecksFinalState;
    }

    /// <summary>What was seen so far.</summary>
    public ExplorationCounts Counts { get; } = new();

    /// <summary>The failure of the execution that was explored last, or null.</summary>
    public ExecutionFailure? Failure { get; private set; }

    /// <summary>The execution that was explored last.</summary>
    public ExecutionGraph Graph => _graph;

    /// <summary>The world of the program.</summary>
    public GraphWorld Memory => _world;

    /// <summary>The program.</summary>
    public CheckedProgram Program => _program;

    /// <summary>The choices left and the path that led here.</summary>
    public Worklist Worklist => _worklist;

    /// <summary>How the execution explored last ended.</summary>
    public ExecutionEnd End { get; private set; }

    /// <summary>Called with each complete execution; for tests.</summary>
    public Action<ExecutionGraph, GraphWorld, ExecutionEnd>? Observer { get; set; }

    /// <summary>Explores the execution at the root, or at the end of a path.</summary>
    public void Start(ReadOnlySpan<int> path)
    {
        using var _ = Enter();
        _worklist.Clear();
        while (_suspended.Count > 0)
        {
            _spare.Push(_suspended.Pop().Graph);
        }

        _base = 0;
        _graph.CutTo(0);
        for (int thread = 0; thread < Clock.ThreadsMax; thread++)
        {
            _graph.Reopen(thread);
        }

        Failure = null;
        _dismissed = false;
        Counts.Paused = path.Length > 0;
        RunThreads();
        for (int step = 0; step < path.Length; step++)
        {
            Counts.Paused = step < path.Length - 1;
            if (!_worklist.KeepOnly(path[step]))
            {
                throw new InvalidOperationException(
                    "The path leads nowhere: it belongs to another program, or to another version of this one or of the checker.");
            }

            ApplyOnly();
        }
    }

    /// <summary>Explores one of the alternatives found in the last execution, and forgets the others; false if none
    /// was found.</summary>
    public bool StepAtRandom(Random random)
    {
        using var _ = Enter();
        if (!_worklist.KeepOnly(random))
        {
            return false;
        }

        ApplyOnly();
        return true;
    }

    /// <summary>Explores one more execution; false if there is none left.</summary>
    public bool Step()
    {
        using var _ = Enter();
        while (true)
        {
            while (_worklist.Count == _base)
            {
                if (_suspended.Count == 0)
                {
                    return false;
                }

                _spare.Push(_graph);
                (_graph, _base) = _suspended.Pop();
                _world.Graph = _graph;
            }

            Item item = _worklist.Pop();
            if (item.Kind != ItemKind.Taken)
            {
                Apply(item);
                return true;
            }
        }
    }

    /// <summary>Whether the order of the full fences allows what was changed about the event.</summary>
    public bool Allows(int changed) => _fenceOrder.Allows(_graph, changed);

    /// <summary>Notes that the execution under way is none.</summary>
    public void Dismiss() => _dismissed = true;

    /// <summary>Notes what went wrong in the execution under way; the first finding counts.</summary>
    public void Report(FailureKind kind, int thread, string message, int rival = -1) =>
        Failure ??= new ExecutionFailure(kind, thread, message, rival);

    // The worklist has one item, and only its graph is needed.
    private void ApplyOnly()
    {
        while (_suspended.Count > 0)
        {
            _spare.Push(_suspended.Pop().Graph);
        }

        _base = 0;
        Apply(_worklist.Pop());
    }

    private Scope Enter()
    {
        var scope = new Scope(World.CurrentOrNull);
        World.CurrentOrNull = _world;
        return scope;
    }

    private void Apply(in Item item)
    {
        Failure = null;
        bool possible = item.Kind switch
        {
            ItemKind.Read => ApplyRead(item),
            ItemKind.Rank => ApplyRank(item),
            ItemKind.Revisit => ApplyRevisit(item),
            _ => ApplyChoice(item),
        };
        if (possible)
        {
            Confirm(item.Kind == ItemKind.Rank ? item.Read : item.Event);
            RunThreads();
        }
        else
        {
            End = ExecutionEnd.Impossible;
            Counts.Add(End);
        }
    }

    private bool ApplyRead(in Item item)
    {
        int read = item.Event;
        _graph.CutTo(read + 1);
        _graph.Reopen(_graph[read].Thread);
        if (_graph[read].Kind == EventKind.Wait)
        {
            _graph.TurnIntoRead(read);
        }

        _additions.ReadFrom(read, item.Other);
        return _fenceOrder.Allows(_graph, read) && CompleteUpdate(read);
    }

    private bool ApplyRank(in Item item)
    {
        int write = item.Event;
        _graph.CutTo(write + 1);
        _graph.MoveWrite(write, item.Other);
        if (item.Read >= 0)
        {
            _graph.Reopen(_graph[item.Read].Thread);
            return _fenceOrder.Allows(_graph, write) && _fenceOrder.Allows(_graph, item.Read) && CompleteUpdate(item.Read);
        }

        return _fenceOrder.Allows(_graph, write);
    }

    private bool ApplyChoice(in Item item)
    {
        _graph.CutTo(item.Event + 1);
        _graph.Reopen(_graph[item.Event].Thread);
        _graph[item.Event].Value = item.Other;
        return true;
    }

    private bool ApplyRevisit(in Item item)
    {
        int read = item.Event;
        _graph.CutTo(item.Other + 1);
        ExecutionGraph next = _spare.Count > 0 ? _spare.Pop() : new ExecutionGraph();
        int write = next.RestrictFrom(_graph, read, item.Other);
        if (_worklist.Count > _base)
        {
            _suspended.Push((_graph, _base));
            _base = _worklist.Count;
        }
        else
        {
            _spare.Push(_graph);
        }

        _graph = next;
        _world.Graph = next;
        _graph.Reopen(_graph[read].Thread);
        _graph[write].Flags |= EventFlags.ReadEarly;
        return PlaceRevisiting(read, write);
    }

    // The write takes the newest place that it can, others are left for later, and the read reads it.
    private bool PlaceRevisiting(int read, int write)
    {
        ref Event w = ref _graph[write];
        int location = w.Location;
        int newest = _graph.HistoryOf(location).WriteCount;
        int oldest = _graph.OldestCoherent(_graph.KnownBefore(read), location);
        bool waits = _graph[read].Is(EventFlags.Await) && !_waits.Meets(in _graph[read], w.Value);
        if (w.Is(EventFlags.Exclusive))
        {
            if (w.Rank <= oldest || (waits && w.Rank < newest))
            {
                return false;
            }
        }
        else
        {
            _graph.MoveWrite(write, newest);
            if (!waits)
            {
                oldest = Math.Max(oldest, _graph.OldestCoherent(_graph.KnownBefore(write), location));
                for (int rank = oldest + 1; rank < newest; rank++)
                {
                    if (_graph.CanTake(location, rank))
                    {
                        _worklist.Push(ItemKind.Rank, write, rank, read);
                    }
                }
            }
        }

        if (waits)
        {
            _graph[read].ReadsFrom = write;
            _graph.TurnIntoWait(read);
            return true;
        }

        _additions.ReadFrom(read, write);
        return _fenceOrder.Allows(_graph, write) && _fenceOrder.Allows(_graph, read) && CompleteUpdate(read);
    }

    private bool CompleteUpdate(int read)
    {
        if (!_graph[read].Is(EventFlags.Exclusive) || _graph[read].Kind != EventKind.Update)
        {
            return true;
        }

        return _additions.AddUpdateWrite(read) && _fenceOrder.Allows(_graph, _graph.Count - 1);
    }

    // A read that now reads something else may be a guess that its thread confirms in its very next step. Both belong
    // together as the two halves of an update do, so that step comes before everybody else's.
    private void Confirm(int read)
    {
        _dismissed = false;
        if (read >= 0 && _graph[read].IsRead && !_graph[read].Is(EventFlags.Await | EventFlags.Exclusive))
        {
            _world.RunToConfirmation(_program, _graph[read].Thread);
        }
    }

    private void RunThreads()
    {
        Array.Clear(_ran);
        while (Failure is null && !_dismissed && RunLowest())
        {
        }

        if (Failure is null && !_dismissed)
        {
            _waits.OfferOlder(_program.ThreadCount);
        }

        Conclude();
    }

    // The next event is a function of the graph: the lowest thread that can go on goes on. A thread that waits can if
    // the newest write meets its condition.
    private bool RunLowest()
    {
        for (int thread = 0; thread < _program.ThreadCount; thread++)
        {
            if (_graph.IsDone(thread)
                || _graph.EndsWith(thread, EventKind.Stuck)
                || (_graph.EndsWith(thread, EventKind.Wait) && !_waits.Resume(thread)))
            {
                continue;
            }

            Run(thread);
            return true;
        }

        return false;
    }

    private void Run(int thread)
    {
        _ran[thread] = true;
        _world.Run(_program, thread);
    }

    private void Conclude()
    {
        if (_dismissed)
        {
            End = ExecutionEnd.Impossible;
            Counts.Add(End);
            return;
        }

        bool complete = true;
        for (int thread = 0; thread < _program.ThreadCount; thread++)
        {
            complete &= _graph.IsDone(thread);
        }

        if (Failure is null && complete && _checksFinalState)
        {
            for (int thread = 0; thread < _program.ThreadCount; thread++)
            {
                if (!_ran[thread])
                {
                    Run(thread);
                }
            }

            _world.Finish(_program);
        }

        if (Failure is null && !complete)
        {
            Failure = Liveness.FindDeadlock(_graph, _world, _revisits, _program.ThreadCount);
        }

        End = Failure is not null ? ExecutionEnd.Failed
            : complete ? ExecutionEnd.Complete
            : ReachedStepBound() ? ExecutionEnd.StepBound
            : ExecutionEnd.Blocked;
        Counts.Add(End);
        Observer?.Invoke(_graph, _world, End);
    }

    private bool ReachedStepBound()
    {
        for (int thread = 0; thread < _program.ThreadCount; thread++)
        {
            if (_graph.EndsWith(thread, EventKind.Stuck)
                && (StuckReason)_graph[_graph.NumberOf(thread, _graph.LengthOf(thread) - 1)].Value == StuckReason.StepBound)
            {
                return true;
            }
        }

        return false;
    }

    private readonly struct Scope(World? outer) : IDisposable
    {
        public void Dispose() => World.CurrentOrNull = outer;
    }
}
