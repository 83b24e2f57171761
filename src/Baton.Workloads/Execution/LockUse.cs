using Baton.Workloads.Execution.Measures;

namespace Baton.Workloads.Execution;

/// <summary>
/// One thread's dealings with mutexes: which it holds, and how long it waited for and held each. Each thread has its own, so
/// that measuring adds no sharing; and it records after the release, so that measuring lengthens no critical section.
/// </summary>
internal sealed class LockUse(int mutexCount, StopSignal stop)
{
    private readonly DurationRecorder?[] _waits = new DurationRecorder?[mutexCount];
    private readonly DurationRecorder?[] _holds = new DurationRecorder?[mutexCount];
    private readonly List<(WorkloadMutex Mutex, long AskedAt, long AcquiredAt)> _held = [];
    private volatile string? _waitsFor;

    /// <summary>The mutex that the thread waits for now; any thread may ask.</summary>
    internal string? WaitsFor => _waitsFor;

    internal bool Holds(WorkloadMutex mutex) => _held.Exists(held => held.Mutex == mutex);

    internal void Enter(WorkloadMutex mutex)
    {
        _waitsFor = mutex.Name;
        long asked = MonotonicClock.Now;
        mutex.Lock.Enter(stop.Token);
        _held.Add((mutex, asked, MonotonicClock.Now));
        _waitsFor = null;
    }

    internal void Exit(WorkloadMutex mutex)
    {
        int index = _held.FindLastIndex(held => held.Mutex == mutex);
        (_, long asked, long acquired) = _held[index];
        _held.RemoveAt(index);
        long released = MonotonicClock.Now;
        mutex.Lock.Exit();
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
