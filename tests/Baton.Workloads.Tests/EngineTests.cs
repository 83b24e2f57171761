// The engine on real threads. Nothing here asserts how long anything took; workloads either end by themselves after a known
// number of rounds, or must end although they would run for ever.

using Baton.Workloads.Execution;
using Baton.Workloads.Execution.Measures;
using Baton.Workloads.Model;

namespace Baton.Workloads.Tests;

public sealed class EngineTests
{
    [Fact]
    public void Run_TasksWithFiniteLoops_CompletesAllOfThem()
    {
        WorkloadResult result = Run("""
            "a" : { "instance" : 3, "loop" : 20, "run" : 10, "sleep" : 10 },
            "b" : { "loop" : 2, "phases" : { "p" : { "loop" : 5, "run" : 1 }, "q" : { "yield" : "", "mem" : 100 } } }
            """);

        Assert.Equal(WorkloadEnding.Completed, result.Ending);
        Assert.Equal(["a-0", "a-1", "a-2", "b-3"], result.Tasks.Select(task => task.Name));
        Assert.Equal([20L, 20L, 20L, 12L], result.Tasks.Select(task => task.LoopCount));
        Assert.All(result.Tasks, task => Assert.Equal(task.LoopCount, task.Period.Count));
        Assert.All(result.Tasks, task => Assert.Equal(task.LoopCount, task.Rows.Count));
        Assert.Equal(20 * 10_000, result.Tasks[0].ConfiguredRunNanoseconds);
        Assert.Equal(20, result.Tasks[0].WakeUpLatency.Count);
    }

    [Fact]
    public void Run_TasksThatShareAMutex_ExcludeEachOtherAndAreCounted()
    {
        var probe = new ProbeLock();
        WorkloadResult result = Run("""
            "a" : { "instance" : 4, "loop" : 200, "lock" : "m", "run" : 2, "unlock" : "m" },
            "b" : { "loop" : 100, "lock" : "m", "unlock" : "m" }
            """, _ => probe);

        Assert.False(probe.WasShared);
        Assert.Equal((900, 900), (probe.EnterCount, probe.ExitCount));
        LockMeasure measure = Assert.Single(result.Locks);
        Assert.Equal(("m", 900L), (measure.Name, measure.AcquisitionCount));
        Assert.Equal(900, measure.HoldTime.Count);
        Assert.Equal([("a", 800L), ("b", 100L)], measure.Tasks.Select(task => (task.Task, task.WaitTime.Count)));
        Assert.InRange(measure.WaitTime.P50, measure.WaitTime.Min, measure.WaitTime.Max);
    }

    [Fact]
    public void Run_Barrier_LetsNobodyGetARoundAhead()
    {
        int[] rounds = new int[2];
        int apartMax = 0;
        ProbeLock Probe(string name)
        {
            int mine = name == "a" ? 0 : 1;
            return new ProbeLock(() =>
            {
                rounds[mine]++;
                InterlockedMax(ref apartMax, Math.Abs(Volatile.Read(ref rounds[0]) - Volatile.Read(ref rounds[1])));
            });
        }

        WorkloadResult result = Run("""
            "a" : { "loop" : 300, "barrier" : "both", "lock" : "a", "unlock" : "a" },
            "b" : { "loop" : 300, "barrier" : "both", "lock" : "b", "unlock" : "b" }
            """, Probe);

        Assert.Equal(WorkloadEnding.Completed, result.Ending);
        Assert.Equal([300, 300], rounds);
        Assert.InRange(apartMax, 0, 1);
    }

    [Fact]
    public void Run_ConditionUnderItsMutex_LosesNoSignal()
    {
        // The consumer waits before the barrier's other side can signal: it holds the mutex when it arrives, and the producer
        // needs the mutex to signal.
        WorkloadResult result = Run("""
            "consumer" : { "loop" : 300, "lock" : "m", "barrier" : "ready", "wait" : { "ref" : "c", "mutex" : "m" }, "unlock" : "m" },
            "producer" : { "loop" : 300, "barrier" : "ready", "lock" : "m", "signal" : "c", "unlock" : "m" }
            """);

        Assert.Equal(WorkloadEnding.Completed, result.Ending);
        Assert.Equal([300L, 300L], result.Tasks.Select(task => task.LoopCount));

        // Each wait gives the mutex back and takes it again.
        Assert.Equal(900, Assert.Single(result.Locks).AcquisitionCount);
    }

    [Fact]
    public void Run_Broadcast_WakesAllWhoWait()
    {
        WorkloadResult result = Run("""
            "waiter" : { "instance" : 3, "loop" : 1, "lock" : "m", "wait" : { "ref" : "c", "mutex" : "m" }, "unlock" : "m" },
            "caller" : { "lock" : "m", "broad" : "c", "unlock" : "m", "sleep" : 50 }
            """, duration: TimeSpan.FromMilliseconds(300));

        Assert.Equal([1L, 1L, 1L], result.Tasks.Where(task => task.Task == "waiter").Select(task => task.LoopCount));
    }

    [Fact]
    public void Run_MutexesReleasedHandOverHand_AreEachMeasuredByTheirOwnTimes()
    {
        WorkloadResult result = Run("""
            "t" : { "loop" : 3, "lock_a" : "a", "runtime" : 3000, "lock_b" : "b", "unlock_a" : "a", "unlock_b" : "b" }
            """);

        Assert.Equal(["a", "b"], result.Locks.Select(measure => measure.Name));
        Assert.InRange(result.Locks[0].HoldTime.Min, 3_000_000, long.MaxValue);
    }

    [Fact]
    public void Run_SyncWithoutTheMutex_TakesItAndGivesItBack()
    {
        var probe = new ProbeLock();
        WorkloadResult result = Run("""
            "first" : { "loop" : 100, "sync" : { "ref" : "c", "mutex" : "m" } },
            "second" : { "loop" : -1, "lock" : "m", "signal" : "c", "unlock" : "m", "yield" : "" }
            """, _ => probe, duration: TimeSpan.FromMilliseconds(300));

        Assert.False(probe.WasShared);
        Assert.Equal(probe.EnterCount, probe.ExitCount);
        Assert.InRange(result.Tasks[0].LoopCount, 1, 100);
    }

    [Fact]
    public void Run_Fork_StartsThreadsOfTheTask()
    {
        WorkloadResult result = Run("""
            "parent" : { "loop" : 3, "fork" : "child" },
            "child" : { "instance" : 0, "loop" : 4, "run" : 1 }
            """);

        Assert.Equal(["parent-0", "child-1-0000", "child-2-0001", "child-3-0002"], result.Tasks.Select(task => task.Name));
        Assert.Equal([3L, 4L, 4L, 4L], result.Tasks.Select(task => task.LoopCount));
    }

    [Fact]
    public void Run_ForkWithoutBound_FailsAtTheBound()
    {
        var failure = Assert.Throws<WorkloadRunException>(() => Run("""
            "parent" : { "fork" : "child" },
            "child" : { "instance" : 0, "loop" : 1, "yield" : "" }
            """));

        Assert.Equal("Thread \"parent-0\" forks \"child\" for the 1025th time; give it a \"loop\" or a longer period.", failure.Message);
    }

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
    public void Run_DurationElapsesInTheMiddleOfAnything_EndsEverybody(string tasks)
    {
        WorkloadResult result = Run(tasks, duration: TimeSpan.FromMilliseconds(50));

        Assert.Equal(WorkloadEnding.DurationElapsed, result.Ending);
        Assert.All(result.Tasks, task => Assert.Null(task.StuckAt));
    }

    [Fact]
    public void Run_DeadlockInLocksThatCannotBeCancelled_EndsAllTheSame()
    {
        WorkloadResult result = Run("""
            "a" : { "lock_m" : "m", "barrier" : "both", "lock_n" : "n", "unlock_n" : "n", "unlock_m" : "m" },
            "b" : { "lock_n" : "n", "barrier" : "both", "lock_m" : "m", "unlock_m" : "m", "unlock_n" : "n" }
            """, _ => new MonitorLock(), duration: TimeSpan.FromMilliseconds(500));

        Assert.Equal(WorkloadEnding.DurationElapsed, result.Ending);
        Assert.Equal(
            "Deadlock: \"a-0\" waits for \"n\", held by \"b-1\", which waits for \"m\", held by \"a-0\". Take mutexes in one order everywhere.",
            Assert.Single(result.Warnings));
        Assert.All(result.Tasks, task => Assert.Null(task.StuckAt));
    }

    [Fact]
    public void Run_Stopped_GivesBackEveryMutex()
    {
        var probe = new ProbeLock();
        Run("\"a\" : { \"lock\" : \"m\", \"sleep\" : 1000000000, \"unlock\" : \"m\" }", _ => probe, TimeSpan.FromMilliseconds(50));

        Assert.Equal((1, 1), (probe.EnterCount, probe.ExitCount));
    }

    [Fact]
    public void Run_WithWarmUp_RehearsesOnALockOfItsOwn()
    {
        var probes = new Dictionary<string, ProbeLock>();
        var engine = new WorkloadEngine(new WorkloadEngineOptions { LockFactory = name => probes[name] = new ProbeLock() });

        WorkloadResult result = engine.Run(Tasks("\"a\" : { \"loop\" : 7, \"lock\" : \"m\", \"unlock\" : \"m\" }"));

        Assert.Equal(["m", "warm-up"], probes.Keys.Order());
        Assert.Equal(7, probes["m"].EnterCount);

        // Three contenders 150 times, the consumer twice and the producer once in each of 30 rounds, unless time runs out.
        Assert.InRange(probes["warm-up"].EnterCount, 1, 540);
        Assert.Equal(probes["warm-up"].EnterCount, probes["warm-up"].ExitCount);
        Assert.Equal("m", Assert.Single(result.Locks).Name);
    }

    [Fact]
    public void Run_CancelledBeforeItStarts_EndsAtOnce()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        WorkloadResult result = Engine(_ => new MonitorLock()).Run(Tasks("\"a\" : { \"sleep\" : 1000000000 }"), cancelled.Token);

        Assert.Equal(WorkloadEnding.Cancelled, result.Ending);
        Assert.Equal(0, Assert.Single(result.Tasks).LoopCount);
    }

    [Fact]
    public void Run_CancelledByATask_EndsWithWhatWasMeasured()
    {
        using var source = new CancellationTokenSource();
        int entered = 0;
        var engine = Engine(_ => new ProbeLock(() =>
        {
            if (++entered == 10)
            {
                source.Cancel();
            }
        }));

        WorkloadResult result = engine.Run(Tasks("\"a\" : { \"lock\" : \"m\", \"unlock\" : \"m\", \"suspend\" : \"\", \"resume\" : \"a\" }, \"b\" : { \"lock\" : \"m\", \"unlock\" : \"m\" }"), source.Token);

        Assert.Equal(WorkloadEnding.Cancelled, result.Ending);
        Assert.InRange(result.Locks[0].AcquisitionCount, 10, long.MaxValue);
    }

    [Fact]
    public void Run_LockThatThrows_SurfacesWithTheThreadsName()
    {
        var failure = Assert.Throws<WorkloadRunException>(
            () => Run("\"a\" : { \"sleep\" : 1000000000 }, \"b\" : { \"lock\" : \"m\", \"unlock\" : \"m\" }", _ => new BrokenLock()));

        Assert.Equal("b-1", failure.Thread);
        Assert.Equal("Thread \"b-1\" failed: The lock is broken.", failure.Message);
        Assert.IsType<InvalidOperationException>(failure.InnerException);
    }

    [Fact]
    public void Run_AbsoluteTimerThatIsAlwaysMissed_CountsTheBacklogAsResponse()
    {
        // Each activation is due a microsecond after the last, and takes at least a millisecond.
        WorkloadResult result = Run("""
            "a" : { "loop" : 30, "runtime" : 1000, "timer" : { "ref" : "unique", "period" : 1, "mode" : "absolute" } }
            """);

        TaskMeasure task = Assert.Single(result.Tasks);
        Assert.Equal((30L, 30L), (task.Slack.Count, task.Slack.MissedCount));
        Assert.InRange(task.ResponseTime.Max, 29_000_000, long.MaxValue);
    }

    [Fact]
    public void Engine_DurationThatIsNotPositive_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new WorkloadEngine(new WorkloadEngineOptions { LockFactory = _ => new MonitorLock(), Duration = TimeSpan.Zero }));

    [Fact]
    public void Engine_DurationOfCenturies_RunsUntilTheTasksEnd() =>
        Assert.Equal(WorkloadEnding.Completed, Run("\"a\" : { \"loop\" : 1, \"run\" : 1 }", duration: TimeSpan.MaxValue).Ending);

    [Fact]
    public void Run_IoDevice_ReceivesAllBytes()
    {
        string path = Path.GetTempFileName();
        try
        {
            Workload workload = Tasks("\"a\" : { \"instance\" : 2, \"loop\" : 5, \"iorun\" : 1000 }");
            Engine(_ => new MonitorLock()).Run(workload with { Global = workload.Global with { IoDevice = path, MemoryBufferBytes = 300 } });

            Assert.Equal(10_000, new FileInfo(path).Length);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Run_CpusOfTaskAndPhase_BindTheThread()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.ProcessorCount > 1, "Needs Linux and two CPUs.");
        var seen = new Dictionary<string, HashSet<int>> { ["m"] = [], ["n"] = [] };

        WorkloadResult result = Run("""
            "a" : { "cpus" : [1], "loop" : 20, "phases" : {
                "p" : { "lock" : "m", "run" : 100, "unlock" : "m" },
                "q" : { "cpus" : [0], "lock" : "n", "run" : 100, "unlock" : "n" } } }
            """, name => new ProbeLock(() => seen[name].Add(Thread.GetCurrentProcessorId())));

        Assert.Empty(result.Warnings);
        Assert.Equal([1], seen["m"]);
        Assert.Equal([0], seen["n"]);
    }

    [Theory]
    [InlineData("SCHED_FIFO", 1, "\"priority\" : 7", "SCHED_FIFO 7")]
    [InlineData("SCHED_RR", 2, "\"priority\" : 8", "SCHED_RR 8")]
    [InlineData("SCHED_BATCH", 3, "\"priority\" : 5", "SCHED_BATCH 5")]
    [InlineData("SCHED_IDLE", 5, "\"priority\" : 0", "SCHED_IDLE 0")]
    [InlineData("SCHED_DEADLINE", 6, "\"dl-runtime\" : 2000, \"dl-period\" : 100000", "SCHED_DEADLINE 0")]
    public void Run_Policy_IsTheKernelsOrAWarning(string policy, int number, string parameters, string reported)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs Linux.");
        int seen = -1;

        WorkloadResult result = Run(
            "\"a\" : { \"policy\" : \"" + policy + "\", " + parameters + ", \"loop\" : 1, \"lock\" : \"m\", \"unlock\" : \"m\" }",
            _ => new ProbeLock(() => seen = PolicyOfThisThread()));

        TaskMeasure task = Assert.Single(result.Tasks);
        if (result.Warnings.Count == 0)
        {
            Assert.Equal((number, reported), (seen, task.Policy));
        }
        else
        {
            Assert.StartsWith($"Task \"a\" cannot have {policy}", Assert.Single(result.Warnings), StringComparison.Ordinal);
            Assert.Equal((0, "SCHED_OTHER 0"), (seen, task.Policy));
        }
    }

    /// <summary>The 41st field of the thread's stat, where the name in brackets may contain spaces.</summary>
    private static int PolicyOfThisThread()
    {
        string stat = File.ReadAllText("/proc/thread-self/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[38], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static Workload Tasks(string tasks) => Reading.Sound("{ \"tasks\" : { " + tasks + " } }", WorkloadEngine.Capabilities);

    private static WorkloadEngine Engine(Func<string, IWorkloadLock> locks) => new(new WorkloadEngineOptions { LockFactory = locks, WarmsUp = false });

    /// <summary>
    /// Runs tasks until they end by themselves, or until the duration has passed. Without one there is a bound all the same, so
    /// that a fault shows as a run that did not complete instead of a test that hangs.
    /// </summary>
    private static WorkloadResult Run(string tasks, Func<string, IWorkloadLock>? locks = null, TimeSpan? duration = null) =>
        new WorkloadEngine(new WorkloadEngineOptions { LockFactory = locks ?? (_ => new SemaphoreLock()), Duration = duration ?? TimeSpan.FromSeconds(30), WarmsUp = false })
            .Run(Tasks(tasks));

    private static void InterlockedMax(ref int target, int value)
    {
        int seen = Volatile.Read(ref target);
        while (value > seen)
        {
            seen = Interlocked.CompareExchange(ref target, value, seen) is var found && found == seen ? value : found;
        }
    }
}
