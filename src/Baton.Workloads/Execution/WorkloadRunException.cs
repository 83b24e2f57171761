namespace Baton.Workloads.Execution;

/// <summary>A task could not go on: its lock threw, its I/O device cannot be opened, or it forked without bound.</summary>
/// <param name="thread">The name of the thread.</param>
/// <param name="message">What happened, as a sentence.</param>
/// <param name="innerException">What the thread threw, if it threw.</param>
public sealed class WorkloadRunException(string thread, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The name of the thread that could not go on.</summary>
    public string Thread { get; } = thread;
}
