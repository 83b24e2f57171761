// The world that learns threads: it runs one with the answers that it has had so far, notes what it asks next, and lets
// it go. Each state of each thread is run once; after that the exploration needs no thread at all.

using Baton.Checker.Exploration;
using Baton.Checker.Model;

namespace Baton.Checker.Stateful;

/// <summary>Learns what the threads of a program do next, given what they have seen.</summary>
internal sealed class ThreadLearner : World
{
    private readonly CheckedProgram _program;
    private readonly ThreadGone _gone = new();
    private readonly Dictionary<(int Thread, int Place, long First, long Second), ThreadState> _loops = [];
    private readonly List<ThreadState> _states = [];
    private readonly int _stepsMax;
    private ThreadState? _state;
    private long[] _history = [];
    private int _position;
    private bool _leaving;

    /// <summary>Creates the program.</summary>
    public ThreadLearner(Func<CheckedProgram> factory, int stepsMax)
    {
        _stepsMax = stepsMax;
        World? outer = CurrentOrNull;
        CurrentOrNull = this;
        try
        {
            _program = factory();
        }
        finally
        {
            CurrentOrNull = outer;
        }
    }

    /// <summary>The program.</summary>
    public CheckedProgram Program => _program;

    /// <summary>All states learned so far.</summary>
    public IReadOnlyList<ThreadState> States => _states;

    /// <inheritdoc/>
    public override int CurrentThread => _state?.Thread ?? NoThread;

    /// <inheritdoc/>
    protected override bool IsLeaving => _leaving;

    /// <summary>The thread's state when a round begins.</summary>
    public ThreadState Begin(int thread) => Learn(new ThreadState(_states.Count, thread, null, 0));

    /// <summary>The state after the state's operation answered <paramref name="seen"/>.</summary>
    public ThreadState After(ThreadState state, long seen)
    {
        if (!state.TryGetAfter(seen, out ThreadState? after))
        {
            after = Learn(new ThreadState(_states.Count, state.Thread, state, seen));
            state.Add(after);
        }

        return after!;
    }

    /// <inheritdoc/>
    public override long Load(int location, MemoryOrder order, string? file, int line) =>
        Ask(new Event { Kind = EventKind.Read, Location = location, Order = order });

    /// <inheritdoc/>
    public override void Store(int location, long value, MemoryOrder order, string? file, int line)
    {
        if (_state is null)
        {
            Locations[location].Initial = value;
        }
        else
        {
            Ask(new Event { Kind = EventKind.Write, Location = location, Order = order, Value = value });
        }
    }

    /// <inheritdoc/>
    public override long Update(
        UpdateKind kind, int location, long operand, long desired, MemoryOrder success, MemoryOrder failure, string? file, int line)
    {
        var update = new Event
        {
            Kind = EventKind.Update,
            Location = location,
            Order = success,
            Operation = kind,
            Operand = operand,
            Desired = desired,
        };
        if (_state is not null)
        {
            return Ask(update);
        }

        long before = Locations[location].Initial;
        if (update.TryUpdate(before, out long written))
        {
            Locations[location].Initial = written;
        }

        return before;
    }

    /// <inheritdoc/>
    public override bool TryReplace(int location, ref long seen, long desired, MemoryOrder order, string? file, int line)
    {
        long before = Ask(new Event
        {
            Kind = EventKind.Update,
            Flags = HasJustRead(location, seen) ? EventFlags.Confirms : EventFlags.None,
            Location = location,
            Order = order,
            Operation = UpdateKind.CompareExchange,
            Operand = seen,
            Desired = desired,
        });
        bool replaced = before == seen;
        seen = before;
        return replaced;
    }

    /// <inheritdoc/>
    public override long Await(
        int location, int condition, long first, long second, MemoryOrder order, bool bounded, string? file, int line) =>
        Ask(new Event
        {
            Kind = EventKind.Read,
            Flags = EventFlags.Await | (bounded ? EventFlags.Bounded : 0),
            Location = location,
            Order = order,
            Condition = condition,
            Operand = first,
            Desired = second,
        });

    /// <inheritdoc/>
    public override void AwaitExchange(
        int location, long expected, long desired, MemoryOrder order, bool bounded, string? file, int line) =>
        Ask(new Event
        {
            Kind = EventKind.Update,
            Flags = EventFlags.Await | (bounded ? EventFlags.Bounded : 0),
            Location = location,
            Order = order,
            Operand = expected,
            Desired = desired,
        });

    /// <inheritdoc/>
    public override long AwaitTake(int location, long held, MemoryOrder order, string? file, int line) =>
        Ask(new Event
        {
            Kind = EventKind.Update,
            Flags = EventFlags.Await,
            Location = location,
            Order = order,
            Operation = UpdateKind.ExchangeUnless,
            Operand = held,
            Desired = held,
        });

    /// <inheritdoc/>
    public override void Fence(MemoryOrder order, string? file, int line)
    {
        // One memory, one step after the other: every fence is kept as it is.
    }

    /// <inheritdoc/>
    public override long ReadPlain(int location, string? file, int line) =>
        Ask(new Event { Kind = EventKind.PlainRead, Location = location });

    /// <inheritdoc/>
    public override void WritePlain(int location, long value, string? file, int line)
    {
        if (_state is null)
        {
            Locations[location].Initial = value;
        }
        else
        {
            Ask(new Event { Kind = EventKind.PlainWrite, Location = location, Value = value });
        }
    }

    /// <inheritdoc/>
    public override int Choose(int count, string? file, int line) =>
        count == 1 ? 0 : (int)Ask(new Event { Kind = EventKind.Choice, Location = -1, Operand = count });

    /// <inheritdoc/>
    public override void Loop(int place, long first, long second)
    {
        if (_leaving || _state is null)
        {
            return;
        }

        // The representative has this very step after the loop's head, so that going round comes back to it.
        if (_position < _history.Length)
        {
            _position++;
            return;
        }

        _state.Next = NextStep.SameAs;
        if (!_loops.TryGetValue((_state.Thread, place, first, second), out ThreadState? same))
        {
            _loops.Add((_state.Thread, place, first, second), _state);
            same = _state;
        }

        _state.Target = same;
        Leave();
    }

    /// <inheritdoc/>
    public override void Note(string what)
    {
        if (_leaving || _state is null)
        {
            return;
        }

        if (_position < _history.Length)
        {
            _position++;
            return;
        }

        _state.Next = NextStep.Note;
        _state.Text = what;
        Leave();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Modification> HistoryOf(int location) => [];

    /// <inheritdoc/>
    public override int Mark() => _position;

    /// <inheritdoc/>
    public override void Stop(StuckReason reason, int mark, string? file, int line)
    {
        if (_leaving || _state is null)
        {
            return;
        }

        _state.Next = reason == StuckReason.Condition ? NextStep.Retry : NextStep.Discarded;
        ThreadState target = _state;
        while (target.Depth > mark)
        {
            target = target.Before!;
        }

        _state.Target = target;
        Leave();
    }

    /// <inheritdoc/>
    public override void Fail(FailureKind kind, string message, string? file, int line)
    {
        if (_leaving || _state is null)
        {
            return;
        }

        _state.Next = NextStep.Failed;
        _state.Text = message;
        Leave();
    }

    private bool HasJustRead(int location, long value) =>
        _state is { Before: { Next: NextStep.Operation } before }
        && before.Operation.Kind == EventKind.Read
        && before.Operation.Location == location
        && !before.Operation.Is(EventFlags.Await)
        && _state.Seen == value;

    private ThreadState Learn(ThreadState state)
    {
        if (state.Depth > _stepsMax)
        {
            throw new InvalidOperationException(
                $"Thread {state.Thread} of {_program.Name} took {_stepsMax} steps in a round without coming back to a state. "
                + "Mark the heads of its loops with Check.Loop.");
        }

        _states.Add(state);
        _state = state;
        _history = state.History();
        _position = 0;
        _leaving = false;
        BeginRun(state.Thread);
        World? outer = CurrentOrNull;
        CurrentOrNull = this;
        try
        {
            _program.Run(state.Thread);
            if (!_leaving)
            {
                state.Next = NextStep.End;
            }
        }
        catch (ThreadGone)
        {
            // It asked, and the state knows what.
        }
        catch (Exception e) when (!_leaving && e is not InsufficientExecutionStackException)
        {
            state.Next = NextStep.Failed;
            state.Text = $"{e.GetType().Name}: {e.Message}";
        }
        finally
        {
            CurrentOrNull = outer;
            _state = null;
        }

        return state;
    }

    private long Ask(in Event operation)
    {
        if (_leaving)
        {
            return 0;
        }

        if (_state is null)
        {
            return Locations[operation.Location].Initial;
        }

        if (_position < _history.Length)
        {
            return _history[_position++];
        }

        _state.Next = NextStep.Operation;
        _state.Operation = operation;
        Leave();
        return 0;
    }

    private void Leave()
    {
        _leaving = true;
        throw _gone;
    }

    private sealed class ThreadGone : Exception;
}
