namespace Baton.Measures.Inversion;

/// <summary>What nearly every service does: tasks on the thread pool, and a semaphore. Importance means nothing.</summary>
internal sealed class PoolWorld : InversionWorld
{
    private readonly SemaphoreSlim _lock = new(1, 1);

    public override Task Start(Importance importance, Func<Task> body) => Task.Run(body);

    public override async Task Locked(Func<Task> section)
    {
        await _lock.WaitAsync();
        try
        {
            await section();
        }
        finally
        {
            _lock.Release();
        }
    }
}
