// What the scheduler tells of itself: the snapshot, the meter, the bounded record.

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Baton.Contracts;
using Baton.Scheduling;
using Xunit;

namespace Baton.Tests.Scheduling.Hosting;

public sealed class DiagnosticsTests
{
    private static readonly Watchdog Watchdog = new(TimeSpan.FromSeconds(60));

    [Fact]
    public async Task Snapshot_NamesWhoWaitsForWhom()
    {
        await using var scheduler = new ProxyScheduler(new ProxySchedulerOptions { WorkerCount = 1, Name = "office" });
        var mutex = new HandoffMutex();
        var work = new TaskCompletionSource();
        Fiber holder = scheduler.Start(
            async () =>
            {
                using (await mutex.EnterAsync())
                {
                    await work.Task;
                }
            },
            default,
            new FiberOptions { Name = "holder" });
        await Watchdog.UntilAsync(() => holder.IsAsleep, "the holder sleeps");
        Fiber waiter = scheduler.Start(
            async () => (await mutex.EnterAsync()).Dispose(), SchedulingPolicy.Fifo(5), new FiberOptions { Name = "waiter" });
        await Watchdog.UntilAsync(() => waiter.SleepingOwner.Load(global::Baton.Platform.MemoryOrder.Acquire) is not null, "the waiter waits");
        SchedulerSnapshot snapshot = scheduler.Snapshot();
        work.SetResult();
        await Watchdog.EndOf(waiter.Completion, "the waiter has had the mutex");

        FiberSnapshot seen = Assert.Single(snapshot.Fibers, fiber => fiber.Name == "waiter");
        Assert.Equal(FiberState.WaitsForMutex, seen.State);
        Assert.Equal("holder", seen.WaitsForOwner);
        Assert.Equal(FiberState.Asleep, Assert.Single(snapshot.Fibers, fiber => fiber.Name == "holder").State);
        Assert.Contains("waits for a mutex of holder", snapshot.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Meter_WhenAnOwnerRunsForAWaiter_CountsTheDonation()
    {
        var sums = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "Baton")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Count(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Count(instrument, value, tags));
        listener.Start();
        await using var scheduler = new ProxyScheduler(
            new ProxySchedulerOptions { WorkerCount = 1, Name = "counted", CollectsTelemetry = true });
        var mutex = new HandoffMutex();
        Fiber holder = scheduler.Start(async () =>
        {
            using (await mutex.EnterAsync())
            {
                _ = scheduler.Start(async () => (await mutex.EnterAsync()).Dispose(), SchedulingPolicy.Fifo(5));

                // The urgent one runs here, and blocks; from here on its place is ours.
                await Fiber.Checkpoint();
            }
        });
        await Watchdog.EndOf(holder.Completion, "the holder has ended");
        await Watchdog.UntilAsync(() => sums.ContainsKey("baton.scheduler.mutex.wait.duration"), "the wait is told");

        Assert.Equal(1, sums["baton.scheduler.donations"]);
        Assert.Equal(1, sums["baton.scheduler.handoffs_to_donor"]);
        Assert.True(sums["baton.scheduler.donated.time"] > 0);

        void Count(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags.ToArray().Any(tag => "counted".Equals(tag.Value)))
            {
                sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
            }
        }
    }

    [Fact]
    public async Task Recorder_WhenFull_KeepsTheLatest()
    {
        var recorder = new EventRecorder(16);
        var scheduler = new ProxyScheduler(new ProxySchedulerOptions { WorkerCount = 1 }, recorder);
        for (int i = 0; i < 20; i++)
        {
            await Watchdog.EndOf(scheduler.Start(() => { }).Completion, "the fiber has ended");
        }

        await Watchdog.EndOf(scheduler.DisposeAsync().AsTask(), "the scheduler has stopped");
        await Watchdog.UntilAsync(() => scheduler.ThreadCount == 0, "its threads have ended");
        SchedulingEvent[] events = recorder.ToArray();

        Assert.Equal(16, events.Length);
        Assert.True(recorder.ForgottenCount > 0);
        Assert.Equal(events.OrderBy(happened => happened.Time), events);
        Assert.Equal(SchedulingEventKind.WentIdle, events[^1].Kind);
    }
}
