// Every construct that rt-app's tutorial names, in an example of our own, read and run in virtual time. That each means what
// it should is for other tests; here nothing may be refused, and every task must get to work.

namespace Baton.Simulator.Tests;

public sealed class ConstructTests
{
    [Theory]
    [InlineData("events in a task", """ "a" : { "loop" : 3, "run" : 10, "sleep" : 5 } """)]
    [InlineData("phases with loops of their own", """ "a" : { "loop" : 2, "phases" : { "warm" : { "loop" : 3, "run" : 10 } "hot" : { "loop" : 4, "run" : 20, } } } """)]
    [InlineData("instances", """ "a" : { "instance" : 5, "loop" : 2, "run" : 10 } """)]
    [InlineData("a delay", """ "a" : { "delay" : 700, "loop" : 1, "run" : 10 } """)]
    [InlineData("repeated keys", """ "a" : { "loop" : 1, "run" : 10, "sleep" : 10, "run" : 20, "sleep" : 20 } """)]
    [InlineData("numbered keys", """ "a" : { "loop" : 1, "run0" : 10, "sleep_early" : 10, "run1" : 20 } """)]
    [InlineData("time instead of work", """ "a" : { "loop" : 2, "runtime" : 100 } """)]
    [InlineData("memory and a device", """ "a" : { "loop" : 2, "mem" : 5000, "iorun" : 70000 } """)]
    [InlineData("timers", """ "a" : { "loop" : 3, "run" : 10, "timer" : { "ref" : "tick", "period" : 400 } }, "b" : { "instance" : 2, "loop" : 3, "run" : 10, "timer" : { "ref" : "uniqueOne", "period" : 300, "mode" : "relative" }, "timer2" : { "ref" : "unique", "period" : 500, "mode" : "absolute" } } """)]
    [InlineData("a mutex", """ "a" : { "instance" : 2, "loop" : 2, "lock" : "m", "run" : 10, "unlock" : "m" } """)]
    [InlineData("a condition", """ "a" : { "loop" : 2, "lock" : "m", "wait" : { "ref" : "c", "mutex" : "m" }, "unlock" : "m" }, "b" : { "loop" : 20, "sleep" : 100, "lock" : "m", "signal" : "c", "unlock" : "m" } """)]
    [InlineData("a broadcast", """ "a" : { "instance" : 3, "loop" : 2, "lock" : "m", "wait" : { "ref" : "c", "mutex" : "m" }, "unlock" : "m" }, "b" : { "loop" : 20, "sleep" : 100, "broad" : "c" } """)]
    [InlineData("sync", """ "a" : { "loop" : 2, "sleep" : 10, "sync" : { "ref" : "c", "mutex" : "m" } }, "b" : { "loop" : 20, "sleep" : 100, "signal" : "c" } """)]
    [InlineData("barriers", """ "a" : { "loop" : 3, "run" : 10, "barrier1" : "early", "sleep" : 20, "barrier2" : "late" }, "b" : { "loop" : 3, "barrier1" : "early", "run" : 30, "barrier2" : "late" } """)]
    [InlineData("suspend and resume", """ "a" : { "loop" : 2, "suspend", "run" : 10, "suspend" : "named", "run" : 10 }, "b" : { "loop" : 20, "sleep" : 100, "resume" : "a", "resume" : "named" } """)]
    [InlineData("yield", """ "a" : { "instance" : 2, "loop" : 3, "run" : 10, "yield" : "" } """)]
    [InlineData("fork", """ "a" : { "loop" : 2, "run" : 10, "fork" : "child" }, "child" : { "instance" : 0, "loop" : 1, "run" : 5 } """)]
    [InlineData("policies and their priorities", """ "o" : { "policy" : "SCHED_OTHER", "priority" : -7, "loop" : 1, "run" : 9 }, "i" : { "policy" : "SCHED_IDLE", "loop" : 1, "run" : 9 }, "r" : { "policy" : "SCHED_RR", "priority" : 7, "loop" : 1, "run" : 9 }, "f" : { "policy" : "SCHED_FIFO", "loop" : 1, "run" : 9 } """)]
    [InlineData("deadlines", """ "d" : { "policy" : "SCHED_DEADLINE", "dl-runtime" : 300, "dl-deadline" : 700, "dl-period" : 900, "loop" : 2, "run" : 200, "timer" : { "ref" : "unique", "period" : 900 } }, "short" : { "policy" : "SCHED_DEADLINE", "dl-runtime" : 500, "loop" : 1, "run" : 9 } """)]
    [InlineData("deadlines by their old names", """ "d" : { "policy" : "SCHED_DEADLINE", "runtime" : 300, "deadline" : 700, "period" : 900, "loop" : 2, "run" : 200 } """)]
    [InlineData("a slice", """ "a" : { "policy" : "SCHED_OTHER", "dl-runtime" : 3000, "loop" : 1, "run" : 9 } """)]
    [InlineData("a policy by phase", """ "a" : { "loop" : 1, "phases" : { "p" : { "policy" : "SCHED_RR", "priority" : 3, "run" : 9 }, "q" : { "run" : 9 }, "r" : { "policy" : "SCHED_OTHER", "priority" : 5, "run" : 9 } } } """)]
    [InlineData("affinity of tasks and phases", """ "a" : { "cpus" : [1], "loop" : 1, "phases" : { "p" : { "cpus" : [0, 1], "run" : 9 } "q" : { "run" : 9 } } } """)]
    [InlineData("clamps, memory nodes and groups", """ "a" : { "util_min" : 100, "util_max" : 900, "taskgroup" : "/g/h", "nodes_membind" : [0], "loop" : 1, "phases" : { "p" : { "util_max" : 500, "taskgroup" : "/", "membind_nodes" : [0], "run" : 9 } } } """)]
    public void Construct_OfTheTutorial_IsAcceptedAndRun(string construct, string tasks)
    {
        SimulationResult result = Lab.Run($$"""{ "tasks" : { {{tasks}} }, }""", Lab.Ideal(processors: 2) with { Duration = TimeSpan.FromMilliseconds(50) });

        Assert.All(result.Tasks, task => Assert.True(task.Activity.LoopCount > 0, $"{construct}: {task.Activity.Task} did nothing."));
    }

    [Theory]
    [InlineData("\"duration\" : 1, \"calibration\" : \"CPU0\", \"default_policy\" : \"SCHED_FIFO\", \"pi_enabled\" : false")]
    [InlineData("\"calibration\" : 90, \"lock_pages\" : true, \"logdir\" : \"./\", \"log_basename\" : \"x\", \"log_size\" : 4")]
    [InlineData("\"log_size\" : \"Disable\", \"ftrace\" : \"main,task,run,loop,stats\", \"gnuplot\" : true, \"pi_enabled\" : True")]
    [InlineData("\"log_size\" : \"Auto\", \"ftrace\" : true, \"io_device\" : \"/dev/null\" \"mem_buffer_size\" : 4096, \"cumulative_slack\" : true,")]
    public void GlobalObject_OfTheTutorial_IsAcceptedAndRun(string settings)
    {
        SimulationResult result = Lab.Run($$"""{ "global" : { {{settings}} }, "tasks" : { "a" : { "loop" : 2, "run" : 10 } } }""", Lab.Ideal());

        Assert.Equal(2, result.Of("a").Activity.LoopCount);
    }
}
