// Named waiting calls, which are never looped.
//
// An await reads only values that meet its condition. If the newest write does not, the thread waits: its last event
// becomes a Wait, which notes what was offered, and the thread is asked again when the newest write does meet the
// condition. So a blocked await costs nothing while it blocks. The idea is Awamoche's (Kokologiannakis, Marmanis,
// Vafeiadis, "Unblocking dynamic partial order reduction", CAV 2023).
//
// Two rules keep each execution to one visit. Which event comes next is a function of the graph: the lowest thread that
// can go on, so a thread that lets a lower one go on gives way to it at once. And a Wait is a marker, no part of the
// execution: it is there because its thread came too early.
//
// An await that has read, and that a revisit makes read what does not meet its condition, is another matter. It stays in
// its place in the graph as a read that is not met, and only a revisit lets its thread go on, as in the algorithm without
// named waits. (It was a Wait once, which the next write could end without a revisit. That is cheaper, and it missed
// executions: when an older read of another thread was revisited later, what the thread had done since its wait was
// forgotten, and nothing brought it back. LocksAndSleeps_WithNamedWaits_HaveTheExecutionsOfThePlainAlgorithm.)

using System.Runtime.CompilerServices;
using Baton.Checker.Model;

namespace Baton.Checker.Exploration;

/// <summary>Threads that wait, and what may end their waits.</summary>
internal sealed class Waits(GraphWorld world, Additions additions, ExplorationCounts counts)
{
    private ExecutionGraph Graph => world.Graph;

    /// <summary>Adds the read of an await if it has something to read; else makes the thread wait and returns -1.</summary>
    public int AddAwait(in Event model, int thread)
    {
        int oldest = Graph.OldestCoherent(Graph.KnownTo(thread), model.Location);
        return Offer(in model, thread, oldest, offered: 0);
    }

    /// <summary>Whether a write to the location lets a thread go on that comes before <paramref name="thread"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Wakes(int location, int thread)
    {
        for (int lower = 0; lower < thread; lower++)
        {
            if (Graph.EndsWith(lower, EventKind.Wait))
            {
                int wait = Graph.NumberOf(lower, Graph.LengthOf(lower) - 1);
                if (Graph[wait].Location == location && EndsWithNewest(wait))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool EndsWithNewest(int wait)
    {
        ref Event e = ref Graph[wait];
        LocationHistory history = Graph.HistoryOf(e.Location);
        int newest = history.WriteAt(history.WriteCount);
        return Meets(in e, additions.ValueOf(newest, e.Location));
    }

    /// <summary>Lets the waiting thread go on, if the newest write meets its condition.</summary>
    public bool Resume(int thread)
    {
        int wait = Graph.NumberOf(thread, Graph.LengthOf(thread) - 1);
        if (!EndsWithNewest(wait))
        {
            return false;
        }

        Reoffer(wait);
        return true;
    }

    /// <summary>When no thread can go on with what is newest, one that waits may have read something older: that is
    /// left for later.</summary>
    public void OfferOlder(int threads)
    {
        for (int thread = 0; thread < threads; thread++)
        {
            if (Graph.EndsWith(thread, EventKind.Wait))
            {
                int wait = Graph.NumberOf(thread, Graph.LengthOf(thread) - 1);
                ref Event model = ref Graph[wait];
                LocationHistory history = Graph.HistoryOf(model.Location);
                int oldest = Graph.OldestCoherent(Graph.KnownTo(thread), model.Location);
                for (int rank = history.WriteCount - 1; rank >= oldest; rank--)
                {
                    int write = history.WriteAt(rank);
                    if (write >= model.Rank
                        && Meets(in model, additions.ValueOf(write, model.Location)))
                    {
                        Reoffer(wait);
                        break;
                    }
                }
            }
        }
    }

    private void Reoffer(int wait)
    {
        Event model = Graph[wait];
        int thread = model.Thread;
        int offered = model.Rank;
        int oldest = Graph.OldestCoherent(Graph.KnownTo(thread), model.Location);
        model.Kind = model.Is(EventFlags.UpdatesWhenMet) ? EventKind.Update : EventKind.Read;
        model.Flags &= ~EventFlags.UpdatesWhenMet;
        int read = Offer(in model, thread, oldest, offered);
        if (read >= 0 && model.Kind == EventKind.Update)
        {
            additions.AddUpdateWrite(read);
        }
    }

    // Adds an await's read if the newest write meets its condition, else a Wait; older writes that meet it and have not
    // been offered before are left for later.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Offer(in Event model, int thread, int oldest, int offered)
    {
        LocationHistory history = Graph.HistoryOf(model.Location);
        int newest = history.WriteAt(history.WriteCount);
        bool goesOn = Meets(in model, additions.ValueOf(newest, model.Location));
        int read = Graph.Append(in model, thread);
        counts.Events++;
        for (int rank = oldest; rank < history.WriteCount; rank++)
        {
            int write = history.WriteAt(rank);
            if (write >= offered || offered == 0)
            {
                if (Meets(in model, additions.ValueOf(write, model.Location)))
                {
                    additions.OfferRead(read, write, in model);
                }
            }
        }

        if (goesOn)
        {
            additions.ReadFrom(read, newest);
            Graph.ListRead(read);
            return read;
        }

        ref Event e = ref Graph[read];
        e.Flags |= model.Kind == EventKind.Update ? EventFlags.UpdatesWhenMet : EventFlags.None;
        e.Kind = EventKind.Wait;
        e.Rank = Graph.Count;
        return -1;
    }

    /// <summary>Whether the value meets the await's condition.</summary>
    public bool Meets(in Event model, long value) =>
        model.Kind == EventKind.Update || model.Is(EventFlags.UpdatesWhenMet)
            ? model.TryUpdate(value, out _)
            : world.Conditions.IsMet(model.Condition, value, model.Operand, model.Desired);
}
