// The handoff mutex of Linux 4.10, written anew from its description, as a load for the checker: an owner word with two
// flags, a list of waiters under a small lock, and a permit a thread to sleep on.
//
//   WAITERS   the list is not empty: unlock wakes the first
//   HANDOFF   the first waiter was woken once and lost: unlock gives it the lock
//
// The variants are known bugs of such a mutex; each must be found in its own way.

namespace Baton.Checker.Tests.Programs;

/// <summary>Which bug the mutex has.</summary>
public enum KernelMutexBug
{
    None,

    /// <summary>The fast path and the trylock do not acquire.</summary>
    TryLockRelaxed,

    /// <summary>Unlocking does not release.</summary>
    UnlockRelaxed,

    /// <summary>The list's lock does not acquire.</summary>
    WaitLockRelaxed,

    /// <summary>Unlock frees the mutex although a handoff was requested.</summary>
    UnlockIgnoresHandoff,

    /// <summary>Unlock does not look at WAITERS.</summary>
    UnlockForgetsToWake,

    /// <summary>A waiter that was woken and lost does not ask for a handoff: safe, and unfair.</summary>
    WaiterNeverAsks,

    /// <summary>A cancelled waiter takes only handoffs that it asked for, and leaves its request behind.</summary>
    CanceledWaiterLeavesHandoff,
}

/// <summary>Threads that lock and unlock the mutex, and perhaps one that cancels the first thread's wait.</summary>
internal sealed class KernelMutex : CheckedProgram
{
    private const long Waiters = 1;
    private const long Handoff = 2;
    private const long Flags = Waiters | Handoff;
    private const int Nobody = -1;

    private readonly int _lockers;
    private readonly int _rounds;
    private readonly bool _cancels;
    private readonly bool _namedWaits;
    private readonly bool _goesRound;
    private readonly KernelMutexBug _bug;
    private readonly AtomicInt64 _owner = new(0, "owner");
    private readonly AtomicInt32 _waitLock = new(0, "wait lock");
    private readonly AtomicInt32 _canceled = new(0, "canceled");
    private readonly Plain<int> _first = new(Nobody, "first");
    private readonly Plain<int> _last = new(Nobody, "last");
    private readonly Plain<int>[] _next;
    private readonly Plain<int> _data = new(0, "data");
    private readonly AtomicInt32[] _permits;
    private readonly int[] _acquired;

    public KernelMutex(int lockers, int rounds, bool cancels = false, KernelMutexBug bug = KernelMutexBug.None, bool namedWaits = true, bool goesRound = false)
    {
        _lockers = lockers;
        _rounds = rounds;
        _cancels = cancels;
        _bug = bug;
        _namedWaits = namedWaits;
        _goesRound = goesRound;
        _next = new Plain<int>[lockers];
        _permits = new AtomicInt32[lockers];
        _acquired = new int[lockers];
        for (int i = 0; i < lockers; i++)
        {
            _next[i] = new Plain<int>(Nobody, $"next of {i}");
            _permits[i] = new AtomicInt32(0, $"permit of {i}");
        }
    }

    public override int ThreadCount => _lockers + (_cancels ? 1 : 0);

    private MemoryOrder LockOrder => _bug == KernelMutexBug.TryLockRelaxed ? MemoryOrder.Relaxed : MemoryOrder.Acquire;

    private MemoryOrder UnlockOrder => _bug == KernelMutexBug.UnlockRelaxed ? MemoryOrder.Relaxed : MemoryOrder.Release;

    public override void Run(int thread)
    {
        if (thread == _lockers)
        {
            _canceled.Store(1, MemoryOrder.Relaxed);
            _permits[0].Exchange(1, MemoryOrder.Release);
            return;
        }

        _acquired[thread] = 0;
        for (int round = 0; round < _rounds; round++)
        {
            if (Lock(thread, cancelable: _cancels && thread == 0))
            {
                // In a program that goes round for ever, a counter would make every state a new one.
                _data.Write(_goesRound ? 0 : _data.Read() + 1);
                _acquired[thread]++;
                Check.Loop(place: 26);
                Unlock(thread);
            }
        }
    }

    public override void Finish()
    {
        Check.That(_owner.Load(MemoryOrder.Relaxed) == 0, "When all have left, nobody owns the mutex and no flag is set.");
        Check.That(_data.Value == _acquired.Sum(), "No update under the mutex is lost.");
        Check.That(_first.Value == Nobody, "When all have left, nobody waits.");
    }

    private static long Task(int thread) => (thread + 1L) << 2;

    private bool Lock(int me, bool cancelable)
    {
        Check.Note("wants");
        if (_owner.CompareExchange(0, Task(me), LockOrder) == 0)
        {
            Check.Note("acquired");
            return true;
        }

        if (TryLock(me, accepts: false, place: 1))
        {
            return true;
        }

        Check.Loop(place: 20);
        LockList();
        if (TryLock(me, accepts: false, place: 2))
        {
            UnlockList();
            return true;
        }

        Append(me);
        bool first = false;
        while (true)
        {
            Check.Loop(place: 3, first ? 1 : 0);
            if (TryLock(me, accepts: first || _bug != KernelMutexBug.CanceledWaiterLeavesHandoff, place: first ? 4 : 5))
            {
                break;
            }

            if (cancelable && _canceled.Load(MemoryOrder.Relaxed) != 0)
            {
                Remove(me);
                UnlockList();
                return false;
            }

            Check.Loop(place: 21, first ? 1 : 0);
            UnlockList();
            WaitAndTake(in _permits[me], 1, 0, MemoryOrder.Acquire);
            LockList();
            if (!first && _first.Read() == me)
            {
                first = true;
                if (_bug != KernelMutexBug.WaiterNeverAsks)
                {
                    _owner.Or(Handoff, MemoryOrder.Relaxed);
                }

                Check.Note("requested");
            }
        }

        Check.Loop(place: 22);
        Remove(me);
        Check.Loop(place: 23);
        UnlockList();
        return true;
    }

    private bool TryLock(int me, bool accepts, int place)
    {
        long seen = _owner.Load(MemoryOrder.Relaxed);
        while (true)
        {
            Check.Loop(place: 10 + place, seen);
            if ((seen & ~Flags) != 0)
            {
                if (!accepts || (seen & ~Flags) != Task(me))
                {
                    return false;
                }

                Check.Note("acquired");
                Fence.Full();
                return true;
            }

            long kept = accepts ? seen & ~Handoff : seen;
            long before = _owner.CompareExchange(seen, kept | Task(me), LockOrder);
            if (before == seen)
            {
                Check.Note("acquired");
                return true;
            }

            seen = before;
        }
    }

    private void Unlock(int me)
    {
        if (_owner.CompareExchange(Task(me), 0, UnlockOrder) == Task(me))
        {
            return;
        }

        long seen = _owner.Load(MemoryOrder.Relaxed);
        while (_bug == KernelMutexBug.UnlockIgnoresHandoff || (seen & Handoff) == 0)
        {
            Check.Loop(place: 6, seen);
            Check.That((seen & ~Flags) == Task(me), "Only the owner unlocks.");
            long before = _owner.CompareExchange(seen, seen & Flags, UnlockOrder);
            if (before == seen)
            {
                if ((seen & Waiters) == 0 || _bug == KernelMutexBug.UnlockForgetsToWake)
                {
                    return;
                }

                break;
            }

            seen = before;
        }

        Check.Loop(place: 24, seen & Handoff);
        LockList();
        int next = _first.Read();
        if ((seen & Handoff) != 0)
        {
            HandTo(next);
        }

        Check.Loop(place: 25, next);
        UnlockList();
        if (next != Nobody)
        {
            _permits[next].Exchange(1, MemoryOrder.Release);
        }
    }

    private void HandTo(int next)
    {
        long seen = _owner.Load(MemoryOrder.Relaxed);
        while (true)
        {
            Check.Loop(place: 7, seen, next);
            long before = _owner.CompareExchange(seen, (seen & Waiters) | (next == Nobody ? 0 : Task(next)), UnlockOrder);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    private void LockList() =>
        WaitAndTake(
            in _waitLock, 0, 1, _bug == KernelMutexBug.WaitLockRelaxed ? MemoryOrder.Relaxed : MemoryOrder.Acquire);

    // Without named waits: one attempt, and executions in which it fails do not count. The same executions remain, by
    // the plain algorithm.
    private void WaitAndTake(in AtomicInt32 word, int expected, int desired, MemoryOrder order)
    {
        if (_namedWaits)
        {
            word.AwaitExchange(expected, desired, order);
        }
        else
        {
            Check.Assume(word.CompareExchange(expected, desired, order) == expected);
        }
    }

    private void UnlockList() => _waitLock.Store(0, MemoryOrder.Release);

    private void Append(int me)
    {
        _next[me].Write(Nobody);
        if (_first.Read() == Nobody)
        {
            _first.Write(me);
            _owner.Or(Waiters, MemoryOrder.Relaxed);
        }
        else
        {
            _next[_last.Read()].Write(me);
        }

        _last.Write(me);
    }

    private void Remove(int me)
    {
        int first = _first.Read();
        int next = _next[me].Read();
        if (first == me)
        {
            _first.Write(next);
        }
        else
        {
            int previous = first;
            while (_next[previous].Read() != me)
            {
                previous = _next[previous].Read();
            }

            _next[previous].Write(next);
            if (next == Nobody)
            {
                _last.Write(previous);
            }
        }

        // What nobody reads again is set back, so that states which differ in nothing else are one.
        _next[me].Write(Nobody);
        if (_first.Read() == Nobody)
        {
            _last.Write(Nobody);
            _owner.And(
                _bug == KernelMutexBug.CanceledWaiterLeavesHandoff ? ~Waiters : ~Flags, MemoryOrder.Relaxed);
        }
    }
}
