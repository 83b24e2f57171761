// A transaction's flow of control in these tests: a thread of its own, an async method on the pool, or a fiber, whose body is
// asynchronous or blocks. The tests are written once, as async methods; for who blocks, everything in them completes before
// it returns, so they never leave their thread.
//
// BATON_REPETITIONS=1000 in the environment makes each case of Linux's test-ww_mutex run so many times.

using Baton.Contracts;
using Xunit;

namespace Baton.Tests.WoundWait;

/// <summary>Who the transactions of a test are.</summary>
public enum Flows
{
    Threads,
    Async,
    Mixed,
    Fibers,
    BlockingFibers,
}

/// <summary>One flow of control.</summary>
internal sealed class Flow(bool isAsync)
{
    public static readonly Watchdog Watchdog = new(TimeSpan.FromSeconds(60));

    /// <summary>Both algorithms with all kinds of flows.</summary>
    public static TheoryData<DeadlockAvoidance, Flows> All
    {
        get
        {
            TheoryData<DeadlockAvoidance, Flows> all = [];
            foreach (DeadlockAvoidance avoidance in Enum.GetValues<DeadlockAvoidance>())
            {
                foreach (Flows flows in Enum.GetValues<Flows>())
                {
                    all.Add(avoidance, flows);
                }
            }

            return all;
        }
    }

    /// <summary>How often the cases are run.</summary>
    private static int Repetitions { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("BATON_REPETITIONS"), out int count) ? count : 1;

    /// <summary>Runs a case as often as the environment wants.</summary>
    public static async Task RepeatAsync(Func<Task> body)
    {
        for (int i = 0; i < Repetitions; i++)
        {
            await body();
        }
    }

    /// <summary>Runs flows to their ends; rethrows what one of them threw.</summary>
    public static async Task RunAsync(int count, Flows flows, Func<Flow, int, Task> body)
    {
        if (flows is Flows.Fibers or Flows.BlockingFibers)
        {
            await RunFibersAsync(count, flows == Flows.BlockingFibers, body);
            return;
        }

        List<TestThread> threads = [];
        List<Task> tasks = [];
        for (int i = 0; i < count; i++)
        {
            int index = i;
            if (flows == Flows.Async || (flows == Flows.Mixed && index % 2 == 1))
            {
                tasks.Add(Task.Run(() => body(new Flow(isAsync: true), index)));
            }
            else
            {
                threads.Add(TestThread.Start($"transaction {index}", () => RunBlocking(body, index)));
            }
        }

        await Watchdog.EndOf(Task.WhenAll(tasks), "all async transactions end");
        await Task.Run(() => threads.ForEach(Watchdog.EndOf));
    }

    /// <summary>Gives others a chance to come between. On few processors transactions meet only if somebody does that.</summary>
    public async ValueTask GiveWay()
    {
        if (isAsync)
        {
            await Task.Yield();
        }
        else
        {
            Thread.Yield();
        }
    }

    public ValueTask<AcquireOutcome> Enter(WoundWaitMutex mutex, AcquireContext context) =>
        isAsync ? mutex.EnterAsync(context) : new ValueTask<AcquireOutcome>(mutex.Enter(context));

    public ValueTask EnterAfterBackOff(WoundWaitMutex mutex, AcquireContext context)
    {
        if (isAsync)
        {
            return mutex.EnterAfterBackOffAsync(context);
        }

        mutex.EnterAfterBackOff(context);
        return ValueTask.CompletedTask;
    }

    public ValueTask<LockSet> EnterAll(IEnumerable<WoundWaitMutex> locks) =>
        isAsync ? LockAll.EnterAsync(locks) : new ValueTask<LockSet>(LockAll.Enter(locks));

    public ValueTask<bool> Add(LockSet set, WoundWaitMutex mutex) =>
        isAsync ? set.AddAsync(mutex) : new ValueTask<bool>(set.Add(mutex));

    /// <summary>Waits until all parties have come.</summary>
    public async Task Meet(Meeting meeting)
    {
        meeting.Come();
        if (isAsync)
        {
            while (!meeting.IsComplete)
            {
                await Task.Yield();
            }
        }
        else
        {
            SpinWait.SpinUntil(() => meeting.IsComplete);
        }
    }

    /// <summary>Two workers for any number of fibers; but fibers that meet by blocking their worker have one each.</summary>
    private static async Task RunFibersAsync(int count, bool areBlocking, Func<Flow, int, Task> body)
    {
        await using var scheduler = new ProxyScheduler(new ProxySchedulerOptions { WorkerCount = areBlocking ? count : 2 });
        Fiber[] fibers =
        [
            .. Enumerable.Range(0, count).Select(index => areBlocking
                ? scheduler.Start(() => RunBlocking(body, index))
                : scheduler.Start(() => body(new Flow(isAsync: true), index))),
        ];
        await Watchdog.EndOf(Task.WhenAll(fibers.Select(async fiber => await fiber)), "all fibers end");
    }

    private static void RunBlocking(Func<Flow, int, Task> body, int index)
    {
        Task task = body(new Flow(isAsync: false), index);
        Assert.True(task.IsCompleted, "Who blocks stays on its thread.");
        task.GetAwaiter().GetResult();
    }
}

/// <summary>A point that flows leave together.</summary>
internal sealed class Meeting(int parties)
{
    private int _missing = parties;

    public bool IsComplete => Volatile.Read(ref _missing) <= 0;

    public void Come() => Interlocked.Decrement(ref _missing);
}
