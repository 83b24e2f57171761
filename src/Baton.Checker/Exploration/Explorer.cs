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

using System.Runtime.CompilerServices;
using Baton.Checker.Model;
using Baton.Checker.Properties;

namespace Baton.Checker.Exploration;

/// <summary>Explores one program, or the part of it that lies behind a path.</summary>
internal class Explorer
{
    private readonly CheckedProgram _program;
    private readonly GraphWorld _world;
    private readonly Worklist _worklist = new();
    private readonly FenceOrder _fenceOrder;
    private readonly Waits _waits;
    private readonly GraphStack _graphs = new();
    private readonly Alternatives _alternatives;
    private readonly bool _checksFinalState;
    private readonly bool[] _ran = new bool[Clock.ThreadsMax];
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
        Func<Worklist, Revisits>? revisits = null)
    {
        _world = new GraphWorld(mapping, stepsMax) { Explorer = this, Graph = _graphs.Top };
        _fenceOrder = fenceOrder ?? new FenceOrder();
        Revisits rule = revisits?.Invoke(_worklist) ?? new Revisits(_worklist);
        var additions = new Additions(_world, _worklist, rule, Counts);
        _waits = new Waits(_world, additions, Counts);
        _world.Additions = additions;
        _world.Waits = _waits;
        _alternatives = new Alternatives(_world, _graphs, _worklist, additions, _waits, _fenceOrder);
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
    public ExecutionGraph Graph => _graphs.Top;

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
        _graphs.DropBelow();
        Graph.CutTo(0);
        for (int thread = 0; thread < Clock.ThreadsMax; thread++)
        {
            Graph.Reopen(thread);
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
            while (_worklist.Count == _graphs.ItemsBelow)
            {
                if (_graphs.IsBottom)
                {
                    return false;
                }

                _graphs.Pop();
                _world.Graph = Graph;
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
    public bool Allows(int changed) => _fenceOrder.Allows(Graph, changed);

    /// <summary>Notes that the execution under way is none.</summary>
    public void Dismiss() => _dismissed = true;

    /// <summary>Notes what went wrong in the execution under way; the first finding counts.</summary>
    public void Report(FailureKind kind, int thread, string message, int rival = -1) =>
        Failure ??= new ExecutionFailure(kind, thread, message, rival);

    // The worklist has one item, and only its graph is needed.
    private void ApplyOnly()
    {
        _graphs.DropBelow();
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
        if (_alternatives.Apply(item))
        {
            _dismissed = false;
            Confirm(item.Kind == ItemKind.Rank ? item.Read : item.Event);
            RunThreads();
        }
        else
        {
            End = ExecutionEnd.Impossible;
            Counts.Add(End);
        }
    }

    // A read that now reads something else may be a guess that its thread confirms in its very next step. Both belong
    // together as the two halves of an update do, so that step comes before everybody else's.
    protected virtual void Confirm(int read)
    {
        if (read >= 0 && Graph[read].IsRead && !Graph[read].Is(EventFlags.Await | EventFlags.Exclusive))
        {
            _world.RunToConfirmation(_program, Graph[read].Thread);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool RunLowest()
    {
        for (int thread = 0; thread < _program.ThreadCount; thread++)
        {
            if (Graph.IsDone(thread)
                || Graph.EndsWith(thread, EventKind.Stuck)
                || Graph.EndsUnmet(thread)
                || (Graph.EndsWith(thread, EventKind.Wait) && !_waits.Resume(thread)))
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
            complete &= Graph.IsDone(thread);
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
            Failure = Liveness.FindDeadlock(Graph, _world, _program.ThreadCount);
        }

        End = Failure is not null ? ExecutionEnd.Failed
            : complete ? ExecutionEnd.Complete
            : ReachedStepBound() ? ExecutionEnd.StepBound
            : ExecutionEnd.Blocked;
        Counts.Add(End);
        Observer?.Invoke(Graph, _world, End);
    }

    private bool ReachedStepBound()
    {
        for (int thread = 0; thread < _program.ThreadCount; thread++)
        {
            if (Graph.EndsWith(thread, EventKind.Stuck)
                && (StuckReason)Graph[Graph.NumberOf(thread, Graph.LengthOf(thread) - 1)].Value == StuckReason.StepBound)
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
