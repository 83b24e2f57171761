using Baton.Rivals;
using BenchmarkDotNet.Attributes;

namespace Baton.Benchmarks;

/// <summary>Acquire and release by a thread when nobody else wants the lock.</summary>
[MemoryDiagnoser]
[DisassemblyDiagnoser(maxDepth: 2)]
public class UncontendedThread
{
    private readonly HandoffMutex _mutex = new();
    private readonly LockRival _lock = LockRival.Create();
    private readonly MonitorRival _monitor = MonitorRival.Create();
    private readonly SemaphoreRival _semaphore = SemaphoreRival.Create();
    private readonly SpinLockRival _spinLock = SpinLockRival.Create();
    private readonly DotNextRival _dotNext = DotNextRival.Create();
    private readonly NitoRival _nito = NitoRival.Create();
    private readonly FloorRival _floor = FloorRival.Create();

    /// <summary>The denominator of the ratios.</summary>
    [Benchmark(Baseline = true, Description = "System.Threading.Lock")]
    public void Lock()
    {
        _lock.Enter();
        _lock.Exit();
    }

    /// <summary>Enter and Exit.</summary>
    [Benchmark(Description = "HandoffMutex")]
    public void Handoff()
    {
        _mutex.Enter();
        _mutex.Exit();
    }

    /// <summary>The same by way of the scope, as most code will have it.</summary>
    [Benchmark(Description = "HandoffMutex.EnterScope")]
    public void HandoffScope()
    {
        using (_mutex.EnterScope())
        {
        }
    }

    /// <summary>An object's own lock.</summary>
    [Benchmark(Description = "Monitor")]
    public void ObjectMonitor()
    {
        _monitor.Enter();
        _monitor.Exit();
    }

    /// <summary>Wait and Release.</summary>
    [Benchmark(Description = "SemaphoreSlim")]
    public void Semaphore()
    {
        _semaphore.Enter();
        _semaphore.Exit();
    }

    /// <summary>Without owner tracking.</summary>
    [Benchmark(Description = "SpinLock")]
    public void Spin()
    {
        _spinLock.Enter();
        _spinLock.Exit();
    }

    /// <summary>TryAcquire and Release.</summary>
    [Benchmark(Description = "DotNext AsyncExclusiveLock")]
    public void DotNext()
    {
        _dotNext.Enter();
        _dotNext.Exit();
    }

    /// <summary>Lock and Dispose.</summary>
    [Benchmark(Description = "Nito AsyncLock")]
    public void Nito()
    {
        _nito.Enter();
        _nito.Exit();
    }

    /// <summary>What no lock of this kind can go below.</summary>
    [Benchmark(Description = "two compare-exchanges")]
    public void Floor()
    {
        _floor.Enter();
        _floor.Exit();
    }
}
