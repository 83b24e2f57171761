// What is understood but has no effect, or is probably a slip.

namespace Baton.Workloads.Tests;

public sealed class WarningTests
{
    private static readonly EngineCapabilities TwoCpus = new("the test engine", 2, new Dictionary<string, string>
    {
        ["util_min"] = "it has no clock frequencies",
        ["pi_enabled"] = "its locks decide for themselves",
        ["ftrace"] = "it does not trace",
        ["SCHED_DEADLINE"] = "it has no such class",
        ["iorun"] = "it has no devices",
    });

    [Theory]
    [InlineData("\"run\" : 1, \"util_min\" : 5", "\"util_min\" has no effect on the test engine: it has no clock frequencies.")]
    [InlineData("\"iorun\" : 1", "\"iorun\" has no effect on the test engine: it has no devices.")]
    [InlineData("\"run\" : 1, \"policy\" : \"SCHED_DEADLINE\", \"dl-runtime\" : 1", "\"SCHED_DEADLINE\" has no effect on the test engine: it has no such class.")]
    [InlineData("\"run\" : 1, \"cpus\" : [0, 2]", "the test engine has 2 CPUs, from 0; of [0, 2] it uses those that exist, or all when none does.")]
    public void Key_MeaninglessOnTheEngine_IsAWarning(string members, string message) =>
        Assert.Equal(message, Assert.Single(Reading.Warnings(Reading.Task(members), TwoCpus)).Message);

    [Fact]
    public void Key_MeaninglessButAskingForNothing_IsNoWarning() =>
        Assert.Empty(Reading.Warnings("""
            { "global" : { "pi_enabled" : false, "ftrace" : "none" }, "tasks" : { "t" : { "run" : 1, "cpus" : [1] } } }
            """, TwoCpus));

    [Fact]
    public void Key_OnAnEngineThatKnowsEverything_IsNoWarning() =>
        Assert.Empty(Reading.Warnings(Reading.Task("\"run\" : 1, \"util_min\" : 5, \"cpus\" : [1000]")));

    [Fact]
    public void Capabilities_WithAWordOutsideTheLanguage_AreRefused() =>
        Assert.Throws<ArgumentException>(() => new EngineCapabilities("e", 1, new Dictionary<string, string> { ["utilmin"] = "x" }));

    [Theory]
    [InlineData("\"a\" : { \"runend\" : 1 }", "\"runend\" is read as the event \"run\", because it begins so; write \"run_end\" to be clear.")]
    [InlineData("\"a\" : { \"suspend\" : \"x\" }", "A thread is suspended as \"x\", but nobody resumes that name.")]
    [InlineData("\"a\" : { \"resume\" : \"x\" }", "A thread is resumed as \"x\", but nobody is ever suspended as that name.")]
    [InlineData("\"a\" : { \"signal\" : \"x\" }", "Nobody ever waits for condition \"x\".")]
    [InlineData("\"a\" : { \"broad\" : \"x\" }", "Nobody ever waits for condition \"x\".")]
    [InlineData("\"a\" : { \"lock\" : \"m\", \"wait\" : { \"ref\" : \"x\", \"mutex\" : \"m\" }, \"unlock\" : \"m\" }", "Nobody ever signals condition \"x\".")]
    [InlineData("\"a\" : { \"barrier\" : \"x\" }", "Only one thread uses barrier \"x\", so nobody ever waits there.")]
    [InlineData("\"a\" : { \"instance\" : 0, \"run\" : 1 }", "Task \"a\" has 0 instances and is never forked, so it never runs.")]
    [InlineData("\"a\" : { \"run\" : 1 }, \"a\" : { \"run\" : 1 }", "There is a task \"a\" already; this one is called \"a1\".")]
    [InlineData("\"a\" : { \"phases\" : { \"p\" : { \"loop\" : -1, \"run\" : 1 }, \"q\" : { \"run\" : 1 } } }", "Phase \"q\" never begins, because \"p\" loops for ever.")]
    [InlineData("\"a\" : { \"run\" : 1, \"period\" : 5 }", "\"period\" is an old name; write \"dl-period\".")]
    [InlineData("\"a\" : { \"runtime\" : 1, \"policy\" : \"SCHED_DEADLINE\" }", "\"runtime\" is taken for the budget of SCHED_DEADLINE here; write \"dl-runtime\".")]
    public void Workload_ProbablyMisspelt_IsReadWithAWarning(string tasks, string message) =>
        Assert.Equal(message, Assert.Single(Reading.Warnings("{ \"tasks\" : { " + tasks + " } }")).Message);

    [Theory]
    [InlineData("frag")]
    [InlineData("spacing")]
    public void Global_KeysOfOldVersions_AreWarnings(string key) =>
        Assert.Equal($"\"{key}\" is a key of old rt-app versions and has no effect; leave it out.",
            Assert.Single(Reading.Warnings("{ \"global\" : { \"" + key + "\" : 1 }, \"tasks\" : { \"t\" : { \"run\" : 1 } } }")).Message);
}
