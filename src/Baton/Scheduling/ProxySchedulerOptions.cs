using Baton.Scheduling;

namespace Baton;

/// <summary>How a <see cref="ProxyScheduler"/> is to be.</summary>
public sealed class ProxySchedulerOptions
{
    /// <summary>The most workers that a scheduler can have.</summary>
    public const int WorkerCountMax = 4096;

    /// <summary>How many fibers run at a time: 1 to <see cref="WorkerCountMax"/>; by default, as many as there are processors.</summary>
    public int WorkerCount { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// How many threads there may be, which bounds how many fibers can be blocked in synchronous code at a time: this
    /// number less <see cref="WorkerCount"/>. At least <see cref="WorkerCount"/>. One more thread keeps time.
    /// </summary>
    /// <remarks>Fibers that wait asynchronously need no thread, and there can be millions of them. At the limit,
    /// <see cref="HandoffMutex.Enter()"/> in a fiber throws <see cref="InvalidOperationException"/> instead of blocking.</remarks>
    public int ThreadCountMax { get; init; } = 512;

    /// <summary>Whether fibers that wait for a mutex lend their place to its owner. For comparison, it can be switched off.</summary>
    public ProxyExecution ProxyExecution { get; init; }

    /// <summary>What its threads, metrics and events are called after.</summary>
    public string Name { get; init; } = "Baton";

    /// <summary>
    /// Whether to collect what the <c>Meter</c> and the <c>EventSource</c> named <c>Baton</c> tell of waiting and lending:
    /// donations, chain lengths, migrations, handoffs, waits. Costs a few nanoseconds for each switch. Queue lengths and
    /// counts of fibers and threads are observed in any case, at no cost.
    /// </summary>
    /// <remarks>By default, if somebody listens to either when the scheduler is made.</remarks>
    public bool CollectsTelemetry { get; init; } = BatonMeter.IsEnabled || BatonEventSource.Log.IsEnabled();

    /// <summary>Throws if an option is out of range.</summary>
    internal void Validate()
    {
        if (WorkerCount is < 1 or > WorkerCountMax)
        {
            throw new ArgumentOutOfRangeException(
                nameof(WorkerCount), WorkerCount, $"A scheduler has 1 to {WorkerCountMax} workers.");
        }

        if (ThreadCountMax < WorkerCount)
        {
            throw new ArgumentOutOfRangeException(
                nameof(ThreadCountMax), ThreadCountMax, $"Each of the {WorkerCount} workers needs a thread.");
        }

        if (ProxyExecution is not (ProxyExecution.On or ProxyExecution.Off))
        {
            throw new ArgumentOutOfRangeException(nameof(ProxyExecution), ProxyExecution, "Proxy execution is on or off.");
        }

        ArgumentNullException.ThrowIfNull(Name);
    }
}
