using System.Collections.Concurrent;
using Baton.Workloads.Execution.Measures;

namespace Baton.Workloads.Execution.Os;

/// <summary>Runs workloads on threads of the operating system, against any lock.</summary>
internal sealed class OsThreadHost(StopSignal stop, Func<string, IWorkloadLock> lockFactory) : WorkloadHost
{
    private readonly ConcurrentDictionary<int, WorkTally> _tallies = new();

    internal override WorkloadMutex NewMutex(string name, int index) => new TriedMutex(name, index, lockFactory(name));

    internal override Executor NewExecutor(Model.WorkloadTask task, string name) => new OsThreadExecutor(TallyOf, name, stop);

    /// <summary>Counts the work on a CPU, for all threads that are bound to it.</summary>
    private WorkTally TallyOf(int cpu) => _tallies.GetOrAdd(cpu, static _ => new WorkTally());

    public override void Dispose()
    {
    }

    /// <summary>A mutex whose lock is being tried.</summary>
    private sealed class TriedMutex(string name, int index, IWorkloadLock tried) : WorkloadMutex(name, index)
    {
        internal override ValueTask Enter(CancellationToken stop)
        {
            tried.Enter(stop);
            return default;
        }

        internal override void Exit() => tried.Exit();
    }
}
