// Happens-before, as a vector clock an event.
//
// A read that acquires learns the message of the write that it reads from: what that write's thread knew, if the write
// releases, or had known at its last release fence, joined with the message of the write that it updated (a release
// sequence goes through read-modify-writes and, since C++20, through nothing else). An acquire fence learns what earlier
// reads of its thread could have.

using System.Runtime.CompilerServices;

namespace Baton.Checker.Model;

/// <summary>Works out what happens before an event, and what it publishes.</summary>
internal static class HappensBefore
{
    /// <summary>Makes the read, which is the last of its thread, read from <paramref name="write"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ReadFrom(ExecutionGraph graph, int read, int write, long initialValue)
    {
        ref Event e = ref graph[read];
        e.ReadsFrom = write;
        e.Value = write == Event.Initial ? initialValue : graph[write].Value;
        bool acquires = e.Is(EventFlags.Acquire);
        if (e.Kind == EventKind.Update)
        {
            bool writes = e.TryUpdate(e.Value, out _);
            e.Flags = writes ? e.Flags | EventFlags.Exclusive : e.Flags & ~EventFlags.Exclusive;
            acquires = writes ? acquires : e.FailureOrder is MemoryOrder.Acquire or MemoryOrder.AcquireRelease;
        }

        Start(graph, ref e);
        if (write != Event.Initial)
        {
            e.Prefix.Join(in graph[write].Prefix);
            if (acquires)
            {
                e.Before.Join(in graph[write].Message);
            }
        }
    }

    /// <summary>What came before in the thread, and the event itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Start(ExecutionGraph graph, ref Event e)
    {
        if (e.Index == 0)
        {
            e.Before = default;
            e.Prefix = default;
        }
        else
        {
            ref Event previous = ref graph[graph.NumberOf(e.Thread, e.Index - 1)];
            e.Before = previous.Before;
            e.Prefix = previous.Prefix;
        }

        e.Before.Advance(e.Thread, e.Index + 1);
        e.Prefix.Advance(e.Thread, e.Index + 1);
    }

    /// <summary>Works out what a write publishes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Publish(ExecutionGraph graph, ref Event e)
    {
        e.Message = e.Is(EventFlags.Release) ? e.Before : LastReleaseFence(graph, e.Thread, e.Index);
        if (e.Is(EventFlags.Exclusive))
        {
            int source = graph[graph.NumberOf(e.Thread, e.Index - 1)].ReadsFrom;
            if (source != Event.Initial)
            {
                e.Message.Join(in graph[source].Message);
            }
        }
    }

    /// <summary>An acquire fence learns what earlier reads of its thread could have acquired.</summary>
    public static void AcquirePending(ExecutionGraph graph, int fence)
    {
        ref Event e = ref graph[fence];
        for (int i = 0; i < e.Index; i++)
        {
            ref Event earlier = ref graph[graph.NumberOf(e.Thread, i)];
            if (earlier.IsRead && earlier.ReadsFrom != Event.Initial)
            {
                e.Before.Join(in graph[earlier.ReadsFrom].Message);
            }
        }
    }

    /// <summary>Works out what happens before what from the events' flags, for a graph whose flags were changed.</summary>
    public static void Recompute(ExecutionGraph graph)
    {
        int[] done = new int[Clock.ThreadsMax];
        for (int worked = 0; worked < graph.Count;)
        {
            for (int thread = 0; thread < Clock.ThreadsMax; thread++)
            {
                while (done[thread] < graph.LengthOf(thread) && TryRecompute(graph, graph.NumberOf(thread, done[thread]), done))
                {
                    done[thread]++;
                    worked++;
                }
            }
        }
    }

    private static bool TryRecompute(ExecutionGraph graph, int number, int[] done)
    {
        ref Event e = ref graph[number];
        bool reads = e.IsRead || e.Kind == EventKind.PlainRead;
        if (reads && e.ReadsFrom != Event.Initial && done[graph[e.ReadsFrom].Thread] <= graph[e.ReadsFrom].Index)
        {
            return false;
        }

        if (reads)
        {
            ReadFrom(graph, number, e.ReadsFrom, e.Value);
        }
        else
        {
            Start(graph, ref e);
        }

        if (e.Kind == EventKind.Write)
        {
            Publish(graph, ref e);
        }
        else if (e.Kind == EventKind.Fence && e.Is(EventFlags.Acquire))
        {
            AcquirePending(graph, number);
        }

        return true;
    }

    private static Clock LastReleaseFence(ExecutionGraph graph, int thread, int index)
    {
        if (graph.FenceCount == 0)
        {
            return default;
        }

        for (int i = index - 1; i >= 0; i--)
        {
            ref Event e = ref graph[graph.NumberOf(thread, i)];
            if (e.Kind == EventKind.Fence && e.Is(EventFlags.Release))
            {
                return e.Before;
            }
        }

        return default;
    }
}
