using System.Diagnostics;
using Baton.Checker.Model;

namespace Baton.Checker.Stateful;

/// <summary>One exploration of all states, breadth first, so that the way to a failure is a shortest one.</summary>
/// <remarks>
/// A state is a row of words: the values of the locations, the number of each thread's state, and two words a thread
/// for what the properties remember: how often it was overtaken since its request, and whether it wants.
/// </remarks>
internal sealed class StateExploration
{
    private const int NotRequested = -1;
    private const int StatesPerReport = 1 << 16;

    private readonly ThreadLearner _learner;
    private readonly StatefulOptions _options;
    private readonly StateTable _table;
    private readonly ThreadState[] _begin;
    private readonly int _threads;
    private readonly List<(int From, int Thread)> _cameFrom = [];
    private readonly List<(int Thread, int To)> _steps = [];
    private readonly List<int> _firstStep = [];
    private readonly long[] _next;
    private string? _failure;

    /// <summary>An exploration that has not begun.</summary>
    public StateExploration(ThreadLearner learner, StatefulOptions options)
    {
        _learner = learner;
        _options = options;
        _threads = learner.Program.ThreadCount;
        _table = new StateTable(options.LocationsMax + (3 * _threads));
        _next = new long[options.LocationsMax + (3 * _threads)];
        _begin = [.. Enumerable.Range(0, _threads).Select(learner.Begin)];
    }

    private int ThreadsAt => _options.LocationsMax;

    private int OvertakenAt => _options.LocationsMax + _threads;

    private int WantsAt => _options.LocationsMax + (2 * _threads);

    /// <summary>Explores.</summary>
    public StatefulResult Run(IProgress<long>? progress, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        Begin();
        int row = 0;
        for (; row < _table.Count && _failure is null; row++)
        {
            if (_table.Count > _options.StatesMax || cancellation.IsCancellationRequested)
            {
                string why = cancellation.IsCancellationRequested ? "cancelled" : $"stopped at {_options.StatesMax:N0} states";
                return Result(Verdict.HoldsSoFar, clock, $"Not every state was looked at: {why}.", [], -1);
            }

            if (row % StatesPerReport == 0)
            {
                progress?.Report(_table.Count);
            }

            Expand(row);
        }

        if (_failure is not null)
        {
            return Result(Verdict.Fails, clock, _failure, WayTo(_table.Count - 1), -1);
        }

        if (_options.Starvation is { } promise)
        {
            _firstStep.Add(_steps.Count);
            var cycles = new FairCycles(_table.Count, _threads, _steps, _firstStep, CanStep, Wants);
            for (int thread = 0; thread < _threads; thread++)
            {
                if (cycles.FindStarving(thread) is { } cycle)
                {
                    List<string> way = WayTo(cycle[0].State);
                    int start = way.Count;
                    way.AddRange(cycle.Select(c => Describe(_table[c.State], c.Thread)));
                    return Result(
                        Verdict.Fails,
                        clock,
                        $"Starvation: thread {thread} says '{promise.Wants}' and may never come to say '{promise.Gets}', although every "
                        + "thread that can go on again and again does.",
                        way,
                        start);
                }
            }
        }

        return Result(Verdict.Holds, clock, null, [], -1);
    }

    private StatefulResult Result(Verdict verdict, Stopwatch clock, string? message, IReadOnlyList<string> trace, int cycle) =>
        new(_learner.Program.Name, verdict, _table.Count, _steps.Count, clock.Elapsed, message, trace, cycle);

    private void Begin()
    {
        Array.Clear(_next);
        for (int thread = 0; thread < _threads; thread++)
        {
            _next[OvertakenAt + thread] = NotRequested;
            _next[ThreadsAt + thread] = _begin[thread].Number;
        }

        for (int location = 0; location < _learner.Locations.Count; location++)
        {
            _next[location] = 0;
        }

        for (int thread = 0; thread < _threads; thread++)
        {
            RunOn(thread, _begin[thread]);
        }

        _table.TryAdd(_next, out _);
        _cameFrom.Add((-1, -1));
    }

    private void Expand(int row)
    {
        _firstStep.Add(_steps.Count);
        bool anyCan = false;
        bool anyDiscarded = false;
        for (int thread = 0; thread < _threads && _failure is null; thread++)
        {
            ThreadState state = StateOf(_table[row], thread);
            anyDiscarded |= state.Next == NextStep.Discarded;
            if (state.Next != NextStep.Operation)
            {
                continue;
            }

            long outcomes = state.Operation.Kind == EventKind.Choice ? state.Operation.Operand : 1;
            for (long outcome = 0; outcome < outcomes && _failure is null; outcome++)
            {
                _table[row].CopyTo(_next);
                if (!Step(thread, state, outcome))
                {
                    continue;
                }

                anyCan = true;
                if (_table.TryAdd(_next, out int to))
                {
                    _cameFrom.Add((row, thread));
                }
                else if (_failure is not null)
                {
                    // A failing step need not lead to a new state; the way to it ends here all the same.
                    _next[^1] = long.MinValue;
                    _table.TryAdd(_next, out to);
                    _cameFrom.Add((row, thread));
                }

                _steps.Add((thread, to));
            }
        }

        if (!anyCan && !anyDiscarded && _failure is null)
        {
            string[] waits = [.. Enumerable.Range(0, _threads).Select(t => $"thread {t} {Describe(_table[row], t)}")];
            _failure = $"Deadlock: {string.Join(", ", waits)}.";
            _table[row].CopyTo(_next);
            _next[^1] = long.MinValue;
            _table.TryAdd(_next, out _);
            _cameFrom.Add((row, -1));
        }
    }

    // Takes the thread's step in the state that _next holds; false if it cannot be taken.
    private bool Step(int thread, ThreadState state, long outcome)
    {
        ref Event o = ref state.Operation;
        long value = o.Location < 0 ? outcome : Memory(o.Location);
        if (o.Is(EventFlags.Await) && !IsMet(in o, value))
        {
            if (!o.Is(EventFlags.Bounded))
            {
                return false;
            }

            // It gives up instead: the other outcome of the choice before it.
            RunOn(thread, _learner.After(state.Before!, 1));
            return true;
        }

        if (o.Is(EventFlags.Confirms) && value != o.Operand)
        {
            // What the thread had read was old: it goes on as if it had read this.
            RunOn(thread, _learner.After(state.Before!, value));
            return true;
        }

        long answer = value;
        if (o.Kind == EventKind.Write)
        {
            SetMemory(o.Location, o.Value);
            answer = 0;
        }
        else if (o.Kind == EventKind.Update && o.TryUpdate(value, out long written))
        {
            SetMemory(o.Location, written);
        }

        RunOn(thread, _learner.After(state, answer));
        return true;
    }

    // Lets the thread do what nobody else can tell, until its next operation on shared memory.
    private void RunOn(int thread, ThreadState state)
    {
        for (int steps = 0; steps < _options.StepsPerRoundMax; steps++)
        {
            switch (state.Next)
            {
                case NextStep.Operation when state.Operation.Kind == EventKind.PlainRead:
                    state = _learner.After(state, Memory(state.Operation.Location));
                    break;
                case NextStep.Operation when state.Operation.Kind == EventKind.PlainWrite:
                    SetMemory(state.Operation.Location, state.Operation.Value);
                    state = _learner.After(state, 0);
                    break;
                case NextStep.Note:
                    Hear(thread, state.Text!);
                    state = _learner.After(state, 0);
                    break;
                case NextStep.SameAs:
                    state = _learner.After(state.Target!, 0);
                    break;
                case NextStep.Retry:
                    state = state.Target!;
                    _next[ThreadsAt + thread] = state.Number;
                    return;
                case NextStep.End:
                    state = _begin[thread];
                    break;
                case NextStep.Failed:
                    _failure ??= $"Thread {thread}: {state.Text}";
                    _next[ThreadsAt + thread] = state.Number;
                    return;
                default:
                    _next[ThreadsAt + thread] = state.Number;
                    return;
            }
        }

        throw new InvalidOperationException(
            $"Thread {thread} of {_learner.Program.Name} goes round without touching an atomic: there is nothing to check.");
    }

    private void Hear(int thread, string what)
    {
        if (_options.Starvation is { } promise)
        {
            _next[WantsAt + thread] = what == promise.Wants ? 1 : what == promise.Gets ? 0 : _next[WantsAt + thread];
        }

        if (_options.Bypass is not { } bypass)
        {
            return;
        }

        if (what == bypass.Request)
        {
            _next[OvertakenAt + thread] = Math.Max(0, _next[OvertakenAt + thread]);
        }
        else if (what == bypass.Grant)
        {
            _next[OvertakenAt + thread] = NotRequested;
            for (int other = 0; other < _threads; other++)
            {
                if (other != thread && _next[OvertakenAt + other] != NotRequested && ++_next[OvertakenAt + other] > bypass.Bound)
                {
                    _failure ??= $"Thread {other} was overtaken {bypass.Bound + 1} times after '{bypass.Request}', "
                        + $"the last time by thread {thread}.";
                }
            }
        }
    }

    private bool IsMet(in Event o, long value) =>
        o.Kind == EventKind.Update
            ? o.TryUpdate(value, out _)
            : _learner.Conditions.IsMet(o.Condition, value, o.Operand, o.Desired);

    // Words hold the difference from the initial value: a location may be met long after the first state was stored.
    private long Memory(int location) => _next[Index(location)] ^ _learner.Locations[location].Initial;

    private void SetMemory(int location, long value) => _next[Index(location)] = value ^ _learner.Locations[location].Initial;

    private int Index(int location) =>
        location < _options.LocationsMax
            ? location
            : throw new InvalidOperationException(
                $"{_learner.Program.Name} has more than {_options.LocationsMax} locations. Raise StatefulOptions.LocationsMax.");

    private ThreadState StateOf(ReadOnlySpan<long> state, int thread) => _learner.States[(int)state[ThreadsAt + thread]];

    private bool Wants(int row, int thread) => _table[row][WantsAt + thread] != 0;

    private bool CanStep(int row, int thread)
    {
        for (int i = _firstStep[row]; i < _firstStep[row + 1]; i++)
        {
            if (_steps[i].Thread == thread)
            {
                return true;
            }
        }

        return false;
    }

    private List<string> WayTo(int row)
    {
        var way = new List<string>();
        for (; row > 0; row = _cameFrom[row].From)
        {
            (int from, int thread) = _cameFrom[row];
            if (thread >= 0)
            {
                way.Add(Describe(_table[from], thread));
            }
        }

        way.Reverse();
        return way;
    }

    private string Describe(ReadOnlySpan<long> state, int thread)
    {
        ThreadState s = StateOf(state, thread);
        if (s.Next != NextStep.Operation)
        {
            return $"T{thread}: {s.Next}";
        }

        ref Event o = ref s.Operation;
        if (o.Location < 0)
        {
            return $"T{thread}: chance";
        }

        string name = _learner.Locations[o.Location].Name ?? $"location {o.Location}";
        long value = state[o.Location] ^ _learner.Locations[o.Location].Initial;
        bool waits = o.Is(EventFlags.Await) && !IsMet(in o, value);
        return o.Kind switch
        {
            _ when waits => $"T{thread}: waits on {name}",
            EventKind.Write => $"T{thread}: {name} := {o.Value}",
            EventKind.Update when o.TryUpdate(value, out long written) => $"T{thread}: {name}: {value} -> {written}",
            _ => $"T{thread}: {name} is {value}",
        };
    }
}
