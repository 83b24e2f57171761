// What services do that have met the problem: a TaskScheduler with one queue for each importance. The urgent work runs
// first, and waits all the same: for a batch job that does not run while there is medium work.

using System.Collections.Concurrent;

namespace Baton.Measures.Inversion;

/// <summary>Tasks on threads that always take the most important, and a semaphore.</summary>
internal sealed class StrictPriorityWorld : InversionWorld
{
    private readonly SemaphoreSlim _lock = new(1, 1);
    private readonly Workers _workers;
    private readonly Level[] _levels;

    public StrictPriorityWorld(int workers)
    {
        _workers = new Workers(workers);
        _levels = [.. Enum.GetValues<Importance>().Select(importance => new Level(_workers, (int)importance))];
    }

    public override Task Start(Importance importance, Func<Task> body) => Task.Factory.StartNew(
        body, CancellationToken.None, TaskCreationOptions.None, _levels[(int)importance]).Unwrap();

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

    public override ValueTask DisposeAsync()
    {
        _workers.Stop();
        return base.DisposeAsync();
    }

    private sealed class Workers : IDisposable
    {
        private readonly ConcurrentQueue<(Level Level, Task Task)>[] _queues = [new(), new(), new()];
        private readonly SemaphoreSlim _count = new(0);
        private volatile bool _isStopped;

        public Workers(int count)
        {
            for (int i = 0; i < count; i++)
                new Thread(Work) { IsBackground = true, Name = $"strict priority {i}" }.Start();
        }

        public void Add(int level, Level from, Task task)
        {
            _queues[level].Enqueue((from, task));
            _count.Release();
        }

        public void Dispose() => _count.Dispose();

        public void Stop()
        {
            _isStopped = true;
            _count.Release(64);
        }

        private void Work()
        {
            while (true)
            {
                _count.Wait();
                if (_isStopped)
                    return;

                for (int level = _queues.Length - 1; level >= 0; level--)
                {
                    if (_queues[level].TryDequeue(out (Level Level, Task Task) next))
                    {
                        next.Level.Run(next.Task);
                        break;
                    }
                }
            }
        }
    }

    private sealed class Level(Workers workers, int level) : TaskScheduler
    {
        public void Run(Task task) => TryExecuteTask(task);

        protected override void QueueTask(Task task) => workers.Add(level, this, task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }
}
