// Circles of callers that wait for each other: each would hang for ever, and one of them is told instead.

using Baton.Contracts;
using Xunit;

namespace Baton.Tests.Diagnostics;

public sealed class DeadlockDetectionTests
{
    private static readonly Watchdog Watchdog = new(TimeSpan.FromSeconds(30));
    private static readonly LockOrderValidatorOptions Flows = new() { Deadlocks = DeadlockDetection.ThreadsAndFlows };

    /// <summary>Everybody holds one and asks for the next. All but the last wait; the last is refused, and then all go on.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Threads_InACircle_OneIsToldAndTheOthersGoOn(int count)
    {
        ValidatedLocks locks = new();
        HandoffMutex[] mutexes = [.. Enumerable.Range(0, count).Select(i => locks.Make($"lock {i}"))];
        DeadlockException?[] told = new DeadlockException?[count];
        using Barrier allHoldOne = new(count);

        TestThread[] threads = TestThread.StartMany(count, i =>
        {
            using (mutexes[i].EnterScope())
            {
                allHoldOne.SignalAndWait(TimeSpan.FromSeconds(30));
                try
                {
                    mutexes[(i + 1) % count].Enter();
                    mutexes[(i + 1) % count].Exit();
                }
                catch (DeadlockException exception)
                {
                    told[i] = exception;
                }
            }
        });
        foreach (TestThread thread in threads)
        {
            Watchdog.EndOf(thread);
        }

        DeadlockException deadlock = Assert.Single(told.OfType<DeadlockException>());
        Assert.Equal(count, deadlock.Report.Steps.Count);
        Assert.Equal(LockOrderFinding.Deadlock, deadlock.Report.Finding);
        Assert.All(mutexes, (_, i) => Assert.Contains($"\"thread {i}\" holds lock {i} and waits for", deadlock.Message, StringComparison.Ordinal));
        Assert.Contains(deadlock.Report, locks.Validator.Reports);
    }

    [Fact]
    public void Threads_ThatWaitInARow_AreNoCircle()
    {
        ValidatedLocks locks = new();
        HandoffMutex a = locks.Make("a");
        HandoffMutex b = locks.Make("b");
        HandoffMutex c = locks.Make("c");
        c.Enter();
        TestThread second = TestThread.Start("second", () => ValidatedLocks.Nest(b, c));
        Watchdog.Until(() => Torture.MutexInspection.CountWaiters(c) == 1, "the second waits for the first");
        TestThread third = TestThread.Start("third", () => ValidatedLocks.Nest(a, b));
        Watchdog.Until(() => Torture.MutexInspection.CountWaiters(b) == 1, "the third waits for the second");

        c.Exit();
        Watchdog.EndOf(second);
        Watchdog.EndOf(third);

        Assert.Empty(locks.Validator.Reports);
    }

    /// <summary>A wait that ends by itself is no part of a deadlock: the thread that limits its wait gets its answer.</summary>
    [Fact]
    public void Threads_OfWhichOneLimitsItsWait_AreNotTold()
    {
        ValidatedLocks locks = new();
        HandoffMutex a = locks.Make("a");
        HandoffMutex b = locks.Make("b");
        using Barrier bothHoldOne = new(2);

        TestThread patient = TestThread.Start("patient", () =>
        {
            a.Enter();
            bothHoldOne.SignalAndWait(TimeSpan.FromSeconds(30));
            ValidatedLocks.Nest(b);
            a.Exit();
        });
        TestThread limited = TestThread.Start("limited", () =>
        {
            b.Enter();
            bothHoldOne.SignalAndWait(TimeSpan.FromSeconds(30));
            Assert.False(a.TryEnter(TimeSpan.FromMilliseconds(20)));
            b.Exit();
        });
        Watchdog.EndOf(patient);
        Watchdog.EndOf(limited);

        Assert.DoesNotContain(locks.Validator.Reports, report => report.Finding == LockOrderFinding.Deadlock);
    }

    [Fact]
    public async Task Flows_InACircle_OneIsTold()
    {
        ValidatedLocks locks = new(Flows);
        HandoffMutex a = locks.Make("a");
        HandoffMutex b = locks.Make("b");
        TaskCompletionSource oneHolds = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource otherHolds = new(TaskCreationOptions.RunContinuationsAsynchronously);

        Task<bool> one = Task.Run(() => Cross(a, b, oneHolds, otherHolds.Task));
        Task<bool> other = Task.Run(() => Cross(b, a, otherHolds, oneHolds.Task));
        bool[] told = await Watchdog.ResultOf(Task.WhenAll(one, other), "both flows end");

        Assert.Equal(1, told.Count(wasTold => wasTold));

        static async Task<bool> Cross(HandoffMutex first, HandoffMutex second, TaskCompletionSource holds, Task otherHolds)
        {
            using (await first.EnterAsync())
            {
                holds.SetResult();
                await otherHolds;
                try
                {
                    using (await second.EnterAsync())
                    {
                        return false;
                    }
                }
                catch (DeadlockException)
                {
                    return true;
                }
            }
        }
    }

    /// <summary>A thread and a flow: the one blocks, the other awaits.</summary>
    [Fact]
    public async Task ThreadAndFlow_InACircle_OneIsTold()
    {
        ValidatedLocks locks = new(Flows);
        HandoffMutex a = locks.Make("a");
        HandoffMutex b = locks.Make("b");
        using SemaphoreSlim flowHolds = new(0);
        bool threadTold = false;
        TestThread thread = TestThread.Start("thread", () =>
        {
            using (a.EnterScope())
            {
                Assert.True(flowHolds.Wait(TimeSpan.FromSeconds(30)));
                try
                {
                    ValidatedLocks.Nest(b);
                }
                catch (DeadlockException)
                {
                    threadTold = true;
                }
            }
        });
        Watchdog.Until(() => !a.State.IsFree, "the thread holds a");

        bool flowTold = await Task.Run(async () =>
        {
            using (await b.EnterAsync())
            {
                flowHolds.Release();
                try
                {
                    (await a.EnterAsync()).Dispose();
                    return false;
                }
                catch (DeadlockException)
                {
                    return true;
                }
            }
        });
        Watchdog.EndOf(thread);

        Assert.True(threadTold ^ flowTold, "One of the two is told.");
    }

    /// <summary>What limits.md calls the hang of an async flow that enters again.</summary>
    [Fact]
    public async Task Flow_ThatEntersAgain_IsToldInsteadOfHanging()
    {
        ValidatedLocks locks = new(Flows);
        HandoffMutex mutex = locks.Make("a");

        using (await mutex.EnterAsync())
        {
            await Task.Yield();
            DeadlockException told = await Assert.ThrowsAsync<DeadlockException>(async () => await mutex.EnterAsync());
            Assert.Contains("which it holds itself", told.Message, StringComparison.Ordinal);
        }

        (await mutex.EnterAsync()).Dispose();
    }

    /// <summary>By default flows are left alone, for a flow may ask, exit, and only then await.</summary>
    [Fact]
    public async Task Flow_ThatAsksBeforeItExits_IsNotTold()
    {
        ValidatedLocks locks = new();
        HandoffMutex mutex = locks.Make("a");
        HandoffMutex.AsyncScope holder = await mutex.EnterAsync();

        Task<HandoffMutex.AsyncScope> next = mutex.EnterAsync().AsTask();
        holder.Dispose();
        (await Watchdog.ResultOf(next, "the second entry is granted")).Dispose();

        Assert.Empty(locks.Validator.Reports);
    }

    [Fact]
    public void Threads_WithDetectionOff_WaitForEachOther()
    {
        ValidatedLocks locks = new(new LockOrderValidatorOptions { Deadlocks = DeadlockDetection.Off });
        HandoffMutex a = locks.Make("a");
        HandoffMutex b = locks.Make("b");
        using CancellationTokenSource source = new();
        using Barrier bothHoldOne = new(2);

        TestThread[] threads = TestThread.StartMany(2, i =>
        {
            using ((i == 0 ? a : b).EnterScope())
            {
                bothHoldOne.SignalAndWait(TimeSpan.FromSeconds(30));
                HandoffMutex wanted = i == 0 ? b : a;
                try
                {
                    // Who is the second to be cancelled may find that the first has exited.
                    wanted.Enter(source.Token);
                    wanted.Exit();
                }
                catch (OperationCanceledException)
                {
                }
            }
        });
        Watchdog.Until(
            () => Torture.MutexInspection.CountWaiters(a) + Torture.MutexInspection.CountWaiters(b) == 2, "both wait for each other");
        source.Cancel();
        foreach (TestThread thread in threads)
        {
            Watchdog.EndOf(thread);
        }
    }
}
