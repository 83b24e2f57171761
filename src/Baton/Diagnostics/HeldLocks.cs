// What the caller of this moment holds: the locks that its thread has entered, and those that its async flow has.
//
// The flow's list is immutable and hangs on an AsyncLocal. So a flow that hops from thread to thread keeps it; two flows
// that one flow has started do not see each other's locks; and both see what was held when they were started, for as long
// as it is. That last is a decision: work that is started under a lock counts as done under it. If whoever started it
// waits for it before it exits, as it should, that is the truth.

namespace Baton.Diagnostics;

/// <summary>The locks that the calling thread and its async flow hold.</summary>
internal static class HeldLocks
{
    // So many acquisitions of a flow may be under way, or over without its notice, before the oldest are forgotten.
    private const int NotHeldMax = 16;

    private static readonly AsyncLocal<FlowLocks?> Flow = new();
    private static AtomicInt64 s_flows;

    [ThreadStatic]
    private static List<HeldLock>? t_ofThread;

    [ThreadStatic]
    private static string? t_threadName;

    /// <summary>What the calling thread has entered, the latest last.</summary>
    public static List<HeldLock> OfThread => t_ofThread ??= [];

    /// <summary>What the calling flow has asked for, the latest first. Not all of it need be held.</summary>
    public static FlowLocks? OfFlow => Flow.Value;

    /// <summary>What people call the calling thread.</summary>
    public static string ThreadName => t_threadName ??= Platform.ThreadName.Current;

    /// <summary>The number of the calling flow, or of one that begins here.</summary>
    public static long FlowNumber => Flow.Value?.Latest.Flow ?? s_flows.Add(1, MemoryOrder.Relaxed) + 1;

    /// <summary>Adds an acquisition to the calling flow, and forgets those of it that are over.</summary>
    public static void AddToFlow(HeldLock held) => Flow.Value = new FlowLocks(held, Alive(Flow.Value, NotHeldMax));

    /// <summary>Takes the stay of <paramref name="id"/> in <paramref name="mutex"/> away from the calling thread or flow.</summary>
    public static HeldLock? Remove(MutexCore mutex, long id)
    {
        List<HeldLock> ofThread = OfThread;
        for (int i = ofThread.Count - 1; i >= 0; i--)
        {
            HeldLock held = ofThread[i];
            if (held.Id == id && ReferenceEquals(held.Mutex, mutex))
            {
                ofThread.RemoveAt(i);
                held.IsOver = true;
                return held;
            }
        }

        FlowLocks? ofFlow = Flow.Value;
        for (FlowLocks? locks = ofFlow; locks is not null; locks = locks.Before)
        {
            HeldLock held = locks.Latest;
            if (held.Id == id && ReferenceEquals(held.Mutex, mutex))
            {
                held.IsOver = true;
                if (ReferenceEquals(locks, ofFlow))
                {
                    Flow.Value = locks.Before;
                }

                return held;
            }
        }

        return null;
    }

    private static FlowLocks? Alive(FlowLocks? locks, int notHeldMax)
    {
        if (locks is null)
        {
            return null;
        }

        HeldLock held = locks.Latest;
        bool isHeld = held.IsHeld;
        FlowLocks? before = Alive(locks.Before, isHeld ? notHeldMax : notHeldMax - 1);
        return held.IsOver || (!isHeld && notHeldMax == 0) ? before
            : ReferenceEquals(before, locks.Before) ? locks
            : new FlowLocks(held, before);
    }
}

/// <summary>The acquisitions of an async flow; immutable, so that flows which part company may share the rest.</summary>
internal sealed record FlowLocks(HeldLock Latest, FlowLocks? Before);
