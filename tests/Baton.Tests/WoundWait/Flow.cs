// A transaction's flow of control in these tests: a thread of its own, or an async method on the pool. The tests are written
// once, as async methods; for a thread everything in them completes before it returns, so they never leave it.

using Baton.Contracts;
using Xunit;

namespace Baton.Tests.WoundWait;

/// <summary>Who the transactions of a test are.</summary>
public enum Flows
{
    Threads,
    Async,
    Mixed,
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

    /// <summary>Runs flows to their ends; rethrows what one of them threw.</summary>
    public static async Task RunAsync(int count, Flows flows, Func<Flow, int, Task> body)
    {
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
                threads.Add(TestThread.Start($"transaction {index}", () =>
                {
                    Task task = body(new Flow(isAsync: false), index);
                    Assert.True(task.IsCompleted, "A thread's transaction stays on its thread.");
                    task.GetAwaiter().GetResult();
                }));
            }
        }

        await Watchdog.EndOf(Task.WhenAll(tasks), "all async transactions end");
        await Task.Run(() => threads.ForEach(Watchdog.EndOf));
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
}

/// <summary>A point that flows leave together.</summary>
internal sealed class Meeting(int parties)
{
    private int _missing = parties;

    public bool IsComplete => Volatile.Read(ref _missing) <= 0;

    public void Come() => Interlocked.Decrement(ref _missing);
}
