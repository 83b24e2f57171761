// The world that answers from an execution graph.
//
// A model thread is a plain call. It is run from its start every time: operations that the graph already has are
// answered from it, and compared with it, since code that does something else when it sees the same values cannot be
// checked; operations beyond the recorded ones extend the graph through the explorer. No OS thread ever waits for
// another, which is what makes this fast.

using Baton.Checker.Model;

namespace Baton.Checker.Exploration;

/// <summary>Answers model threads from an execution graph, and extends it.</summary>
internal sealed class GraphWorld : World
{
    private readonly MemoryMapping _mapping;
    private readonly int _stepsMax;
    private readonly Departure _departure = new();
    private readonly AloneMemory _alone;
    private int _thread = NoThread;
    private int _position;
    private int _recorded;
    private bool _runsThreads;
    private bool _onlyConfirms;

    /// <summary>A world for a program that is about to be set up.</summary>
    public GraphWorld(MemoryMapping mapping, int stepsMax)
    {
        _mapping = mapping;
        _stepsMax = stepsMax;
        _alone = new AloneMemory(this);
    }

    /// <summary>The graph that answers.</summary>
    public ExecutionGraph Graph { get; set; } = null!;

    /// <summary>Who hears of failures.</summary>
    public Explorer Explorer { get; set; } = null!;

    /// <summary>Who decides what new events read and where new writes go.</summary>
    public Additions Additions { get; set; } = null!;

    /// <summary>Who decides how waits end.</summary>
    public Waits Waits { get; set; } = null!;

    /// <summary>Hears the source position of every operation; null unless a trace is being made.</summary>
    public ISourceListener? Listener { get; set; }

    /// <inheritdoc/>
    public override int CurrentThread => _thread;

    /// <inheritdoc/>
    protected override bool IsLeaving => _departure.IsUnderWay;

    /// <summary>Runs a thread from its start until it ends or cannot go on.</summary>
    public void Run(CheckedProgram program, int thread)
    {
        _runsThreads = true;
        _thread = thread;
        _position = 0;
        _recorded = Graph.LengthOf(thread);
        _departure.Reset();
        BeginRun(thread);
        try
        {
            program.Run(thread);
            if (!_departure.IsUnderWay)
            {
                if (_position < _recorded)
                {
                    Diverge("ended", null, 0);
                }
                else
                {
                    Graph.MarkDone(thread);
                }
            }
        }
        catch (ThreadLeft)
        {
            // It waits, or is stuck, or failed: the graph or the explorer knows.
            _departure.NoteThrow();
        }
        catch (Exception e) when (e is not InsufficientExecutionStackException)
        {
            _departure.NoteThrow();
            if (!_departure.IsUnderWay)
            {
                Explorer.Report(FailureKind.Exception, thread, $"{e.GetType().Name}: {e.Message}");
            }
        }
        finally
        {
            _thread = NoThread;
        }
    }

    /// <summary>Runs a thread whose last event is a read, and goes no further than to the update that confirms it.</summary>
    public void RunToConfirmation(CheckedProgram program, int thread)
    {
        _onlyConfirms = true;
        Run(program, thread);
        _onlyConfirms = false;
    }

    /// <summary>Runs the program's assertions about the final state.</summary>
    public void Finish(CheckedProgram program)
    {
        _runsThreads = false;
        _alone.BeginFinish();
        _departure.Reset();
        try
        {
            program.Finish();
        }
        catch (ThreadLeft)
        {
            // It failed, and the explorer knows.
        }
        catch (Exception e) when (e is not InsufficientExecutionStackException)
        {
            if (!_departure.IsUnderWay)
            {
                Explorer.Report(FailureKind.FinalState, NoThread, $"{e.GetType().Name}: {e.Message}");
            }
        }
    }

    /// <inheritdoc/>
    public override long Load(int location, MemoryOrder order, string? file, int line)
    {
        if (_position < _recorded)
        {
            return Recorded(EventKind.Read, location, order, file, line).Value;
        }

        if (!Extends(file, line))
        {
            return Alone(location);
        }

        var model = Access(EventKind.Read, location, order, _mapping.OfLoad(order));
        return Graph[Additions.AddRead(in model, _thread)].Value;
    }

    /// <inheritdoc/>
    public override void Store(int location, long value, MemoryOrder order, string? file, int line)
    {
        if (_position < _recorded)
        {
            ref Event e = ref Recorded(EventKind.Write, location, order, file, line);
            if (e.Value != value)
            {
                Diverge("stored another value", file, line);
            }
        }
        else if (Extends(file, line))
        {
            var model = Access(EventKind.Write, location, order, _mapping.OfStore(order));
            model.Value = value;
            Additions.AddWrite(in model, _thread);
            Yield(location);
        }
        else
        {
            SetAlone(location, value);
        }
    }

    /// <inheritdoc/>
    public override long Update(
        UpdateKind kind, int location, long operand, long desired, MemoryOrder success, MemoryOrder failure, string? file, int line)
    {
        if (_position < _recorded)
        {
            ref Event e = ref Recorded(EventKind.Update, location, success, file, line);
            if (e.Operand != operand || e.Desired != desired || e.Operation != kind)
            {
                Diverge("made another update", file, line);
            }

            _position += e.Is(EventFlags.Exclusive) ? 1 : 0;
            return e.Value;
        }

        var model = Access(EventKind.Update, location, success, _mapping.OfUpdate(success));
        model.Operation = kind;
        model.FailureOrder = _mapping.OfFailure(failure);
        model.Operand = operand;
        model.Desired = desired;
        if (Extends(file, line))
        {
            int read = Additions.AddRead(in model, _thread);
            if (Graph[read].Is(EventFlags.Exclusive))
            {
                _position++;
                _recorded++;
                Additions.AddUpdateWrite(read);
                Yield(location);
            }

            return Graph[read].Value;
        }

        if (_departure.IsUnderWay)
        {
            // Loops that end when a compare-exchange succeeds end now.
            return kind == UpdateKind.CompareExchange ? operand : 0;
        }

        long seen = Alone(location);
        if (model.TryUpdate(seen, out long written))
        {
            SetAlone(location, written);
        }

        return seen;
    }

    /// <inheritdoc/>
    public override bool TryReplace(int location, ref long seen, long desired, MemoryOrder order, string? file, int line)
    {
        bool recorded = _position < _recorded;
        if (!(recorded ? Graph[Graph.NumberOf(_thread, _position)].Is(EventFlags.Confirms) : FollowsReadOf(location, seen)))
        {
            return base.TryReplace(location, ref seen, desired, order, file, line);
        }

        if (recorded)
        {
            Update(UpdateKind.CompareExchange, location, seen, desired, order, MemoryOrder.Relaxed, file, line);
            return true;
        }

        bool goesOn = !_onlyConfirms;
        _onlyConfirms = false;
        if (Extends(file, line))
        {
            var model = Access(EventKind.Update, location, order, _mapping.OfUpdate(order));
            model.Flags |= EventFlags.Confirms;
            model.Operation = UpdateKind.CompareExchange;
            model.FailureOrder = _mapping.OfFailure(MemoryOrder.Relaxed);
            model.Operand = seen;
            model.Desired = desired;
            _position++;
            _recorded++;
            bool exists = Additions.AddConfirmation(in model, _thread) && Explorer.Allows(Graph.Count - 2) && Explorer.Allows(Graph.Count - 1);
            if (!exists)
            {
                Explorer.Dismiss();
            }

            if (!exists || !goesOn || Waits.Wakes(location, _thread))
            {
                Leave();
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override long Await(
        int location, int condition, long first, long second, MemoryOrder order, bool bounded, string? file, int line)
    {
        var model = Access(EventKind.Read, location, order, _mapping.OfLoad(order));
        model.Flags |= EventFlags.Await | (bounded ? EventFlags.Bounded : 0);
        model.Condition = condition;
        model.Operand = first;
        model.Desired = second;
        if (AnswerAwait(ref model, file, line))
        {
            return model.Value;
        }

        if (_departure.IsUnderWay)
        {
            return 0;
        }

        long seen = Alone(location);
        if (!Conditions.IsMet(condition, seen, first, second))
        {
            AloneMemory.Wait();
        }

        return seen;
    }

    /// <inheritdoc/>
    public override void AwaitExchange(
        int location, long expected, long desired, MemoryOrder order, bool bounded, string? file, int line) =>
        AwaitUpdate(UpdateKind.CompareExchange, location, expected, desired, order, bounded, file, line);

    /// <inheritdoc/>
    public override long AwaitTake(int location, long held, MemoryOrder order, string? file, int line) =>
        AwaitUpdate(UpdateKind.ExchangeUnless, location, held, held, order, bounded: false, file, line);

    private long AwaitUpdate(
        UpdateKind kind, int location, long operand, long desired, MemoryOrder order, bool bounded, string? file, int line)
    {
        var model = Access(EventKind.Update, location, order, _mapping.OfUpdate(order));
        model.Flags |= EventFlags.Await | (bounded ? EventFlags.Bounded : 0);
        model.Operation = kind;
        model.Operand = operand;
        model.Desired = desired;
        if (AnswerAwait(ref model, file, line))
        {
            return model.Value;
        }

        long seen = Alone(location);
        if (_departure.IsUnderWay)
        {
            return seen;
        }

        if (!model.TryUpdate(seen, out _))
        {
            AloneMemory.Wait();
        }

        SetAlone(location, desired);
        return seen;
    }

    /// <inheritdoc/>
    public override void Fence(MemoryOrder order, string? file, int line)
    {
        if (_position < _recorded)
        {
            Recorded(EventKind.Fence, -1, order, file, line);
        }
        else if (Extends(file, line))
        {
            var model = Access(EventKind.Fence, -1, order, MemoryMapping.OfFence(order));
            int fence = Graph.Append(in model, _thread);
            if (Graph[fence].Is(EventFlags.Acquire))
            {
                HappensBefore.AcquirePending(Graph, fence);
            }
        }
    }

    /// <inheritdoc/>
    public override long ReadPlain(int location, string? file, int line)
    {
        if (_position < _recorded)
        {
            return Recorded(EventKind.PlainRead, location, default, file, line).Value;
        }

        if (!Extends(file, line))
        {
            return Alone(location);
        }

        var model = Access(EventKind.PlainRead, location, default, EventFlags.None);
        return Graph[Additions.AddPlain(in model, _thread)].Value;
    }

    /// <inheritdoc/>
    public override void WritePlain(int location, long value, string? file, int line)
    {
        if (_position < _recorded)
        {
            if (Recorded(EventKind.PlainWrite, location, default, file, line).Value != value)
            {
                Diverge("wrote another value to an ordinary field", file, line);
            }
        }
        else if (Extends(file, line))
        {
            var model = Access(EventKind.PlainWrite, location, default, EventFlags.None);
            model.Value = value;
            Additions.AddPlain(in model, _thread);
        }
        else
        {
            SetAlone(location, value);
        }
    }

    /// <inheritdoc/>
    public override int Choose(int count, string? file, int line)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (count == 1)
        {
            return 0;
        }

        if (_position < _recorded)
        {
            ref Event e = ref Recorded(EventKind.Choice, -1, default, file, line);
            if (e.Operand != count)
            {
                Diverge("offered another choice", file, line);
            }

            return (int)e.Value;
        }

        if (Extends(file, line))
        {
            var model = Access(EventKind.Choice, -1, default, EventFlags.None);
            model.Operand = count;
            Additions.AddChoice(in model, _thread);
        }

        return 0;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Modification> HistoryOf(int location) => _alone.HistoryOf(location);

    /// <inheritdoc/>
    public override int Mark() => _position;

    /// <inheritdoc/>
    public override void Stop(StuckReason reason, int mark, string? file, int line)
    {
        if (_departure.IsUnderWay)
        {
            return;
        }

        if (!_runsThreads)
        {
            AloneMemory.Wait();
        }

        if (_position < _recorded)
        {
            Recorded(EventKind.Stuck, -1, default, file, line);
        }
        else
        {
            var model = Access(EventKind.Stuck, -1, default, EventFlags.None);
            model.Value = (long)reason;
            model.Rank = mark;
            Listener?.Heard(_thread, _position, file, line);
            _position++;
            Graph.Append(in model, _thread);
        }

        Leave();
    }

    /// <inheritdoc/>
    public override void Fail(FailureKind kind, string message, string? file, int line)
    {
        if (_departure.IsUnderWay)
        {
            return;
        }

        bool finishing = !_runsThreads;
        Listener?.Heard(_thread, _position, file, line);
        Explorer.Report(kind == FailureKind.Assertion && finishing ? FailureKind.FinalState : kind, _thread, message);
        Leave();
    }

    private static Event Access(EventKind kind, int location, MemoryOrder order, EventFlags flags) =>
        new() { Kind = kind, Location = location, Order = order, Flags = flags, ReadsFrom = Event.Initial };

    // Whether the running thread's last event read that value from that location, and nothing but that.
    private bool FollowsReadOf(int location, long seen)
    {
        if (!_runsThreads || _departure.IsUnderWay || _position == 0)
        {
            return false;
        }

        ref Event last = ref Graph[Graph.NumberOf(_thread, _position - 1)];
        return last.IsRead && !last.Is(EventFlags.Await | EventFlags.Exclusive) && last.Location == location && last.Value == seen;
    }

    // The next recorded event, which has to be of that kind.
    private ref Event Recorded(EventKind kind, int location, MemoryOrder order, string? file, int line)
    {
        Listener?.Heard(_thread, _position, file, line);
        ref Event e = ref Graph[Graph.NumberOf(_thread, _position++)];
        if (e.Kind != kind || e.Location != location || e.Order != order)
        {
            Diverge($"did something else ({kind} of {(location < 0 ? "no location" : Name(location))})", file, line);
        }

        return ref e;
    }

    // Answers a waiting call from the graph or extends it; false if the call was made outside the model threads.
    private bool AnswerAwait(ref Event model, string? file, int line)
    {
        bool recorded = false;
        while (_position < _recorded && !recorded)
        {
            Listener?.Heard(_thread, _position, file, line);
            ref Event e = ref Graph[Graph.NumberOf(_thread, _position++)];
            if (e.Location != model.Location || e.Operand != model.Operand || !(e.Kind == EventKind.Wait || e.Kind == model.Kind))
            {
                Diverge($"waited for something else ({Name(model.Location)})", file, line);
            }

            recorded = e.Kind != EventKind.Wait;
            model.Value = e.Value;
        }

        if (recorded)
        {
            _position += model.Kind == EventKind.Update ? 1 : 0;
            return true;
        }

        if (!Extends(file, line))
        {
            return false;
        }

        int read = Waits.AddAwait(in model, _thread);
        if (read < 0)
        {
            Leave();
            return false;
        }

        model.Value = Graph[read].Value;
        if (model.Kind == EventKind.Update)
        {
            _position++;
            _recorded++;
            Additions.AddUpdateWrite(read);
            Yield(model.Location);
        }

        return true;
    }

    // A lower thread that can go on goes first; this one will be run again.
    private void Yield(int location)
    {
        if (Waits.Wakes(location, _thread))
        {
            Leave();
        }
    }

    // Whether the running thread may add an event now.
    private bool Extends(string? file, int line)
    {
        if (_onlyConfirms)
        {
            _onlyConfirms = false;
            Leave();
        }

        if (_departure.IsUnderWay)
        {
            _departure.Stray();
            return false;
        }

        if (!_runsThreads)
        {
            return false;
        }

        if (_position >= _stepsMax)
        {
            Stop(StuckReason.StepBound, _position, file, line);
            return false;
        }

        Listener?.Heard(_thread, _position, file, line);
        _position++;
        _recorded++;
        return true;
    }

    /// <summary>Makes the running thread leave its run.</summary>
    public void LeaveRun() => Leave();

    private void Leave()
    {
        _position = 0;
        _recorded = 0;
        _departure.Begin(atOnce: !_runsThreads);
    }

    private long Alone(int location) => _departure.IsUnderWay ? 0 : _alone.Read(location);

    private void SetAlone(int location, long value)
    {
        if (!_departure.IsUnderWay)
        {
            _alone.Write(location, value);
        }
    }

    private void Diverge(string what, string? file, int line)
    {
        Explorer.Report(
            FailureKind.Nondeterminism,
            _thread,
            $"Thread {_thread} {what} when it was run again with the same values{(file is null ? "" : $" ({Path.GetFileName(file)}:{line})")}. "
            + "A checked program may depend only on checked locations and choices, and creates the objects it shares with Check.New.");
        Leave();
    }

    private string Name(int location) => Locations[location].Name ?? $"location {location}";
}

/// <summary>Hears where in the source the operations of a run are.</summary>
internal interface ISourceListener
{
    /// <summary>Thread's operation in that position of its run is at that place.</summary>
    void Heard(int thread, int position, string? file, int line);
}
