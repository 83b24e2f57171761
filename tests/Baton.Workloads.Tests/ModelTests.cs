// What keys mean: defaults, inheritance from global to task to phase, and the model that comes out.

using Baton.Workloads.Model;

namespace Baton.Workloads.Tests;

public sealed class ModelTests
{
    [Fact]
    public void Global_Absent_HasTheTutorialsDefaults()
    {
        GlobalSettings global = Reading.Sound(Reading.Task("\"run\" : 1")).Global;

        Assert.Null(global.DurationSeconds);
        Assert.Equal(Calibration.OnCpu(0), global.Calibration);
        Assert.Equal(WorkloadPolicy.Other, global.DefaultPolicy);
        Assert.False(global.PriorityInheritance);
        Assert.Equal("./", global.LogDirectory);
        Assert.Equal("rt-app", global.LogBaseName);
        Assert.Equal(LogSize.File, global.LogSize);
        Assert.Empty(global.TraceCategories);
        Assert.Equal("/dev/null", global.IoDevice);
        Assert.Equal(4 * 1024 * 1024, global.MemoryBufferBytes);
        Assert.False(global.CumulativeSlack);
    }

    [Fact]
    public void Global_AllKeys_AreRead()
    {
        GlobalSettings global = Reading.Sound("""
            { "global" : { "duration" : 6, "calibration" : 452, "default_policy" : "SCHED_RR", "pi_enabled" : true,
                "lock_pages" : true, "logdir" : "/tmp", "log_basename" : "x", "log_size" : 2, "ftrace" : "task, main",
                "gnuplot" : true, "io_device" : "/dev/zero", "mem_buffer_size" : 100, "cumulative_slack" : true },
              "tasks" : { "t" : { "run" : 1 } } }
            """).Global;

        Assert.Equal(
            new GlobalSettings
            {
                DurationSeconds = 6,
                Calibration = Calibration.Known(452),
                DefaultPolicy = WorkloadPolicy.RoundRobin,
                PriorityInheritance = true,
                LockPages = true,
                LogDirectory = "/tmp",
                LogBaseName = "x",
                LogSize = LogSize.Buffer(2),
                TraceCategories = ["main", "task"],
                Gnuplot = true,
                IoDevice = "/dev/zero",
                MemoryBufferBytes = 100,
                CumulativeSlack = true,
            },
            global);
    }

    [Theory]
    [InlineData("\"run\" : 1", null, 1L)]
    [InlineData("\"run\" : 1, \"loop\" : 5", 1L, 5L)]
    [InlineData("\"run\" : 1, \"loop\" : -1", 1L, null)]
    [InlineData("\"phases\" : { \"p\" : { \"run\" : 1 } }", null, 1L)]
    [InlineData("\"loop\" : 3, \"phases\" : { \"p\" : { \"run\" : 1, \"loop\" : 4 } }", 3L, 4L)]
    public void Loop_InTaskAndPhase_CountsWhatItStandsIn(string members, long? taskLoops, long? phaseLoops)
    {
        WorkloadTask task = Reading.OnlyTask(members);

        Assert.Equal(taskLoops, task.LoopCount);
        Assert.Equal(phaseLoops, Assert.Single(task.Phases).LoopCount);
    }

    [Theory]
    [InlineData("SCHED_OTHER", 0)]
    [InlineData("SCHED_IDLE", 0)]
    [InlineData("SCHED_BATCH", 0)]
    [InlineData("SCHED_FIFO", 10)]
    [InlineData("SCHED_RR", 10)]
    public void Priority_Absent_IsThePolicysDefault(string policy, int priority)
    {
        Workload workload = Reading.Sound(
            "{ \"global\" : { \"default_policy\" : \"" + policy + "\" }, \"tasks\" : { \"t\" : { \"run\" : 1 } } }");

        Assert.Equal(priority, workload.Tasks[0].Scheduling.Priority);
        Assert.Equal(policy, WorkloadPolicies.NameOf(workload.Tasks[0].Scheduling.Policy));
    }

    [Theory]
    [InlineData("\"dl-runtime\" : 5", 5, 5, 5)]
    [InlineData("\"dl-runtime\" : 5, \"dl-period\" : 20", 5, 20, 20)]
    [InlineData("\"dl-runtime\" : 5, \"dl-deadline\" : 10, \"dl-period\" : 20", 5, 10, 20)]
    [InlineData("\"runtime\" : 5, \"deadline\" : 10, \"period\" : 20", 5, 10, 20)]
    public void Deadline_TimesLeftOut_ComeFromTheOthers(string members, long runtime, long deadline, long period) =>
        Assert.Equal(new DeadlineTimes(runtime, deadline, period),
            Reading.OnlyTask("\"policy\" : \"SCHED_DEADLINE\", \"run\" : 1, " + members).Scheduling.Deadline);

    [Fact]
    public void Phase_ChangesOfScheduling_NameOnlyWhatChanges()
    {
        WorkloadTask task = Reading.OnlyTask("""
            "policy" : "SCHED_FIFO", "priority" : 40, "loop" : 1,
            "phases" : {
                "same" : { "run" : 1 },
                "higher" : { "priority" : 50, "run" : 1 },
                "fair" : { "policy" : "SCHED_OTHER", "run" : 1 } }
            """);

        Assert.Null(task.Phases[0].Scheduling);
        SchedulingParameters higher = task.Scheduling.With(task.Phases[1].Scheduling!);
        Assert.Equal((WorkloadPolicy.Fifo, 50), (higher.Policy, higher.Priority));
        SchedulingParameters fair = higher.With(task.Phases[2].Scheduling!);
        Assert.Equal((WorkloadPolicy.Other, 0), (fair.Policy, fair.Priority));
    }

    [Fact]
    public void Placement_OnTaskAndPhase_IsReadInOrderWithoutRepetitions()
    {
        WorkloadTask task = Reading.OnlyTask("""
            "cpus" : [3, 1, 3], "membind_nodes" : [0], "taskgroup" : "/a", "util_min" : 5, "util_max" : 600,
            "phases" : { "p" : { "cpus" : [2], "nodes_membind" : [1], "taskgroup" : "/", "util_max" : 700, "run" : 1 } }
            """);

        Assert.Equal([1, 3], task.Cpus);
        Assert.Equal([0], task.MemoryNodes);
        Assert.Equal("/a", task.TaskGroup);
        Assert.Equal((5, 600), (task.Scheduling.UtilizationMin, task.Scheduling.UtilizationMax));
        Phase phase = Assert.Single(task.Phases);
        Assert.Equal([2], phase.Cpus);
        Assert.Equal([1], phase.MemoryNodes);
        Assert.Equal("/", phase.TaskGroup);
        Assert.Equal(new SchedulingChange { UtilizationMax = 700 }, phase.Scheduling);
    }

    [Fact]
    public void Phases_AsArray_AreNumbered() =>
        Assert.Equal(["phase0", "phase1"],
            Reading.OnlyTask("\"phases\" : [ { \"run\" : 1 }, { \"run\" : 2 } ]").Phases.Select(phase => phase.Name));

    [Fact]
    public void Names_Repeated_GetNumbers()
    {
        Workload workload = Reading.Sound("""
            { "tasks" : { "a" : { "phases" : { "p" : { "run" : 1 }, "p" : { "run" : 2 }, "p" : { "run" : 3 } } },
                          "a" : { "run" : 4 } } }
            """);

        Assert.Equal(["a", "a1"], workload.Tasks.Select(task => task.Name));
        Assert.Equal(["p", "p1", "p2"], workload.Tasks[0].Phases.Select(phase => phase.Name));
    }

    [Fact]
    public void Timer_ModeAtOneUse_HoldsForAllUsesOfThatTimer()
    {
        Workload workload = Reading.Sound("""
            { "tasks" : {
                "a" : { "timer" : { "ref" : "shared", "period" : 1 }, "timer" : { "ref" : "uniqueX", "period" : 1 } },
                "b" : { "timer" : { "ref" : "shared", "period" : 1, "mode" : "absolute" },
                        "timer" : { "ref" : "uniqueX", "period" : 1, "mode" : "absolute" } } } }
            """);

        IEnumerable<TimerMode> Modes(string task) =>
            workload.FindTask(task)!.Phases[0].Events.OfType<TimerEvent>().Select(timer => timer.Mode);
        Assert.Equal([TimerMode.Absolute, TimerMode.Relative], Modes("a"));
        Assert.Equal([TimerMode.Absolute, TimerMode.Absolute], Modes("b"));
    }

    [Fact]
    public void Resources_DeclaredOrUsed_AreListedOnceByKind()
    {
        Workload workload = Reading.Sound("""
            { "resources" : { "m" : { "type" : "mutex" }, "spare" : {}, "gate" : { "type" : "wait" } },
              "tasks" : {
                "a" : { "lock" : "m", "wait" : { "ref" : "c", "mutex" : "m" }, "unlock" : "m", "barrier" : "b" },
                "b" : { "signal" : "c", "barrier" : "b", "timer" : { "ref" : "tick", "period" : 1 },
                        "timer" : { "ref" : "unique", "period" : 1 } } } }
            """);

        Assert.Equal(
            [
                new(ResourceKind.Mutex, "m"), new(ResourceKind.Mutex, "spare"), new(ResourceKind.Condition, "c"),
                new(ResourceKind.Condition, "gate"), new(ResourceKind.Timer, "tick"), new Resource(ResourceKind.Barrier, "b"),
            ],
            workload.Resources);
    }

    [Fact]
    public void Events_AllOfThem_AreRead()
    {
        Workload workload = Reading.Sound("""
            { "tasks" : {
                "t" : { "lock" : "m", "run" : 1, "runtime" : 2, "sleep" : 3, "mem" : 4, "iorun" : 5,
                  "timer" : { "ref" : "unique", "period" : 6, "mode" : "absolute" },
                  "wait" : { "ref" : "c", "mutex" : "m" }, "sync" : { "ref" : "c", "mutex" : "m" }, "unlock" : "m",
                  "signal" : "c", "broad" : "c", "barrier" : "b", "suspend" : "", "resume" : "t", "yield" : "", "fork" : "child" },
                "child" : { "instance" : 0, "loop" : 1, "run" : 1 },
                "other" : { "barrier" : "b" } } }
            """);

        Assert.Equal(
            [
                new LockEvent("m"), new RunEvent(1), new RuntimeEvent(2), new SleepEvent(3), new MemoryEvent(4), new IoEvent(5),
                new TimerEvent("unique", 6, TimerMode.Absolute), new WaitEvent("c", "m"), new SyncEvent("c", "m"), new UnlockEvent("m"),
                new SignalEvent("c"), new BroadcastEvent("c"), new BarrierEvent("b"), new SuspendEvent("t"), new ResumeEvent("t"),
                new YieldEvent(), new ForkEvent("child"),
            ],
            workload.FindTask("t")!.Phases[0].Events);
    }
}
