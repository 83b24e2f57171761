// What a user may expect of one fiber: its body, its end, its awaits, its ambient state.

using Baton.Contracts;
using Baton.Scheduling.Hosting;
using Xunit;

namespace Baton.Tests.Scheduling.Hosting;

public sealed class FiberTests : IAsyncLifetime
{
    private static readonly Watchdog Watchdog = new(TimeSpan.FromSeconds(60));
    private static readonly AsyncLocal<string?> Ambient = new();

    private readonly ProxyScheduler _scheduler = new(new ProxySchedulerOptions { WorkerCount = 2 });

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() =>
        await Watchdog.EndOf(_scheduler.DisposeAsync().AsTask(), "all fibers have ended");

    [Fact]
    public async Task Fiber_WithEachKindOfBody_RunsItAndGivesItsResult()
    {
        int ran = 0;
        await End(_scheduler.Start(() => { ran++; }));
        await End(_scheduler.Start(async () => { await Task.Yield(); ran++; }));
        await End(_scheduler.Start((CancellationToken _) => { ran++; }));
        await End(_scheduler.Start(async (CancellationToken _) => { await Task.Yield(); ran++; }));
        Assert.Equal(4, ran);

        Assert.Equal(1, await Result(_scheduler.Start(() => 1)));
        Assert.Equal(2, await Result(_scheduler.Start(async () => { await Task.Yield(); return 2; })));
        Assert.Equal(3, await Result(_scheduler.Start((CancellationToken _) => 3)));
        Assert.Equal(4, await Result(_scheduler.Start(async (CancellationToken _) => { await Task.Yield(); return 4; })));
    }

    [Fact]
    public async Task Await_OfWhateverCompletesElsewhere_ComesHome()
    {
        var foreign = new TaskCompletionSource();
        Fiber fiber = null!;
        bool stayed = true;
        fiber = _scheduler.Start(async () =>
        {
            await foreign.Task;
            stayed &= ReferenceEquals(Fiber.Current, SynchronizationContext.Current);
            Fiber? me = Fiber.Current;
            await Task.Delay(1);
            stayed &= ReferenceEquals(Fiber.Current, me);
            await Task.Run(() => stayed &= Fiber.Current is null);
            stayed &= ReferenceEquals(Fiber.Current, me);
            await Fiber.Yield();
            stayed &= ReferenceEquals(Fiber.Current, me);
        });
        await Watchdog.UntilAsync(() => fiber.IsAsleep, "the fiber sleeps");
        foreign.SetResult();
        await End(fiber);

        Assert.True(stayed);
        Assert.Null(Fiber.Current);
    }

    [Fact]
    public async Task Await_ThatLeavesTheContext_LeavesTheFiberAndEndsItAllTheSame()
    {
        Fiber? outside = null;
        Fiber<int> fiber = _scheduler.Start(async () =>
        {
            await Task.Delay(1).ConfigureAwait(false);
            outside = Fiber.Current;
            return 5;
        });

        Assert.Equal(5, await Result(fiber));
        Assert.Null(outside);
    }

    [Fact]
    public async Task Yield_WithWorkPostedBefore_GoesOnAfterIt()
    {
        List<string> order = [];
        await End(_scheduler.Start(async () =>
        {
            SynchronizationContext.Current!.Post(_ => order.Add("posted"), null);
            await Fiber.Yield();
            order.Add("went on");
        }));

        Assert.Equal(["posted", "went on"], order);
    }

    [Fact]
    public async Task Yield_ByTwoFlowsOfOneFiber_LetsThemTakeTurns()
    {
        List<string> order = [];
        await End(_scheduler.Start(() => Task.WhenAll(FlowAsync("a"), FlowAsync("b"))));

        Assert.Equal(["a", "b", "a", "b", "a", "b"], order);

        async Task FlowAsync(string name)
        {
            for (int i = 0; i < 3; i++)
            {
                order.Add(name);
                await Fiber.Yield();
            }
        }
    }

    [Fact]
    public async Task AsyncLocal_FlowsIntoTheBodyAndAlongItsAwaits_AndNowhereElse()
    {
        Ambient.Value = "starter";
        string? atBegin = null, afterAwait = null, inOther = "unset";
        Fiber first = _scheduler.Start(
            async () =>
            {
                atBegin = Ambient.Value;
                Ambient.Value = "fiber";
                await Task.Delay(1);
                await Fiber.Yield();
                afterAwait = Ambient.Value;
            },
            default,
            new FiberOptions { Affinity = WorkerSet.Of(0) });
        await End(first);
        Assert.Equal("starter", atBegin);
        Assert.Equal("fiber", afterAwait);
        Assert.Equal("starter", Ambient.Value);

        // What a posted callback sets does not stay on the thread.
        first.Post(_ => Ambient.Value = "leaked", null);
        Fiber second;
        using (ExecutionContext.SuppressFlow())
        {
            second = _scheduler.Start(() => { inOther = Ambient.Value; }, default, new FiberOptions { Affinity = WorkerSet.Of(0) });
        }

        await End(second);
        Assert.Null(inOther);
    }

    [Fact]
    public async Task Exception_InABody_SurfacesWhereTheFiberIsAwaited()
    {
        Fiber thrown = _scheduler.Start(() => { throw new FormatException("here"); });
        Fiber<int> later = _scheduler.Start<int>(async () => { await Task.Yield(); throw new FormatException("later"); });

        Assert.Equal("here", (await Assert.ThrowsAsync<FormatException>(() => End(thrown))).Message);
        Assert.Equal("later", (await Assert.ThrowsAsync<FormatException>(() => Result(later))).Message);
        Assert.True(thrown.Completion.IsFaulted);
    }

    [Fact]
    public async Task Completion_AskedForWhileTheBodyEnds_IsSettled()
    {
        for (int i = 0; i < 5_000; i++)
        {
            var end = new TaskCompletionSource();
            Fiber fiber = _scheduler.Start(() => end.Task);
            Task ending = Task.Run(end.SetResult);
            Thread.SpinWait(i % 500);
            await End(fiber);
            await ending;
        }
    }

    [Fact]
    public async Task Exception_InAsyncVoid_IsReportedByTheScheduler()
    {
        var reported = new TaskCompletionSource<FiberUnhandledExceptionEventArgs>();
        _scheduler.UnhandledException += (_, e) => reported.TrySetResult(e);
        Fiber fiber = _scheduler.Start(() => FireAndForget());
        await End(fiber);
        FiberUnhandledExceptionEventArgs args = await Watchdog.ResultOf(reported.Task, "the exception is reported");

        Assert.IsType<FormatException>(args.Exception);
        Assert.Same(fiber, args.Fiber);

        static async void FireAndForget()
        {
            await Task.Delay(1);
            throw new FormatException();
        }
    }

    [Fact]
    public async Task Cancel_BeforeTheBodyBegins_EndsItWithoutCallingIt()
    {
        bool called = false;
        using var gate = new ManualResetEventSlim();
        var blockers = new[] { Block(0), Block(1) };
        Fiber fiber = _scheduler.Start(() => { called = true; });
        fiber.Cancel();
        gate.Set();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => End(fiber));
        Assert.True(fiber.Completion.IsCanceled);
        Assert.False(called);
        await Task.WhenAll(blockers.Select(blocker => blocker.Completion));

        Fiber Block(int worker) => _scheduler.Start(
            () => gate.Wait(), SchedulingPolicy.Fifo(9), new FiberOptions { Affinity = WorkerSet.Of(worker) });
    }

    [Fact]
    public async Task Cancel_WhileTheBodyWaits_CancelsItsTokenAndTheFiber()
    {
        using var outer = new CancellationTokenSource();
        Fiber byCall = _scheduler.Start(token => Task.Delay(Timeout.Infinite, token));
        Fiber byToken = _scheduler.Start(
            token => Task.Delay(Timeout.Infinite, token), default, new FiberOptions { CancellationToken = outer.Token });
        await Watchdog.UntilAsync(() => byCall.IsAsleep && byToken.IsAsleep, "both wait");
        byCall.Cancel();
        outer.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => End(byCall));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => End(byToken));
        Assert.True(byToken.Completion.IsCanceled);
    }

    [Fact]
    public async Task Post_ToAFiberThatHasEnded_StillRunsOnIt()
    {
        Fiber fiber = _scheduler.Start(() => { });
        await End(fiber);
        var ran = new TaskCompletionSource<Fiber?>();
        fiber.Post(_ => ran.SetResult(Fiber.Current), null);

        Assert.Same(fiber, await Watchdog.ResultOf(ran.Task, "the callback runs"));
    }

    [Fact]
    public async Task Posts_FromManyThreads_RunOneAtATimeAndAllOfThem()
    {
        const int Threads = 4;
        const int PostsEach = 5_000;
        Fiber fiber = _scheduler.Start(() => { });
        await End(fiber);
        int inside = 0, overlaps = 0, count = 0;
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < PostsEach; i++)
            {
                fiber.Post(_ =>
                {
                    overlaps += Interlocked.Increment(ref inside) - 1;
                    count++;
                    Interlocked.Decrement(ref inside);
                }, null);
            }
        })));
        await Watchdog.UntilAsync(() => Volatile.Read(ref count) == Threads * PostsEach, "all callbacks have run");

        Assert.Equal(0, overlaps);
    }

    [Fact]
    public async Task Send_FromInsideRunsAtOnce_FromOutsideThrows()
    {
        bool ran = false;
        Fiber fiber = _scheduler.Start(() => Fiber.Current!.Send(_ => ran = true, null));
        await End(fiber);

        Assert.True(ran);
        Assert.Throws<NotSupportedException>(() => fiber.Send(_ => { }, null));
    }

    [Fact]
    public async Task Yield_AmongFibersOfOneWorker_LetsEachHaveItsTurn()
    {
        var turns = new List<int>();
        var options = new FiberOptions { Affinity = WorkerSet.Of(0) };
        using var gate = new ManualResetEventSlim();
        Fiber blocker = _scheduler.Start(() => gate.Wait(), SchedulingPolicy.Fifo(9), options);
        Fiber[] fibers = [.. Enumerable.Range(0, 3).Select(i => _scheduler.Start(
            async () =>
            {
                for (int turn = 0; turn < 3; turn++)
                {
                    turns.Add(i);
                    await Fiber.Yield();
                }
            },
            SchedulingPolicy.Fifo(5),
            options))];
        gate.Set();
        foreach (Fiber fiber in fibers)
        {
            await End(fiber);
        }

        await End(blocker);
        Assert.Equal([0, 1, 2, 0, 1, 2, 0, 1, 2], turns);
    }

    [Fact]
    public async Task Yield_WithNobodyElse_NeedNotAskTheWorker_UnlessABudgetIsGivenUp()
    {
        await using var alone = new ProxyScheduler(new ProxySchedulerOptions { WorkerCount = 1, CollectsTelemetry = false });

        Assert.True(await Result(alone.Start(() => Carrier.Current!.YieldsToNobody)));
        Assert.True(await Result(alone.Start(() => Carrier.Current!.YieldsToNobody, SchedulingPolicy.Fifo(5))));
        Assert.False(await Result(alone.Start(
            () => Carrier.Current!.YieldsToNobody,
            SchedulingPolicy.Deadline(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(10)))));
        Assert.False(await Result(alone.Start(() =>
        {
            alone.Start(() => { });
            return Carrier.Current!.YieldsToNobody;
        })));
    }

    [Fact]
    public async Task Yield_OverAndOverAlone_LetsANewcomerRun()
    {
        await using var alone = new ProxyScheduler(new ProxySchedulerOptions { WorkerCount = 1, CollectsTelemetry = false });
        bool isOver = false;
        using var yields = new ManualResetEventSlim();
        Fiber yielding = alone.Start(async () =>
        {
            while (!Volatile.Read(ref isOver))
            {
                await Fiber.Yield();
                yields.Set();
            }
        });
        Assert.True(yields.Wait(TimeSpan.FromMinutes(1)));

        await End(alone.Start(() => Volatile.Write(ref isOver, true)));

        await End(yielding);
    }

    [Fact]
    public async Task Checkpoint_WhenSomebodyMoreUrgentWaits_LetsItRun()
    {
        var options = new FiberOptions { Affinity = WorkerSet.Of(0) };
        bool urgentRan = false, synchronousUrgentRan = false;
        Fiber busy = _scheduler.Start(
            async () =>
            {
                await Fiber.Checkpoint();
                _ = _scheduler.Start(() => { urgentRan = true; }, SchedulingPolicy.Fifo(5), options);
                Assert.False(urgentRan);
                await Fiber.Checkpoint();
                Assert.True(urgentRan);

                _ = _scheduler.Start(() => { synchronousUrgentRan = true; }, SchedulingPolicy.Fifo(5), options);
                Assert.False(synchronousUrgentRan);
                Fiber.CheckpointNow();
                Assert.True(synchronousUrgentRan);
            },
            default,
            options);

        await End(busy);
    }

    [Fact]
    public async Task ChangeAffinity_OfARunningFiber_MovesItAtItsNextPause()
    {
        int before = -1, after = -1;
        Fiber fiber = _scheduler.Start(
            async () =>
            {
                Fiber me = Fiber.Current!;
                before = me.Worker!.Index;
                me.ChangeAffinity(WorkerSet.Of(1 - before));
                await Fiber.Checkpoint();
                after = me.Worker!.Index;
            });
        await End(fiber);

        Assert.Equal(1 - before, after);
        Assert.Throws<ArgumentException>(() => fiber.ChangeAffinity(WorkerSet.Of(7)));
    }

    [Fact]
    public async Task Names_AreWhatWasGivenOrANumber()
    {
        Fiber named = _scheduler.Start(() => { }, default, new FiberOptions { Name = "auditor" });
        Fiber numbered = _scheduler.Start(() => { });
        await End(named);
        await End(numbered);

        Assert.Equal("auditor", named.Name);
        Assert.StartsWith("fiber ", numbered.Name, StringComparison.Ordinal);
    }

    private static Task End(Fiber fiber) => Watchdog.EndOf(fiber.Completion, $"{fiber.Name} has ended");

    private static Task<T> Result<T>(Fiber<T> fiber) => Watchdog.ResultOf(fiber.Completion, $"{fiber.Name} has ended");
}
