namespace Baton.Workloads.Execution;

/// <summary>
/// A lock that a workload can be run against. Whoever wants to see a lock at work implements these two methods over it.
/// </summary>
public interface IWorkloadLock
{
    /// <summary>Acquires the lock for the calling thread. A thread never asks for a lock that it holds.</summary>
    /// <param name="stop">
    /// Is cancelled when the run ends. A lock that cannot give up waiting ignores it; the run then ends as soon as the holders
    /// have left, and a thread that waits even so is interrupted.
    /// </param>
    /// <exception cref="OperationCanceledException">The run ended before the lock was acquired.</exception>
    void Enter(CancellationToken stop);

    /// <summary>Releases the lock. Called by the thread that acquired it.</summary>
    void Exit();
}
