// Who waits for whom, and whether that goes round in a circle.
//
// A caller that holds something and is about to wait signs in here, and looks whether what it waits for is held by one who
// waits for one ... who waits for what it holds itself. Who signs in last closes the circle and sees it, for signing in and
// looking are one step under one lock. No time is involved.
//
// Why what is seen is true, for threads. The last to sign in is here, so what it holds stays held. Then whoever waits for
// that is blocked, so what he holds stays held, and so on round. A caller that has got its lock and not signed out yet is
// told by the owner word, which names it. One whose wait is being cancelled is told by its token.
//
// For an async flow the first step is an assumption: that it awaits what it asks for before it lets go of what it holds.

using System.Diagnostics;

namespace Baton.Diagnostics;

/// <summary>A caller that holds locks and waits for one more.</summary>
internal sealed class WaitingCaller
{
    /// <summary>What it waits for.</summary>
    public required MutexCore Mutex { get; init; }

    /// <summary>The class of what it waits for.</summary>
    public required LockClass Class { get; init; }

    /// <summary>The id that the owner word will name when the wait is over.</summary>
    public required long Id { get; init; }

    /// <summary>Who it is, for a report.</summary>
    public required string Name { get; init; }

    /// <summary>What it holds, or has asked for.</summary>
    public required IReadOnlyList<HeldLock> Held { get; init; }

    /// <summary>Where it waits.</summary>
    public required StackTrace Stack { get; init; }

    /// <summary>What may end the wait.</summary>
    public required CancellationToken CancellationToken { get; init; }

    /// <summary>Whether it still waits, for all that can be seen.</summary>
    public bool IsBlocked => Mutex.State.Owner is var owner && owner != 0 && owner != Id && !CancellationToken.IsCancellationRequested;

    /// <summary>Its stay in <paramref name="mutex"/>, if it is the owner.</summary>
    public HeldLock? StayIn(MutexCore mutex, long owner)
    {
        foreach (HeldLock held in Held)
        {
            if (held.Id == owner && ReferenceEquals(held.Mutex, mutex))
            {
                return held;
            }
        }

        return null;
    }
}

/// <summary>All callers of one validator that hold locks and wait for more.</summary>
internal sealed class WaitingCallers
{
    private readonly Lock _lock = new();
    private readonly List<WaitingCaller> _waiting = [];
    private AtomicInt32 _count;

    /// <summary>
    /// Signs a caller in, unless that would close a circle: then returns the circle as steps, each of which waits for what
    /// the next one holds, the new caller's first.
    /// </summary>
    public IReadOnlyList<LockOrderStep>? Add(WaitingCaller caller)
    {
        lock (_lock)
        {
            List<WaitingCaller> way = [caller];
            if (FindCircleLocked(way, [caller]))
            {
                return Describe(way);
            }

            _waiting.Add(caller);
            _count.Store(_waiting.Count, MemoryOrder.Relaxed);
            return null;
        }
    }

    /// <summary>Signs a caller out, if it has signed in.</summary>
    public void Remove(MutexCore mutex, long id)
    {
        // Whoever has signed in sees a count that includes it.
        if (_count.Load(MemoryOrder.Relaxed) == 0)
        {
            return;
        }

        lock (_lock)
        {
            int index = _waiting.FindIndex(one => one.Id == id && ReferenceEquals(one.Mutex, mutex));
            if (index >= 0)
            {
                _waiting.RemoveAt(index);
                _count.Store(_waiting.Count, MemoryOrder.Relaxed);
            }
        }
    }

    private bool FindCircleLocked(List<WaitingCaller> way, HashSet<WaitingCaller> visited)
    {
        WaitingCaller last = way[^1];
        if (!last.IsBlocked)
        {
            return false;
        }

        long owner = last.Mutex.State.Owner;
        if (way[0].StayIn(last.Mutex, owner) is not null)
        {
            return true;
        }

        foreach (WaitingCaller next in _waiting)
        {
            if (next.StayIn(last.Mutex, owner) is not null && visited.Add(next))
            {
                way.Add(next);
                if (FindCircleLocked(way, visited))
                {
                    return true;
                }

                way.RemoveAt(way.Count - 1);
            }
        }

        return false;
    }

    private static List<LockOrderStep> Describe(List<WaitingCaller> way)
    {
        List<LockOrderStep> steps = [];
        for (int i = 0; i < way.Count; i++)
        {
            WaitingCaller caller = way[i];
            MutexCore wanted = way[(i + way.Count - 1) % way.Count].Mutex;
            HeldLock? held = caller.Held.FirstOrDefault(one => ReferenceEquals(one.Mutex, wanted));
            steps.Add(new LockOrderStep(
                caller.Name,
                held?.Lock.Class.Name,
                caller.Class.Name,
                held?.Stack is { } stack ? CallStack.Describe(stack) : null,
                CallStack.Describe(caller.Stack)));
        }

        return steps;
    }
}
