namespace Baton.Workloads.Execution;

/// <summary>A mutex of the workload: its name, its number in the run, and the lock that is being tried.</summary>
internal sealed record WorkloadMutex(string Name, int Index, IWorkloadLock Lock);
