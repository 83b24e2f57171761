namespace Baton.Measures.Inversion;

/// <summary>Fibers with real-time policies, and a handoff mutex.</summary>
internal sealed class BatonWorld(int workers, ProxyExecution proxyExecution) : InversionWorld
{
    private readonly HandoffMutex _lock = new();

    private readonly ProxyScheduler _scheduler = new(new ProxySchedulerOptions { WorkerCount = workers, ProxyExecution = proxyExecution });

    public override Task Start(Importance importance, Func<Task> body) => _scheduler.Start(body, PolicyOf(importance)).Completion;

    public override async Task Locked(Func<Task> section)
    {
        using (await _lock.EnterAsync())
            await section();
    }

    public override async ValueTask DisposeAsync()
    {
        await _scheduler.DisposeAsync();
        await base.DisposeAsync();
    }

    private static SchedulingPolicy PolicyOf(Importance importance) => importance switch
    {
        Importance.Batch => SchedulingPolicy.Fifo(10),
        Importance.Medium => SchedulingPolicy.Fifo(20),
        _ => SchedulingPolicy.Fifo(90),
    };
}
