// Which older reads a new write may revisit.
//
// Let a write w be new and r an older read of its location that w does not depend on. The execution in which r reads w
// is found by keeping what came before r and what w depends on, and forgetting the rest, D. Different graphs have the
// same remainder, so the same execution would be found many times; TruSt keeps exactly one of them: the one in which r
// and everything in D is what the exploration adds when it makes no choice at all ("maximally added"):
//
//   a read reads the newest write, a write is the newest and unread, a choice is the first
//
// each judged against what was there when it was added, plus what w depends on, because that much stays. A Wait is no
// part of the execution, so it never stands in the way.

using System.Runtime.CompilerServices;
using Baton.Checker.Model;

namespace Baton.Checker.Exploration;

/// <summary>Finds the reads that a new write may revisit.</summary>
internal class Revisits(Worklist worklist)
{
    /// <summary>Pushes a revisit for every read numbered below <paramref name="limit"/> that <paramref name="write"/>,
    /// the newest event, may revisit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public virtual void Find(ExecutionGraph graph, int write, int limit)
    {
        Clock prefix = graph[write].Prefix;
        int location = graph[write].Location;
        for (int number = write - 1; number >= 0; number--)
        {
            ref Event e = ref graph[number];
            if (prefix.Contains(e.Thread, e.Index))
            {
                continue;
            }

            if (!IsMaximal(graph, number, write, in prefix))
            {
                return;
            }

            if (e.Location == location && number < limit && MayBeRevisited(in e))
            {
                worklist.Push(ItemKind.Revisit, number, write);
            }
        }
    }

    /// <summary>Whether a write to the event's location may revisit it: a read that has its own choice of what to read.</summary>
    protected virtual bool MayBeRevisited(in Event read) => read.IsRead && !read.Is(EventFlags.Confirms);

    /// <summary>Whether the event is what the exploration adds when it makes no choice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected virtual bool IsMaximal(ExecutionGraph graph, int number, int write, in Clock prefix)
    {
        ref Event e = ref graph[number];
        return e.Kind switch
        {
            EventKind.Read or EventKind.Update => IsNewest(graph, e.ReadsFrom, e.Location, number, write, in prefix),
            EventKind.Write => IsNewest(graph, number, e.Location, number, write, in prefix)
                && !(e.Is(EventFlags.ReadEarly) && IsReadBy(graph, number)),
            EventKind.Choice => e.Value == 0,
            _ => true,
        };
    }

    // Whether the write was there, and the newest, when event number was added to what the revisiting write depends on.
    private static bool IsNewest(ExecutionGraph graph, int candidate, int location, int number, int write, in Clock prefix)
    {
        if (candidate > number && !graph.Includes(in prefix, candidate))
        {
            return false;
        }

        LocationHistory history = graph.HistoryOf(location);
        for (int rank = history.WriteCount; rank > graph.RankOf(candidate); rank--)
        {
            int other = history.WriteAt(rank);
            if (other != write && (other <= number || graph.Includes(in prefix, other)))
            {
                return false;
            }
        }

        return true;
    }

    // Whether an earlier event reads the write, because of a revisit.
    private static bool IsReadBy(ExecutionGraph graph, int write)
    {
        for (int number = 0; number < write; number++)
        {
            ref Event e = ref graph[number];
            if (e.IsRead && e.ReadsFrom == write)
            {
                return true;
            }
        }

        return false;
    }
}
