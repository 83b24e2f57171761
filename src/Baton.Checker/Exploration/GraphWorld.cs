// The world that answers from an execution graph.
//
// A model thread is a plain call. It is run from its start every time: operations that the graph already has are
// answered from it, and compared with it, since code that does something else when it sees the same values cannot be
// checked; operations beyond the recorded ones extend the graph through the explorer. No OS thread ever waits for
// another, which is what makes this fast.

using System.Runtime.CompilerServices;
using Baton.Checker.Model;

namespace Baton.Checker.Exploration;

/// <summary>Answers model threads from an execution graph, and extends it.</summary>
internal sealed class GraphWorld : World
{
    private readonly MemoryMapping _mapping;
    private readonly AloneMemory _alone;
    private readonly ThreadRun _run;
    private readonly WaitingCalls _waiting;
    private readonly Confirmations _confirmations;

    /// <summary>A world for a program that is about to be set up.</summary>
    public GraphWorld(MemoryMapping mapping, int stepsMax)
    {
        _mapping = mapping;
        _alone = new AloneMemory(this);
        _run = new ThreadRun(this, stepsMax);
        _waiting = new WaitingCalls(this, _run);
        _confirmations = new Confirmations(this, _run);
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
    public override int CurrentThread => _run.Thread;

    /// <inheritdoc/>
    protected override bool IsLeaving => _run.IsLeaving;

    /// <summary>Runs a thread from its start until it ends or cannot go on.</summary>
    public void Run(CheckedProgram program, int thread)
    {
        BeginRun(thread);
        _run.Run(program, thread);
    }

    /// <summary>Runs a thread whose last event is a read, and goes no further than to the update that confirms it.</summary>
    public void RunToConfirmation(CheckedProgram program, int thread)
    {
        BeginRun(thread);
        _run.RunToConfirmation(program, thread);
    }

    /// <summary>Runs the program's assertions about the final state.</summary>
    public void Finish(CheckedProgram program)
    {
        _alone.BeginFinish();
        _run.Finish(program);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override long Load(int location, MemoryOrder order, string? file, int line)
    {
        if (_run.IsRecorded)
        {
            return _run.Recorded(EventKind.Read, location, order, file, line).Value;
        }

        if (!_run.Extends(file, line))
        {
            return Alone(location);
        }

        var model = Access(EventKind.Read, location, order, _mapping.OfLoad(order));
        return Graph[Additions.AddRead(in model, _run.Thread)].Value;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Store(int location, long value, MemoryOrder order, string? file, int line)
    {
        if (_run.IsRecorded)
        {
            ref Event e = ref _run.Recorded(EventKind.Write, location, order, file, line);
            if (e.Value != value)
            {
                _run.Diverge("stored another value", file, line);
            }
        }
        else if (_run.Extends(file, line))
        {
            var model = Access(EventKind.Write, location, order, _mapping.OfStore(order));
            model.Value = value;
            Additions.AddWrite(in model, _run.Thread);
            _waiting.GiveWay(location);
        }
        else
        {
            SetAlone(location, value);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override long Update(
        UpdateKind kind, int location, long operand, long desired, MemoryOrder success, MemoryOrder failure, string? file, int line)
    {
        if (_run.IsRecorded)
        {
            ref Event e = ref _run.Recorded(EventKind.Update, location, success, file, line);
            if (e.Operand != operand || e.Desired != desired || e.Operation != kind)
            {
                _run.Diverge("made another update", file, line);
            }

            if (e.Is(EventFlags.Exclusive))
            {
                _run.SkipRecordedWrite();
            }

            return e.Value;
        }

        var model = Access(EventKind.Update, location, success, _mapping.OfUpdate(success));
        model.Operation = kind;
        model.FailureOrder = _mapping.OfFailure(failure);
        model.Operand = operand;
        model.Desired = desired;
        if (_run.Extends(file, line))
        {
            int read = Additions.AddRead(in model, _run.Thread);
            if (Graph[read].Is(EventFlags.Exclusive))
            {
                _run.AppendWrite();
                Additions.AddUpdateWrite(read);
                _waiting.GiveWay(location);
            }

            return Graph[read].Value;
        }

        if (_run.IsLeaving)
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override bool TryReplace(int location, ref long seen, long desired, MemoryOrder order, string? file, int line)
    {
        if (!_confirmations.IsNext(location, seen))
        {
            return base.TryReplace(location, ref seen, desired, order, file, line);
        }

        if (_run.IsRecorded)
        {
            Update(UpdateKind.CompareExchange, location, seen, desired, order, MemoryOrder.Relaxed, file, line);
            return true;
        }

        var model = Access(EventKind.Update, location, order, _mapping.OfUpdate(order));
        model.Flags |= EventFlags.Confirms;
        model.Operation = UpdateKind.CompareExchange;
        model.FailureOrder = _mapping.OfFailure(MemoryOrder.Relaxed);
        model.Operand = seen;
        model.Desired = desired;
        _confirmations.Make(in model, file, line);
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
        return Answer(ref model, file, line);
    }

    /// <inheritdoc/>
    public override void AwaitExchange(
        int location, long expected, long desired, MemoryOrder order, bool bounded, string? file, int line) =>
        AwaitUpdate(UpdateKind.CompareExchange, location, expected, desired, order, bounded, file, line);

    /// <inheritdoc/>
    public override long AwaitTake(int location, long held, MemoryOrder order, string? file, int line) =>
        AwaitUpdate(UpdateKind.ExchangeUnless, location, held, held, order, bounded: false, file, line);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private long AwaitUpdate(
        UpdateKind kind, int location, long operand, long desired, MemoryOrder order, bool bounded, string? file, int line)
    {
        var model = Access(EventKind.Update, location, order, _mapping.OfUpdate(order));
        model.Flags |= EventFlags.Await | (bounded ? EventFlags.Bounded : 0);
        model.Operation = kind;
        model.Operand = operand;
        model.Desired = desired;
        return Answer(ref model, file, line);
    }

    private long Answer(ref Event call, string? file, int line)
    {
        if (_waiting.TryAnswer(ref call, file, line))
        {
            return call.Value;
        }

        if (_run.IsLeaving)
        {
            return 0;
        }

        long seen = _alone.Read(call.Location);
        if (!Waits.Meets(in call, seen))
        {
            AloneMemory.Wait();
        }

        if (call.Kind == EventKind.Update)
        {
            _alone.Write(call.Location, call.Desired);
        }

        return seen;
    }

    /// <inheritdoc/>
    public override void Fence(MemoryOrder order, string? file, int line)
    {
        if (_run.IsRecorded)
        {
            _run.Recorded(EventKind.Fence, -1, order, file, line);
        }
        else if (_run.Extends(file, line))
        {
            var model = Access(EventKind.Fence, -1, order, MemoryMapping.OfFence(order));
            int fence = Graph.Append(in model, _run.Thread);
            if (Graph[fence].Is(EventFlags.Acquire))
            {
                HappensBefore.AcquirePending(Graph, fence);
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override long ReadPlain(int location, string? file, int line)
    {
        if (_run.IsRecorded)
        {
            return _run.Recorded(EventKind.PlainRead, location, default, file, line).Value;
        }

        if (!_run.Extends(file, line))
        {
            return Alone(location);
        }

        var model = Access(EventKind.PlainRead, location, default, EventFlags.None);
        return Graph[Additions.AddPlain(in model, _run.Thread)].Value;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void WritePlain(int location, long value, string? file, int line)
    {
        if (_run.IsRecorded)
        {
            if (_run.Recorded(EventKind.PlainWrite, location, default, file, line).Value != value)
            {
                _run.Diverge("wrote another value to an ordinary field", file, line);
            }
        }
        else if (_run.Extends(file, line))
        {
            var model = Access(EventKind.PlainWrite, location, default, EventFlags.None);
            model.Value = value;
            Additions.AddPlain(in model, _run.Thread);
        }
        else
        {
            SetAlone(location, value);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override int Choose(int count, string? file, int line)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (count == 1)
        {
            return 0;
        }

        if (_run.IsRecorded)
        {
            ref Event e = ref _run.Recorded(EventKind.Choice, -1, default, file, line);
            if (e.Operand != count)
            {
                _run.Diverge("offered another choice", file, line);
            }

            return (int)e.Value;
        }

        if (_run.Extends(file, line))
        {
            var model = Access(EventKind.Choice, -1, default, EventFlags.None);
            model.Operand = count;
            Additions.AddChoice(in model, _run.Thread);
        }

        return 0;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Modification> HistoryOf(int location) => _alone.HistoryOf(location);

    /// <inheritdoc/>
    public override int Mark() => _run.Position;

    /// <inheritdoc/>
    public override void Stop(StuckReason reason, int mark, string? file, int line)
    {
        if (_run.IsLeaving)
        {
            return;
        }

        if (!_run.IsOfThread)
        {
            AloneMemory.Wait();
        }

        if (_run.IsRecorded)
        {
            _run.Recorded(EventKind.Stuck, -1, default, file, line);
        }
        else
        {
            var model = Access(EventKind.Stuck, -1, default, EventFlags.None);
            model.Value = (long)reason;
            model.Rank = mark;
            _run.Append(file, line);
            Graph.Append(in model, _run.Thread);
        }

        _run.Leave();
    }

    /// <inheritdoc/>
    public override void Fail(FailureKind kind, string message, string? file, int line)
    {
        if (_run.IsLeaving)
        {
            return;
        }

        bool finishing = !_run.IsOfThread;
        Listener?.Heard(_run.Thread, _run.Position, file, line);
        Explorer.Report(kind == FailureKind.Assertion && finishing ? FailureKind.FinalState : kind, _run.Thread, message);
        _run.Leave();
    }

    private static Event Access(EventKind kind, int location, MemoryOrder order, EventFlags flags) =>
        new() { Kind = kind, Location = location, Order = order, Flags = flags, ReadsFrom = Event.Initial };

    /// <summary>Makes the running thread leave its run.</summary>
    public void LeaveRun() => _run.Leave();

    /// <summary>What traces and messages call a location.</summary>
    public string NameOf(int location) => Locations[location].Name ?? $"location {location}";

    private long Alone(int location) => _run.IsLeaving ? 0 : _alone.Read(location);

    private void SetAlone(int location, long value)
    {
        if (!_run.IsLeaving)
        {
            _alone.Write(location, value);
        }
    }
}
