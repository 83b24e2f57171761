namespace Baton.Workloads.Execution.Os;

/// <summary>Runs workloads on threads of the operating system, against any lock.</summary>
internal sealed class OsThreadHost(StopSignal stop, Func<string, IWorkloadLock> lockFactory) : WorkloadHost
{
    internal override WorkloadMutex NewMutex(string name, int index) => new TriedMutex(name, index, lockFactory(name));

    internal override Executor NewExecutor(Model.WorkloadTask task, string name) => new OsThreadExecutor(name, stop);

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
