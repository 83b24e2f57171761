using System.Text;
using Baton.Checker.Exploration;
using Baton.Checker.Model;

namespace Baton.Checker.Tests.Oracle;

/// <summary>All executions of a program, by the engine: each as a text that two executions share only if they are the
/// same graph.</summary>
internal sealed class Executions
{
    /// <summary>The complete executions, in the order of exploration, duplicates included.</summary>
    public List<string> Complete { get; } = [];

    /// <summary>The deadlocks.</summary>
    public List<string> Deadlocks { get; } = [];

    /// <summary>Failures of other kinds.</summary>
    public List<ExecutionFailure> Failures { get; } = [];

    /// <summary>Executions in which threads wait for what other executions bring.</summary>
    public long Blocked { get; private set; }

    /// <summary>Explores the program to the end, past every failure.</summary>
    public static Executions Of(Func<CheckedProgram> factory, MemoryMapping? mapping = null) =>
        Of(new Explorer(factory, mapping ?? MemoryMapping.Declared, 500));

    /// <summary>Explores the program to the end and keeps the executions in which no compare-exchange has succeeded on
    /// another write than the read before it had seen.</summary>
    public static Executions WithRightGuesses(Func<CheckedProgram> factory) =>
        Of(new Explorer(factory, MemoryMapping.Declared, 500), GuessesAreRight);

    /// <summary>Lets the explorer explore to the end, past every failure.</summary>
    /// <param name="explorer">The explorer.</param>
    /// <param name="keeps">Which executions to keep; null for all.</param>
    public static Executions Of(Explorer explorer, Predicate<ExecutionGraph>? keeps = null)
    {
        var all = new Executions();
        explorer.Observer = (graph, _, end) =>
        {
            if (keeps is not null && !keeps(graph))
            {
                return;
            }

            if (end == ExecutionEnd.Complete)
            {
                all.Complete.Add(Describe(graph));
            }
            else if (explorer.Failure is { } failure)
            {
                if (failure.Kind == FailureKind.Deadlock)
                {
                    all.Deadlocks.Add(Describe(graph));
                }
                else
                {
                    all.Failures.Add(failure);
                }
            }
        };
        explorer.Start([]);
        while (explorer.Step())
        {
        }

        all.Blocked = explorer.Counts[ExecutionEnd.Blocked];
        return all;
    }

    /// <summary>The graph as text: who reads from whom, who wrote when.</summary>
    public static string Describe(ExecutionGraph graph)
    {
        var text = new StringBuilder();
        var locations = new SortedSet<int>();
        for (int thread = 0; thread < Clock.ThreadsMax; thread++)
        {
            for (int index = 0; index < graph.LengthOf(thread); index++)
            {
                ref Event e = ref graph[graph.NumberOf(thread, index)];
                switch (e.Kind)
                {
                    case EventKind.Read or EventKind.Update when e.Is(EventFlags.Unmet):
                        // The thread waits, which is no event of the execution.
                        break;
                    case EventKind.Read or EventKind.Update:
                        text.Append($"{Place(graph, graph.NumberOf(thread, index))}<{Place(graph, e.ReadsFrom)} ");
                        locations.Add(e.Location);
                        break;
                    case EventKind.Write:
                        locations.Add(e.Location);
                        break;
                    case EventKind.Choice:
                        text.Append($"{Place(graph, graph.NumberOf(thread, index))}={e.Value} ");
                        break;
                }
            }
        }

        // Locations are numbered by first use, which differs from run to run; the writes tell them apart.
        var orders = new List<string>();
        foreach (int location in locations)
        {
            LocationHistory history = graph.HistoryOf(location);
            orders.Add(string.Join(
                '>', Enumerable.Range(1, history.WriteCount).Select(rank => Place(graph, history.WriteAt(rank)))));
        }

        orders.Sort(StringComparer.Ordinal);
        return text.AppendJoin(' ', orders.Where(o => o.Length > 0)).ToString();
    }

    private static bool GuessesAreRight(ExecutionGraph graph)
    {
        for (int number = 0; number < graph.Count; number++)
        {
            ref Event e = ref graph[number];
            if (e is { Kind: EventKind.Update, Operation: UpdateKind.CompareExchange, Index: > 0 } && !e.Is(EventFlags.Await))
            {
                ref Event guess = ref graph[graph.NumberOf(e.Thread, e.Index - 1)];
                if (guess.Kind == EventKind.Read && guess.Location == e.Location && guess.ReadsFrom != e.ReadsFrom)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static string Place(ExecutionGraph graph, int number)
    {
        if (number == Event.Initial)
        {
            return "i";
        }

        ref Event e = ref graph[number];
        int index = 0;
        for (int i = 0; i < e.Index; i++)
        {
            // A wait is a marker and no event of the execution.
            index += graph[graph.NumberOf(e.Thread, i)].Kind == EventKind.Wait ? 0 : 1;
        }

        return $"{e.Thread}.{index}";
    }
}
