using System.Diagnostics;

namespace Baton.Measures.Inversion;

/// <summary>What one world showed in one scenario.</summary>
/// <param name="World">Where.</param>
/// <param name="Waits">How long the urgent request waited for the lock, each time from asking to owning.</param>
/// <param name="Items">How many items of the flood were done meanwhile.</param>
public sealed record InversionResult(InversionWorldKind World, WaitDistribution Waits, long Items);

/// <summary>One run of the inversion scenario.</summary>
public static class InversionRun
{
    /// <summary>Lets the urgent request ask as often as the scenario says.</summary>
    /// <param name="kind">Where.</param>
    /// <param name="scenario">The section, the flood and the requests.</param>
    /// <param name="workers">How many workers there are, where that can be said.</param>
    /// <param name="cancellationToken">Ends the run early; what was measured until then is the result.</param>
    public static async Task<InversionResult> MeasureAsync(
        InversionWorldKind kind, InversionScenario scenario, int workers, CancellationToken cancellationToken = default)
    {
        var waits = new WaitRecorder();
        long items = 0;
        await using InversionWorld world = kind.Create(workers);
        var work = new Work(scenario);
        for (int ask = 0; ask < scenario.Asks && !cancellationToken.IsCancellationRequested; ask++)
        {
            (long wait, long done) = await AskAsync(world, scenario, work);
            waits.Record(wait);
            items += done;
        }

        return new InversionResult(kind, WaitRecorder.Merge([waits]), items);
    }

    private static async Task<(long Wait, long Items)> AskAsync(InversionWorld world, InversionScenario scenario, Work work)
    {
        var batchOwns = NewSignal();
        var floodHasBegun = NewSignal();
        Task batch = world.Start(Importance.Batch, () => world.Locked(async () =>
        {
            batchOwns.SetResult();

            // The job awaits something when the flood comes, as jobs do.
            await floodHasBegun.Task;
            for (int step = 0; step < scenario.Steps; step++)
            {
                work.Step.Run();
                await AwaitAsync(scenario.Await);
            }
        }));
        await batchOwns.Task;

        var flood = new Flood(scenario.FloodMax);
        Task[] items = [.. Enumerable.Range(0, scenario.Backlog).Select(_ => world.Start(Importance.Medium, () => flood.RunAsync(work.Item)))];
        await flood.HasBegun;
        floodHasBegun.SetResult();

        long wait = 0;
        Task urgent = world.Start(Importance.Urgent, async () =>
        {
            long asked = Stopwatch.GetTimestamp();
            await world.Locked(() =>
            {
                wait = Stopwatch.GetTimestamp() - asked;
                return Task.CompletedTask;
            });
        });
        await urgent;
        flood.Stop();
        await Task.WhenAll([batch, .. items]);
        return (wait, flood.Items);
    }

    private static Task AwaitAsync(SectionAwait what)
    {
        switch (what)
        {
            case SectionAwait.Timer:
                return Task.Delay(1);

            case SectionAwait.Completion:
                TaskCompletionSource signal = NewSignal();
                Completer.Complete(signal);
                return signal.Task;

            default:
                return Yield();
        }

        static async Task Yield() => await Task.Yield();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Work(InversionScenario scenario)
    {
        public BusyWork Step { get; } = BusyWork.Lasting(scenario.StepWork);

        public BusyWork Item { get; } = BusyWork.Lasting(scenario.ItemWork);
    }

    private sealed class Flood(TimeSpan lengthMax)
    {
        private readonly TaskCompletionSource _hasBegun = NewSignal();
        private readonly long _end = Stopwatch.GetTimestamp() + (long)(lengthMax.TotalSeconds * Stopwatch.Frequency);
        private volatile bool _isOver;
        private long _items;

        public Task HasBegun => _hasBegun.Task;

        public long Items => Interlocked.Read(ref _items);

        public void Stop() => _isOver = true;

        public async Task RunAsync(BusyWork item)
        {
            _hasBegun.TrySetResult();
            while (!_isOver && Stopwatch.GetTimestamp() < _end)
            {
                item.Run();
                Interlocked.Increment(ref _items);
                await Task.Yield();
            }
        }
    }

    /// <summary>A thread that completes what it is given: a driver, a network stack, another process.</summary>
    private static class Completer
    {
        private static readonly System.Collections.Concurrent.BlockingCollection<TaskCompletionSource> Signals = Begin();

        public static void Complete(TaskCompletionSource signal) => Signals.Add(signal);

        private static System.Collections.Concurrent.BlockingCollection<TaskCompletionSource> Begin()
        {
            var signals = new System.Collections.Concurrent.BlockingCollection<TaskCompletionSource>();
            new Thread(() =>
            {
                foreach (TaskCompletionSource signal in signals.GetConsumingEnumerable())
                    signal.SetResult();
            })
            { IsBackground = true, Name = "completions" }.Start();
            return signals;
        }
    }
}
