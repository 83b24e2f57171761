using Baton.Checker.Exploration;
using Baton.Checker.Model;

namespace Baton.Checker.Reports;

/// <summary>Tells a failing execution.</summary>
internal sealed class TraceBuilder
{
    private readonly ExecutionGraph _graph;
    private readonly GraphWorld _world;
    private readonly SourcePlaces _places;
    private readonly Dictionary<int, int> _steps = [];

    private TraceBuilder(Explorer explorer, SourcePlaces places)
    {
        _graph = explorer.Graph;
        _world = explorer.Memory;
        _places = places;
    }

    /// <summary>The trace of the execution that the explorer has just replayed.</summary>
    public static Trace Build(Explorer explorer, SourcePlaces places)
    {
        var builder = new TraceBuilder(explorer, places);
        return builder.Build(explorer.Failure!, explorer.Program.ThreadCount);
    }

    private Trace Build(ExecutionFailure failure, int threads)
    {
        Linearization line = Linearization.Of(_graph);
        List<int> told = [.. line.Order.Where(IsTold)];
        for (int i = 0; i < told.Count; i++)
        {
            _steps[told[i]] = i + 1;
            if (_graph[told[i]].Kind == EventKind.Update && _graph[told[i]].Is(EventFlags.Exclusive))
            {
                int write = _graph[told[i]].Index + 1;
                if (write < _graph.LengthOf(_graph[told[i]].Thread))
                {
                    _steps[_graph.NumberOf(_graph[told[i]].Thread, write)] = i + 1;
                }
            }
        }

        var steps = new List<TraceStep>();
        foreach (int number in told)
        {
            ref Event e = ref _graph[number];
            (string? file, int sourceLine) = _places.Of(e.Thread, e.Index);
            int? source = e.IsRead || e.Kind == EventKind.PlainRead ? StepOf(e.ReadsFrom) : null;
            steps.Add(new TraceStep(_steps[number], e.Thread, Describe(number), file, sourceLine, source, WhyStale(number)));
        }

        // A race is between events that no order connects, so there is an order to blame even if an interleaving has it.
        bool isInterleaving = line.Broken == 0;
        bool ordersMatter = !isInterleaving || failure.Kind == FailureKind.DataRace;
        List<OrderFix> fixes = [];
        if (ordersMatter)
        {
            foreach ((int number, MemoryOrder order) in OrderBlame.Find(_graph, failure, _places))
            {
                (string? file, int sourceLine) = _places.Of(_graph[number].Thread, _graph[number].Index);
                fixes.Add(new OrderFix(order, Describe(number), file, sourceLine));
            }
        }

        (string? endFile, int endLine) = failure.Thread < 0
            ? (null, 0)
            : _places.Of(failure.Thread, _graph.LengthOf(failure.Thread) - (failure.Kind == FailureKind.Assertion ? 0 : 1));
        return new Trace(threads, steps, isInterleaving, fixes, endFile, endLine);
    }

    // The write of an update is told with its read, and a wait only if the thread still waits.
    private bool IsTold(int number)
    {
        ref Event e = ref _graph[number];
        return e.Kind switch
        {
            EventKind.Write => !e.Is(EventFlags.Exclusive),
            EventKind.Wait => e.Index + 1 == _graph.LengthOf(e.Thread),
            _ => true,
        };
    }

    private int StepOf(int write) => write == Event.Initial ? 0 : _steps.GetValueOrDefault(write);

    private string Describe(int number)
    {
        ref Event e = ref _graph[number];
        string name = e.Location < 0 ? "" : NameOf(e.Location);
        string order = e.Order.ToString().ToLowerInvariant();
        switch (e.Kind)
        {
            case EventKind.Read:
                return $"{name} is {ValueOf(e.Location, e.Value)}  ({order})";
            case EventKind.Update when e.Is(EventFlags.Exclusive):
                e.TryUpdate(e.Value, out long written);
                return $"{name}: {ValueOf(e.Location, e.Value)} -> {ValueOf(e.Location, written)}  ({order})";
            case EventKind.Update:
                return $"{name} is {ValueOf(e.Location, e.Value)}, not {ValueOf(e.Location, e.Operand)}";
            case EventKind.Write:
                return $"{name} := {ValueOf(e.Location, e.Value)}  ({order})";
            case EventKind.PlainRead:
                return $"{name} is {ValueOf(e.Location, e.Value)}";
            case EventKind.PlainWrite:
                return $"{name} := {ValueOf(e.Location, e.Value)}";
            case EventKind.Fence:
                return $"fence  ({order})";
            case EventKind.Choice:
                return $"chance: {e.Value} of {e.Operand}";
            case EventKind.Wait:
                return $"waits on {name}";
            default:
                return (StuckReason)e.Value == StuckReason.Condition ? "waits" : "stops";
        }
    }

    // Something newer than what was read has been told before: say why that could be missed.
    private string? WhyStale(int number)
    {
        ref Event e = ref _graph[number];
        if (!e.IsRead)
        {
            return null;
        }

        LocationHistory history = _graph.HistoryOf(e.Location);
        int next = _graph.RankOf(e.ReadsFrom) + 1;
        if (next > history.WriteCount)
        {
            return null;
        }

        int overwriting = history.WriteAt(next);
        if (!_steps.TryGetValue(overwriting, out int step) || step >= _steps[number])
        {
            return null;
        }

        return $"{NameOf(e.Location)} had been overwritten by step {step}; allowed, because step {step} does not happen before "
            + $"step {_steps[number]}";
    }

    private string NameOf(int location) => _world.Locations[location].Name ?? $"location {location}";

    private string ValueOf(int location, long value)
    {
        if (_world.Locations[location].Kind == LocationKind.Word)
        {
            return value.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        object? instance = _world.Objects[value];
        return instance is null ? "null" : instance.GetType().IsValueType ? instance.ToString()! : $"{instance.GetType().Name}#{value}";
    }
}
