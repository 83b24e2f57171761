// What is refused, and that the message names the place, the offending word and the way out.

namespace Baton.Workloads.Tests;

public sealed class ErrorTests
{
    private const string Before = "test.json:1:23: error: ";

    [Theory]
    [InlineData("\"prioritty\" : 5, \"run\" : 1", Before + "\"prioritty\" is not a key of task \"t\"; the nearest known key is \"priority\".")]
    [InlineData("\"instances\" : 5, \"run\" : 1", Before + "\"instances\" is not a key of task \"t\"; the nearest known key is \"instance\".")]
    [InlineData("\"slep\" : 5, \"run\" : 1", Before + "\"slep\" is not a key of task \"t\"; the nearest known key is \"sleep\".")]
    [InlineData("\"Run\" : 5, \"run\" : 1", Before + "\"Run\" is not a key of task \"t\"; the nearest known key is \"run\".")]
    [InlineData("\"phases\" : { \"p\" : { \"instance\" : 1, \"run\" : 1 } }", "test.json:1:44: error: \"instance\" is not a key of phase \"p\"; it belongs in a task.")]
    [InlineData("\"duration\" : 5, \"run\" : 1", Before + "\"duration\" is not a key of task \"t\"; it belongs in \"global\".")]
    [InlineData("\"timer\" : { \"ref\" : \"unique\", \"perod\" : 1, \"period\" : 1 }", "test.json:1:53: error: \"perod\" is not a key of \"timer\"; the nearest known key is \"period\".")]
    public void UnknownKey_Anywhere_NamesTheNearestKnownKey(string members, string error) =>
        Assert.Equal(error, Reading.Error(Reading.Task(members)));

    [Theory]
    [InlineData("{ \"task\" : {}, \"tasks\" : { \"t\" : { \"run\" : 1 } } }", "\"task\" is not a key of the workload; the nearest known key is \"tasks\".")]
    [InlineData("{ \"global\" : { \"durations\" : 1 }, \"tasks\" : { \"t\" : { \"run\" : 1 } } }", "\"durations\" is not a key of \"global\"; the nearest known key is \"duration\".")]
    [InlineData("{ \"global\" : { \"default_policy\" : \"FIFO\" }, \"tasks\" : { \"t\" : { \"run\" : 1 } } }", "\"FIFO\" is not a policy; the nearest is \"SCHED_FIFO\".")]
    [InlineData("{ \"global\" : { \"ftrace\" : \"main,taks\" }, \"tasks\" : { \"t\" : { \"run\" : 1 } } }", "\"taks\" is not a category of \"ftrace\"; the nearest is \"task\".")]
    [InlineData("{ \"global\" : { \"log_size\" : 0 }, \"tasks\" : { \"t\" : { \"run\" : 1 } } }", "\"log_size\" (megabytes a thread) must lie between 1 and 1024; it is 0.")]
    [InlineData("{ \"global\" : { \"calibration\" : \"GPU0\" }, \"tasks\" : { \"t\" : { \"run\" : 1 } } }", "\"calibration\" takes \"CPU0\" for the CPU to measure on, or an integer, the nanoseconds of a loop, not the string \"GPU0\".")]
    [InlineData("{ \"global\" : 5, \"tasks\" : { \"t\" : { \"run\" : 1 } } }", "\"global\" takes an object, not the number 5.")]
    [InlineData("{ \"global\" : {} }", "A workload needs a \"tasks\" member with at least one task.")]
    [InlineData("{ \"tasks\" : {} }", "\"tasks\" is empty; a workload needs at least one task.")]
    [InlineData("{ \"tasks\" : { \"t\" : [] } }", "Task \"t\" must be an object, not an array.")]
    [InlineData("{ \"resources\" : { \"m\" : { \"type\" : \"mutx\" } }, \"tasks\" : { \"t\" : { \"run\" : 1 } } }", "\"mutx\" is not a kind of resource; the nearest is \"mutex\".")]
    public void Workload_BadOutsideTasks_SaysWhat(string text, string message) =>
        Assert.Equal(message, Assert.Single(Reading.Errors(text)).Message);

    [Theory]
    [InlineData("\"run\" : \"5\"", "\"run\" takes an integer (microseconds), not the string \"5\".")]
    [InlineData("\"run\" : 1.5", "\"run\" takes an integer (microseconds), not the number 1.5.")]
    [InlineData("\"run\" : -1", "\"run\" (microseconds) must lie between 0 and 1000000000000; it is -1.")]
    [InlineData("\"run\" : 99999999999999999999", "\"run\" (microseconds) must lie between 0 and 1000000000000; it is 99999999999999999999.")]
    [InlineData("\"run\"", "\"run\" takes an integer (microseconds), not no value.")]
    [InlineData("\"lock\" : 5", "\"lock\" takes the name of a mutex in quotes, not the number 5.")]
    [InlineData("\"lock\" : \"\"", "\"lock\" takes the name of a mutex; it is empty.")]
    [InlineData("\"timer\" : 5", "\"timer\" takes an object such as { \"ref\" : \"unique\", \"period\" : 10000 }, not the number 5.")]
    [InlineData("\"timer\" : { \"ref\" : \"a\" }", "\"timer\" needs a \"period\" in microseconds.")]
    [InlineData("\"timer\" : { \"period\" : 5 }", "\"timer\" needs a \"ref\", the name of a timer.")]
    [InlineData("\"timer\" : { \"ref\" : \"a\", \"period\" : 5, \"mode\" : \"abs\" }", "\"abs\" is not a mode; a timer is \"relative\" or \"absolute\".")]
    [InlineData("\"sync\" : { \"ref\" : \"c\" }", "\"sync\" needs a \"mutex\", the name of a mutex.")]
    [InlineData("\"run\" : 1, \"loop\" : 0", "\"loop\" is -1 for ever, or at least 1.")]
    [InlineData("\"run\" : 1, \"loop\" : -2", "\"loop\" (rounds, or -1 for ever) must lie between -1 and 2147483647; it is -2.")]
    [InlineData("\"run\" : 1, \"instance\" : 10001", "\"instance\" (threads) must lie between 0 and 10000; it is 10001.")]
    [InlineData("\"run\" : 1, \"cpus\" : 0", "\"cpus\" takes an array of CPUs such as [0, 1], not the number 0.")]
    [InlineData("\"run\" : 1, \"cpus\" : []", "\"cpus\" is empty; leave it out to allow all CPUs.")]
    [InlineData("\"run\" : 1, \"cpus\" : [1024]", "\"cpus\" (CPUs) must lie between 0 and 1023; it is 1024.")]
    [InlineData("\"run\" : 1, \"taskgroup\" : \"a\"", "\"taskgroup\" must begin with a slash; it is \"a\".")]
    [InlineData("\"run\" : 1, \"util_min\" : 1025", "\"util_min\" (of 1024) must lie between 0 and 1024; it is 1025.")]
    [InlineData("\"run\" : 1, \"util_min\" : 9, \"util_max\" : 8", "Task \"t\" has a util_min of 9 above its util_max of 8.")]
    [InlineData("\"run\" : 1, \"priority\" : 20", "The priority of task \"t\" under SCHED_OTHER must be between -20 and 19; it is 20.")]
    [InlineData("\"run\" : 1, \"policy\" : \"SCHED_FIFO\", \"priority\" : 0", "The priority of task \"t\" under SCHED_FIFO must be between 1 and 99; it is 0.")]
    [InlineData("\"run\" : 1, \"policy\" : \"SCHED_DEADLINE\"", "Task \"t\" runs under SCHED_DEADLINE without a budget; add \"dl-runtime\".")]
    [InlineData("\"run\" : 1, \"policy\" : \"SCHED_DEADLINE\", \"dl-runtime\" : 9, \"dl-period\" : 5", "The times of task \"t\" must satisfy dl-runtime <= dl-deadline <= dl-period; they are 9, 5 and 5.")]
    [InlineData("\"run\" : 1, \"policy\" : \"SCHED_RR\", \"taskgroup\" : \"/a\"", "Task \"t\" is in taskgroup \"/a\" under SCHED_RR; groups are for SCHED_OTHER and SCHED_IDLE.")]
    [InlineData("\"loop\" : 1", "Task \"t\" has no events; give it something to do, such as \"run\" or \"sleep\".")]
    [InlineData("\"phases\" : {}", "\"phases\" of task \"t\" must be an object or an array with at least one phase.")]
    [InlineData("\"phases\" : 3", "\"phases\" of task \"t\" must be an object or an array with at least one phase.")]
    [InlineData("\"phases\" : { \"p\" : 3 }", "Phase \"p\" must be an object, not the number 3.", 2)]
    [InlineData("\"run\" : 1, \"phases\" : { \"p\" : { \"run\" : 1 } }", "\"run\" stands beside \"phases\" and would never run; move it into a phase of task \"t\".")]
    [InlineData("\"run\" : 1, \"priority\" : 1, \"priority\" : 2", "\"priority\" stands in task \"t\" twice, first in line 1; only events may be repeated.")]
    public void Value_OutOfPlaceOrRange_SaysWhatItShouldBe(string members, string message, int atMost = 1)
    {
        IReadOnlyList<Diagnostic> errors = Reading.Errors(Reading.Task(members));

        Assert.InRange(errors.Count, 1, atMost);
        Assert.Contains(errors, found => found.Message == message);
    }

    [Theory]
    [InlineData("\"unlock\" : \"m\"", "Task \"t\" unlocks \"m\", which it does not hold here.")]
    [InlineData("\"lock\" : \"m\", \"lock\" : \"m\", \"unlock\" : \"m\"", "Task \"t\" locks \"m\" while it holds it already, and would wait for itself for ever.")]
    [InlineData("\"lock\" : \"m\", \"loop\" : 1", "Task \"t\" ends while it holds \"m\"; add an \"unlock\".")]
    [InlineData("\"wait\" : { \"ref\" : \"c\", \"mutex\" : \"m\" }, \"signal\" : \"c\"", "Task \"t\" waits with mutex \"m\", which it does not hold here; lock it first.")]
    [InlineData("\"lock\" : \"m\", \"wait\" : { \"ref\" : \"c\", \"mutex\" : \"n\" }, \"unlock\" : \"m\", \"signal\" : \"c\"", "Task \"t\" waits with mutex \"n\", which it does not hold here; lock it first.")]
    [InlineData("\"phases\" : { \"a\" : { \"unlock\" : \"m\" }, \"b\" : { \"lock\" : \"m\" } }", "Task \"t\" unlocks \"m\", which it does not hold here.")]
    [InlineData("\"phases\" : { \"a\" : { \"lock\" : \"m\", \"loop\" : 2 }, \"b\" : { \"unlock\" : \"m\" } }", "Task \"t\" locks \"m\" while it holds it already, and would wait for itself for ever.")]
    public void Locks_OutOfOrder_AreFoundWhenReading(string members, string message) =>
        Assert.Equal(message, Assert.Single(Reading.Errors(Reading.Task(members))).Message);

    [Fact]
    public void Locks_HeldAcrossPhases_AreInOrder() =>
        Assert.Equal(2, Reading.OnlyTask("\"phases\" : { \"a\" : { \"lock\" : \"m\" }, \"b\" : { \"unlock\" : \"m\" } }").Phases.Count);

    [Theory]
    [InlineData("\"a\" : { \"fork\" : \"bb\" }, \"b\" : { \"run\" : 1 }", "Task \"a\" forks \"bb\", but there is no such task; the nearest is \"b\".")]
    [InlineData("\"a\" : { \"barrier\" : \"x\", \"run\" : 1, \"barrier\" : \"x\" }, \"b\" : { \"barrier\" : \"x\" }", "Task \"a\" uses barrier \"x\" twice; a name is one meeting point, so use another.")]
    [InlineData("\"a\" : { \"fork\" : \"b\" }, \"b\" : { \"barrier\" : \"x\" }", "Task \"b\" is forked and uses barrier \"x\"; how many threads a barrier waits for must be known before the run.")]
    [InlineData("\"a\" : { \"timer\" : { \"ref\" : \"x\", \"period\" : 1, \"mode\" : \"absolute\" } }, \"b\" : { \"timer\" : { \"ref\" : \"x\", \"period\" : 1, \"mode\" : \"relative\" } }", "Timer \"x\" cannot be both absolute and relative; line 1 says otherwise.")]
    public void References_ThatCannotWork_AreFoundWhenReading(string tasks, string message) =>
        Assert.Equal(message, Assert.Single(Reading.Errors("{ \"tasks\" : { " + tasks + " } }")).Message);

    [Fact]
    public void Phase_PriorityOutOfTheRangeThatAnEarlierPhaseSet_IsAnError() =>
        Assert.Equal("The priority of task \"t\" under SCHED_FIFO must be between 1 and 99; it is -5.",
            Assert.Single(Reading.Errors(Reading.Task("""
                "phases" : { "a" : { "policy" : "SCHED_FIFO", "run" : 1 }, "b" : { "priority" : -5, "run" : 1 } }
                """))).Message);

    [Fact]
    public void Phase_PriorityOutOfTheRangeInTheSecondRoundOnly_IsAnError() =>
        Assert.Equal("The priority of task \"t\" under SCHED_FIFO must be between 1 and 99; it is -5.",
            Assert.Single(Reading.Errors(Reading.Task("""
                "phases" : { "a" : { "priority" : -5, "run" : 1 }, "b" : { "policy" : "SCHED_FIFO", "run" : 1 } }
                """))).Message);

    [Fact]
    public void Errors_ManyInOneFile_AreAllCollectedInTheOrderOfTheFile()
    {
        IReadOnlyList<Diagnostic> errors = Reading.Errors("""
            { "global" : { "duratoin" : 1 },
              "tasks" : {
                "a" : { "run" : -1,
                        "lokc" : "m" },
                "b" : { "policy" : "SCHED_FI",
                        "sleep" : 1 } } }
            """);

        Assert.Equal([1, 3, 4, 5], errors.Select(found => found.Location.Line));
    }

    [Fact]
    public void Errors_WithoutEnd_StopAtTheBound()
    {
        string members = string.Concat(Enumerable.Range(0, 1000).Select(number => $"\"nonsense{number}\" : 1, "));

        IReadOnlyList<Diagnostic> errors = Reading.Errors(Reading.Task(members));

        Assert.Equal(101, errors.Count);
        Assert.Contains("the rest of the file is not checked", errors[^1].Message, StringComparison.Ordinal);
    }
}
