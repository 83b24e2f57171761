using Baton.Workloads.Execution.Measures;

namespace Baton.Workloads.Execution;

/// <summary>
/// One thread's dealings with mutexes: which it holds, and how long it waited for and held each. Each thread has its own, so
/// that measuring adds no sharing; and it records after the release, so that measuring lengthens no critical section.
/// </summary>
internal sealed class LockUse(string thread, int mutexCount, StopSignal stop, Fibers.RunRecorder? recorder)
{
    private readonly DurationRecorder?[] _waits = new DurationRecorder?[mutexCount];
    private readonly DurationRecorder?[] _holds = new DurationRecorder?[mutexCount];
    private readonly List<(WorkloadMutex Mutex, long AskedAt, long AcquiredAt)> _held = [];
    private volatile WorkloadMutex? _waitsFor;
    private long _waitsSince;

    /// <summary>The mutex that the thread waits for now, and since when; any thread may ask.</summary>
    internal (WorkloadMutex Mutex, long Since)? CurrentWait
    {
        get
        {
            long since = Volatile.Read(ref _waitsSince);
            WorkloadMutex? mutex = _waitsFor;

            // The same time before and after: the mutex belongs to it.
            return mutex is not null && Volatile.Read(ref _waitsSince) == since ? (mutex, since) : null;
        }
    }

    internal bool Holds(WorkloadMutex mutex) => _held.Exists(held => held.Mutex == mutex);

    internal async ValueTask Enter(WorkloadMutex mutex)
    {
        long asked = MonotonicClock.Now;
        Volatile.Write(ref _waitsSince, asked);
        _waitsFor = mutex;
        recorder?.Asks(thread, mutex, asked);
        await mutex.Enter(stop.Token);
        long acquired = MonotonicClock.Now;
        recorder?.Has(thread, mutex, acquired);
        _held.Add((mutex, asked, acquired));
        mutex.Holder = thread;
        _waitsFor = null;
    }

    internal void Exit(WorkloadMutex mutex)
    {
        int index = _held.FindLastIndex(held => held.Mutex == mutex);
        (_, long asked, long acquired) = _held[index];
        _held.RemoveAt(index);
        long released = MonotonicClock.Now;
        mutex.Holder = null;
        recorder?.GivesBack(thread, mutex, released);
        mutex.Exit();
        (_waits[mutex.Index] ??= new DurationRecorder()).Record(acquired - asked);
        (_holds[mutex.Index] ??= new DurationRecorder()).Record(released - acquired);
    }

    /// <summary>Gives back what the end of the run found the thread holding, the last first.</summary>
    internal void ExitAll()
    {
        while (_held.Count > 0)
        {
            Exit(_held[^1].Mutex);
        }
    }

    /// <summary>Adds what was measured at a mutex to a sum; called after the thread has ended.</summary>
    internal void AddTo(WorkloadMutex mutex, DurationRecorder waits, DurationRecorder holds)
    {
        if (_waits[mutex.Index] is { } waited && _holds[mutex.Index] is { } held)
        {
            waits.Add(waited);
            holds.Add(held);
        }
    }
}
