// The engine on Baton's own scheduler, with real workers. Nothing here asserts how long anything took; workloads either end
// by themselves after a known number of rounds, or must end although they would run for ever.

using Baton.Timelines;
using Baton.Workloads.Execution;
using Baton.Workloads.Execution.Measures;
using Baton.Workloads.Model;

namespace Baton.Workloads.Tests;

public sealed class FiberEngineTests
{
    [Theory]
    [InlineData(ProxyExecution.On)]
    [InlineData(ProxyExecution.Off)]
    public void Run_TasksWithFiniteLoops_CompletesAllOfThem(ProxyExecution proxy)
    {
        WorkloadResult result = Run("""
            "a" : { "instance" : 3, "loop" : 20, "run" : 10, "sleep" : 10 },
            "b" : { "loop" : 2, "phases" : { "p" : { "loop" : 5, "run" : 1 }, "q" : { "yield" : "", "mem" : 100 } } }
            """, proxy);

        Assert.Equal(WorkloadEnding.Completed, result.Ending);
        Assert.Equal(["a-0", "a-1", "a-2", "b-3"], result.Tasks.Select(task => task.Name));
        Assert.Equal([20L, 20L, 20L, 12L], result.Tasks.Select(task => task.LoopCount));
        Assert.Equal(20, result.Tasks[0].WakeUpLatency.Count);
        Assert.All(result.Tasks, task => Assert.True(task.Lending!.ExecutedNanoseconds > 0));
        Assert.Empty(result.Warnings);
    }

    [Theory]
    [InlineData(ProxyExecution.On)]
    [InlineData(ProxyExecution.Off)]
    public void Run_TasksThatShareMutexes_AreCountedAndHoldThemOneAtATime(ProxyExecution proxy)
    {
        WorkloadResult result = Run("""
            "a" : { "instance" : 4, "loop" : 200, "lock" : "m", "run" : 2, "yield" : "", "unlock" : "m" },
            "b" : { "loop" : 100, "lock" : "m", "lock" : "n", "unlock" : "m", "unlock" : "n" }
            """, proxy);

        Assert.Equal(["m", "n"], result.Locks.Select(mutex => mutex.Name));
        Assert.Equal([900L, 100L], result.Locks.Select(mutex => mutex.AcquisitionCount));

        // Were two ever inside at once, the times inside would add up to more than the run.
        LockMeasure shared = result.Locks[0];
        Assert.True(shared.HoldTime.Mean * shared.HoldTime.Count <= result.Elapsed.TotalNanoseconds);
    }

    /// <summary>The two more urgent ones wait until "low" has the mutex; then "high" wants it, and "mid" keeps "low" from working.</summary>
    [Theory]
    [InlineData(ProxyExecution.Off, true)]
    [InlineData(ProxyExecution.On, false)]
    public void Run_OfAnInversion_NamesTheCulpritUnlessProxyExecutionEndsIt(ProxyExecution proxy, bool isInverted)
    {
        Workload workload = Reading.Sound("""
            { "global" : { "default_policy" : "SCHED_FIFO" }, "tasks" : {
                "high" : { "priority" : 30, "loop" : 1, "barrier" : "b", "suspend" : "go", "lock" : "m", "unlock" : "m" },
                "mid" : { "priority" : 20, "loop" : 1, "barrier" : "b", "suspend" : "go", "run" : 5000 },
                "low" : { "priority" : 10, "loop" : 1, "barrier" : "b", "run" : 200, "lock" : "m", "resume" : "go", "run" : 2000, "unlock" : "m" } } }
            """);
        var scheduler = new ProxySchedulerOptions { WorkerCount = 1, ProxyExecution = proxy };

        WorkloadResult watched = new FiberEngine(new FiberEngineOptions { Scheduler = scheduler, WarmsUp = false, KeepsTimeline = true })
            .Run(workload, TestContext.Current.CancellationToken);
        WorkloadResult unwatched = new FiberEngine(new FiberEngineOptions { Scheduler = scheduler, WarmsUp = false })
            .Run(workload, TestContext.Current.CancellationToken);

        Assert.Equal(
            isInverted ? [("high-0", "m", "low-2", "mid-1")] : [],
            watched.Inversions!.Select(each => (each.Victim, each.Mutex, each.Owner, each.Culprit)));
        Assert.Equal(isInverted ? [("high", "mid")] : [], watched.InversionTotals!.Select(total => (total.Victim, total.Culprit)));
        Assert.Null(unwatched.Inversions);
    }

    [Fact]
    public void Run_ConditionsBarriersSuspensionAndFork_LoseNoWake()
    {
        WorkloadResult result = Run("""
            "consumer" : { "loop" : 300, "lock" : "m", "barrier" : "ready", "wait" : { "ref" : "c", "mutex" : "m" }, "unlock" : "m" },
            "producer" : { "loop" : 300, "barrier" : "ready", "lock" : "m", "signal" : "c", "unlock" : "m" },
            "parent" : { "loop" : 3, "fork" : "child" },
            "child" : { "instance" : 0, "loop" : 4, "run" : 1, "sleep" : 10 },
            "first" : { "loop" : 5, "suspend" : "" },
            "second" : { "loop" : 100, "sync" : { "ref" : "d", "mutex" : "n" } },
            "third" : { "phases" : { "rouse" : { "resume" : "first", "broad" : "d", "sleep" : 50 } } }
            """, duration: null, until: result => result.Tasks.Single(task => task.Task == "second").LoopCount == 100);

        Assert.Equal([300L, 300L], result.Tasks.Where(task => task.Task is "consumer" or "producer").Select(task => task.LoopCount));
        Assert.Equal(["child-6-0000", "child-7-0001", "child-8-0002"], result.Tasks.Where(task => task.Task == "child").Select(task => task.Name));
        Assert.All(result.Tasks.Where(task => task.Task == "child"), task => Assert.Equal(4, task.LoopCount));
        Assert.Equal(5, result.Tasks.Single(task => task.Task == "first").LoopCount);
    }

    /// <summary>
    /// The urgent task waits for the lazy one, which the middle one would keep off the only worker for as long as it runs: that
    /// is, for ever, if nothing is lent.
    /// </summary>
    [Fact]
    public void Run_Inversion_EndsIfTheUrgentTaskLendsItsPlace()
    {
        WorkloadResult result = Run(Inversion, ProxyExecution.On, workers: 1, until: IsUrgentDone);

        TaskMeasure urgent = result.Tasks.Single(task => task.Task == "urgent"), lazy = result.Tasks.Single(task => task.Task == "lazy");
        Assert.Equal(1, urgent.LoopCount);
        Assert.True(urgent.Lending!.LentNanoseconds > 0);
        Assert.True(lazy.Lending!.BorrowedNanoseconds > 0);
        Assert.Equal(result.Tasks.Sum(task => task.Lending!.LentNanoseconds), result.Tasks.Sum(task => task.Lending!.BorrowedNanoseconds));
    }

    [Fact]
    public void Run_InversionWithoutProxyExecution_LendsNothing()
    {
        WorkloadResult result = Run(Inversion, ProxyExecution.Off, workers: 1, duration: TimeSpan.FromMilliseconds(300));

        Assert.Equal(0, result.Tasks.Single(task => task.Task == "urgent").LoopCount);
        Assert.All(result.Tasks, task => Assert.Equal((0L, 0L), (task.Lending!.LentNanoseconds, task.Lending.BorrowedNanoseconds)));
    }

    [Fact]
    public void Run_Inversion_IsSeenInItsTimeline()
    {
        WorkloadResult result = Run(Inversion, ProxyExecution.On, workers: 1, until: IsUrgentDone, keepsTimeline: true);

        Timeline timeline = result.Timeline!;
        int lazy = 0, urgent = 2;
        Assert.Equal(["lazy-0", "middle-1", "urgent-2"], timeline.Threads.Select(thread => thread.Name));
        Assert.Contains(timeline.Threads[lazy].Spans, span => span.State == SpanState.Proxying && span.Other == urgent);
        Assert.Contains(timeline.Threads[urgent].Spans, span => span.State == SpanState.Donating && span.Other == lazy);
        Assert.Equal([lazy, urgent], Assert.Single(timeline.Locks).Spans.Where(span => span.State == SpanState.Held).Select(span => span.Thread));
        Assert.Contains(timeline.Marks, mark => mark is { Kind: MarkKind.Handoff, Thread: 0, Other: 2 });
        Assert.All(timeline.Threads, thread => Assert.All(thread.Spans, span => Assert.InRange(span.Start, 0, timeline.EndTime)));
    }

    [Fact]
    public void Run_WhoseTimelineIsNotKept_HasNone() => Assert.Null(Run("\"a\" : { \"loop\" : 1, \"run\" : 1 }").Timeline);

    [Theory]
    [InlineData("\"a\" : { \"run\" : 1000000000 }")]
    [InlineData("\"a\" : { \"runtime\" : 1000000000 }")]
    [InlineData("\"a\" : { \"sleep\" : 1000000000 }")]
    [InlineData("\"a\" : { \"delay\" : 1000000000, \"run\" : 1 }")]
    [InlineData("\"a\" : { \"timer\" : { \"ref\" : \"unique\", \"period\" : 1000000000 } }")]
    [InlineData("\"a\" : { \"suspend\" : \"\" }")]
    [InlineData("\"a\" : { \"mem\" : 1000000000000 }")]
    [InlineData("\"a\" : { \"iorun\" : 1000000000000 }")]
    [InlineData("\"a\" : { \"lock\" : \"m\", \"wait\" : { \"ref\" : \"c\", \"mutex\" : \"m\" }, \"unlock\" : \"m\" }")]
    [InlineData("\"a\" : { \"barrier\" : \"x\" }, \"b\" : { \"sleep\" : 1000000000, \"barrier\" : \"x\" }")]
    [InlineData("\"a\" : { \"instance\" : 2, \"lock\" : \"m\", \"sleep\" : 1000000000, \"unlock\" : \"m\" }")]
    [InlineData("\"a\" : { \"run\" : 0 }")]
    [InlineData("\"a\" : { \"instance\" : 300, \"policy\" : \"SCHED_FIFO\", \"run\" : 100 }")]
    public void Run_DurationElapsesInTheMiddleOfAnything_EndsEverybody(string tasks)
    {
        WorkloadResult result = Run(tasks, duration: TimeSpan.FromMilliseconds(50));

        Assert.Equal(WorkloadEnding.DurationElapsed, result.Ending);
        Assert.All(result.Tasks, task => Assert.Null(task.StuckAt));
    }

    [Fact]
    public void Run_Deadlock_IsSaidAndEnds()
    {
        WorkloadResult result = Run("""
            "a" : { "lock_m" : "m", "barrier" : "both", "lock_n" : "n", "unlock_n" : "n", "unlock_m" : "m" },
            "b" : { "lock_n" : "n", "barrier" : "both", "lock_m" : "m", "unlock_m" : "m", "unlock_n" : "n" }
            """, duration: TimeSpan.FromMilliseconds(500));

        Assert.Equal(
            "Deadlock: \"a-0\" waits for \"n\", held by \"b-1\", which waits for \"m\", held by \"a-0\". Take mutexes in one order everywhere.",
            Assert.Single(result.Warnings));
        Assert.All(result.Tasks, task => Assert.Null(task.StuckAt));
    }

    [Fact]
    public void Run_CancelledWhileItRuns_EndsWithWhatWasMeasured()
    {
        using var source = new CancellationTokenSource();
        var progress = new CancelAfterFirstReport(source);
        var engine = new FiberEngine(new FiberEngineOptions { WarmsUp = false, Progress = progress });

        WorkloadResult result = engine.Run(Tasks("\"a\" : { \"run\" : 100, \"sleep\" : 10 }"), source.Token);

        Assert.Equal(WorkloadEnding.Cancelled, result.Ending);
        Assert.True(Assert.Single(result.Tasks).LoopCount > 0);
    }

    [Theory]
    [InlineData("SCHED_OTHER", "\"priority\" : 5", "SCHED_OTHER 5")]
    [InlineData("SCHED_FIFO", "\"priority\" : 7", "SCHED_FIFO 7")]
    [InlineData("SCHED_RR", "\"priority\" : 8", "SCHED_RR 8")]
    [InlineData("SCHED_BATCH", "\"priority\" : 5", "SCHED_BATCH 5")]
    [InlineData("SCHED_IDLE", "\"priority\" : 0", "SCHED_IDLE 0")]
    [InlineData("SCHED_DEADLINE", "\"dl-runtime\" : 2000, \"dl-period\" : 100000", "SCHED_DEADLINE 0")]
    public void Run_EveryPolicy_IsToBeHadWithoutRights(string policy, string parameters, string reported)
    {
        WorkloadResult result = Run("\"a\" : { \"policy\" : \"" + policy + "\", " + parameters + ", \"loop\" : 3, \"run\" : 10 }");

        Assert.Empty(result.Warnings);
        Assert.Equal((reported, 3L), (result.Tasks[0].Policy, result.Tasks[0].LoopCount));
    }

    /// <summary>A real-time task that never gives way holds worker 0; whoever may only run there gets nothing.</summary>
    [Fact]
    public void Run_CpusOfTasks_AreWorkers()
    {
        WorkloadResult result = Run("""
            "hog" : { "cpus" : [0], "policy" : "SCHED_FIFO", "priority" : 50, "run" : 1000 },
            "bound" : { "cpus" : [0], "delay" : 1000, "run" : 10 },
            "moving" : { "cpus" : [1], "loop" : 1, "phases" : { "p" : { "run" : 10 }, "q" : { "cpus" : [0], "run" : 10 } } }
            """, duration: TimeSpan.FromMilliseconds(300));

        Assert.Equal([0L, 1L], result.Tasks.Where(task => task.Task is "bound" or "moving").Select(task => task.LoopCount));
    }

    [Fact]
    public void Capabilities_OfWhatHasNoMeaning_NameTheEngineAndWhy()
    {
        Diagnostic warning = Assert.Single(Reading.Warnings(
            "{ \"global\" : { \"pi_enabled\" : true }, \"tasks\" : { \"a\" : { \"run\" : 1 } } }", FiberEngine.Capabilities(1)));

        Assert.Contains("Baton's scheduler", warning.ToString(), StringComparison.Ordinal);
    }

    private const string Inversion = """
        "lazy" : { "policy" : "SCHED_FIFO", "priority" : 1, "loop" : 1, "lock" : "m", "barrier" : "held", "run" : 2000, "unlock" : "m" },
        "middle" : { "policy" : "SCHED_FIFO", "priority" : 2, "phases" : { "wait" : { "loop" : 1, "barrier" : "held" }, "hog" : { "loop" : -1, "run" : 1000 } } },
        "urgent" : { "policy" : "SCHED_FIFO", "priority" : 3, "loop" : 1, "barrier" : "held", "lock" : "m", "unlock" : "m" }
        """;

    private static bool IsUrgentDone(WorkloadResult result) => result.Tasks.Single(task => task.Task == "urgent").LoopCount == 1;

    private static Workload Tasks(string tasks) => Reading.Sound("{ \"tasks\" : { " + tasks + " } }", FiberEngine.Capabilities(4));

    /// <summary>
    /// Runs tasks until they end by themselves, or until the duration has passed. Tasks that go on for ever are run until the
    /// others are done, in longer and longer runs. There is a bound in any case, so that a fault shows as a run that did not
    /// complete instead of a test that hangs.
    /// </summary>
    private static WorkloadResult Run(
        string tasks, ProxyExecution proxy = ProxyExecution.On, int workers = 2, TimeSpan? duration = null, Func<WorkloadResult, bool>? until = null,
        bool keepsTimeline = false)
    {
        TimeSpan length = duration ?? TimeSpan.FromSeconds(until is null ? 30 : 0.2);
        while (true)
        {
            WorkloadResult result = new FiberEngine(new FiberEngineOptions
            {
                Scheduler = new ProxySchedulerOptions { WorkerCount = workers, ProxyExecution = proxy },
                Duration = length,
                WarmsUp = false,
                KeepsTimeline = keepsTimeline,
            }).Run(Tasks(tasks));
            if (until is null || until(result) || length > TimeSpan.FromSeconds(10))
            {
                return result;
            }

            length *= 4;
        }
    }

    private sealed class CancelAfterFirstReport(CancellationTokenSource source) : IProgress<TimeSpan>
    {
        public void Report(TimeSpan value) => source.Cancel();
    }
}
