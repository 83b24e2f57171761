using System.Runtime.CompilerServices;
using Baton.Checker.Model;

namespace Baton.Checker.Exploration;

/// <summary>Memory as code sees it that runs alone: the set-up before the model threads, and Finish after them.</summary>
internal sealed class AloneMemory(GraphWorld world)
{
    private bool _finishes;

    /// <summary>The model threads have ended.</summary>
    public void BeginFinish() => _finishes = true;

    /// <summary>The location's value: the newest, or the initial one during set-up.</summary>
    public long Read(int location)
    {
        LocationHistory? history = _finishes ? world.Graph.HistoryOf(location) : null;
        return history is null || history.WriteCount == 0
            ? world.Locations[location].Initial
            : world.Graph[history.WriteAt(history.WriteCount)].Value;
    }

    /// <summary>Gives the location another initial value.</summary>
    public void Write(int location, long value)
    {
        if (_finishes)
        {
            throw new InvalidOperationException("Finish looks at the final state; it must not change it.");
        }

        world.Locations[location].Initial = value;
    }

    /// <summary>Waiting alone never ends.</summary>
    public static void Wait() =>
        throw new InvalidOperationException("The set-up and Finish of a checked program run alone: a wait there would never end.");

    /// <summary>The location's writes, oldest first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public IReadOnlyList<Modification> HistoryOf(int location)
    {
        if (!_finishes)
        {
            throw new InvalidOperationException("A location's history is known when all threads have ended: ask for it in Finish.");
        }

        LocationHistory history = world.Graph.HistoryOf(location);
        var modifications = new Modification[history.WriteCount];
        for (int rank = 1; rank <= modifications.Length; rank++)
        {
            ref Event e = ref world.Graph[history.WriteAt(rank)];
            modifications[rank - 1] = new Modification(e.Thread, e.Index, e.Value, e.Is(EventFlags.Exclusive));
        }

        return modifications;
    }
}
