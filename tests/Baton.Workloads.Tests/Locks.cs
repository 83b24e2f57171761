using System.Diagnostics.CodeAnalysis;
using Baton.Workloads.Execution;

namespace Baton.Workloads.Tests;

/// <summary>A lock that knows nothing of cancellation.</summary>
internal sealed class MonitorLock : IWorkloadLock
{
    private readonly object _monitor = new();

    public void Enter(CancellationToken stop) => Monitor.Enter(_monitor);

    public void Exit() => Monitor.Exit(_monitor);
}

/// <summary>A lock that gives up waiting when the run ends.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing to dispose of.")]
internal sealed class SemaphoreLock : IWorkloadLock
{
    private readonly SemaphoreSlim _semaphore = new(1, 1);

    public void Enter(CancellationToken stop) => _semaphore.Wait(stop);

    public void Exit() => _semaphore.Release();
}

/// <summary>A lock that reports who comes and goes, and notices when two are inside.</summary>
internal sealed class ProbeLock(Action? entered = null) : IWorkloadLock
{
    private readonly SemaphoreLock _lock = new();
    private int _insideCount;

    internal bool WasShared { get; private set; }

    internal int EnterCount { get; private set; }

    internal int ExitCount { get; private set; }

    public void Enter(CancellationToken stop)
    {
        _lock.Enter(stop);
        WasShared |= Interlocked.Increment(ref _insideCount) != 1;
        EnterCount++;
        entered?.Invoke();
    }

    public void Exit()
    {
        Interlocked.Decrement(ref _insideCount);
        ExitCount++;
        _lock.Exit();
    }
}

/// <summary>A lock that fails.</summary>
internal sealed class BrokenLock : IWorkloadLock
{
    public void Enter(CancellationToken stop) => throw new InvalidOperationException("The lock is broken.");

    public void Exit()
    {
    }
}
