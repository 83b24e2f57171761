// The lenient syntax: what is forgiven, what is not, and that places are right.

using Baton.Workloads.Model;

namespace Baton.Workloads.Tests;

public sealed class SyntaxTests
{
    [Fact]
    public void Syntax_CommentsOfBothKinds_AreSkipped()
    {
        Workload workload = Reading.Sound("""
            // a line
            { /* a block
                 of lines */ "tasks" : { "t" : { "run" /**/ : /* here too */ 5 } } } // at the end
            """);

        Assert.Equal(new RunEvent(5), Assert.Single(workload.Tasks[0].Phases[0].Events));
    }

    [Fact]
    public void Syntax_MissingAndTrailingCommas_AreForgiven()
    {
        IEnumerable<WorkloadEvent> events = Reading.EventsOf("""
            "run" : 1
            "sleep" : 2, "timer" : { "ref" : "a" "period" : 3, }
            "cpus" : [0 1,],
            """);

        Assert.Equal([new RunEvent(1), new SleepEvent(2), new TimerEvent("a", 3, TimerMode.Relative)], events);
    }

    [Fact]
    public void Syntax_RepeatedKeys_KeepTheirOrder()
    {
        IEnumerable<WorkloadEvent> events = Reading.EventsOf("""
            "lock" : "m", "run" : 1, "unlock" : "m", "run" : 2, "lock" : "n", "run" : 3, "unlock" : "n"
            """);

        Assert.Equal(
            [
                new LockEvent("m"), new RunEvent(1), new UnlockEvent("m"), new RunEvent(2), new LockEvent("n"), new RunEvent(3),
                new UnlockEvent("n"),
            ],
            events);
    }

    [Theory]
    [InlineData("\"run1\"")]
    [InlineData("\"run_end\"")]
    [InlineData("\"run-a\"")]
    [InlineData("\"runX\"")]
    [InlineData("'run'")]
    public void Syntax_SuffixedKey_IsTheEventItBeginsWith(string key) =>
        Assert.Equal([new RunEvent(7)], Reading.EventsOf($"{key} : 7"));

    [Fact]
    public void Syntax_KeyThatBeginsWithTwoEvents_IsTheLonger() =>
        Assert.Equal([new RuntimeEvent(7), new UnlockEvent("m")], Reading.EventsOf("\"runtime2\" : 7, \"lock\" : \"m\", \"unlock0\" : \"m\"")
            .Where(read => read is not LockEvent));

    [Fact]
    public void Syntax_BareKey_IsAnEventWithoutValue() =>
        Assert.Equal([new SuspendEvent("t"), new YieldEvent(), new ResumeEvent("t")], Reading.EventsOf("\"suspend\", \"yield\", \"resume\" : \"t\""));

    [Theory]
    [InlineData("TRUE")]
    [InlineData("True")]
    [InlineData("true")]
    public void Syntax_WordsInAnyCase_AreRead(string word) =>
        Assert.True(Reading.Sound("{ \"global\" : { \"gnuplot\" : " + word + " }, \"tasks\" : { \"t\" : { \"run\" : 1 } } }").Global.Gnuplot);

    [Fact]
    public void Syntax_Escapes_AreResolved() =>
        Assert.Equal([new SuspendEvent("a\"\\/\n\tä😀"), new ResumeEvent("a\"\\/\n\tä😀")],
            Reading.EventsOf("""
                "suspend" : "a\"\\\/\n\t\u00e4\ud83d\ude00", "resume" : "a\"\\/\n\tä😀"
                """));

    [Theory]
    [InlineData("{ \"tasks\" : { \"t\" : { \"run\" : 5 } }", "test.json:1:1: error: The object that begins here is not closed; add a }.")]
    [InlineData("{ \"tasks\" : { \"t\" : { \"run\" : 5 } } } }", "test.json:1:39: error: The workload ends before '}'; check the closing braces above.")]
    [InlineData("", "test.json:1:1: error: The file is empty; a workload is an object with a \"tasks\" member.")]
    [InlineData("{\n  /* never closed", "test.json:2:3: error: The comment that begins here is not closed; add */.")]
    [InlineData("[]", "test.json:1:1: error: A workload is an object with a \"tasks\" member, not an array.")]
    public void Syntax_BrokenFile_SaysWhereAndWhat(string text, string error) =>
        Assert.Contains(error, Reading.Errors(text).Select(found => found.ToString()));

    [Theory]
    [InlineData("\"run\" : 5, \"sleep : 6", "test.json:1:34: error: The string that begins here is not closed on its line; add a \".")]
    [InlineData("\"run\" : five", "test.json:1:31: error: The bare word 'five' means nothing here; put quotes around it.")]
    [InlineData("\"run\" : 0x10", "test.json:1:31: error: '0x10' is not a number that can be read; write an integer such as 1000.")]
    [InlineData("\"run\" : , \"sleep\" : 1", "test.json:1:31: error: A value should stand here, not ','.")]
    [InlineData("\"run\" 5, \"sleep\" : 1", "test.json:1:29: error: A colon should follow the key \"run\", not the number 5.")]
    [InlineData("\"run\" : 5,, \"sleep\" : 1", "test.json:1:33: error: A key in quotes should stand here, not ','.")]
    [InlineData("\"run\" : 5, \"suspend\" : \"\\ud800\"", "test.json:1:46: error: The string that begins here contains half a character, a surrogate without its partner.")]
    public void Syntax_BrokenMember_SaysWhereAndWhat(string members, string error) =>
        Assert.Contains(error, Reading.Errors(Reading.Task(members)).Select(found => found.ToString()));

    [Fact]
    public void Syntax_SeveralSlips_AreAllReported()
    {
        IReadOnlyList<Diagnostic> errors = Reading.Errors("""
            { "tasks" : {
                "a" : { "run" : five },
                "b" : { "sleep" 5 },
                "c" : { "run" : 0x1 }
            } }
            """);

        Assert.Superset(new HashSet<int> { 2, 3, 4 }, errors.Select(found => found.Location.Line).ToHashSet());
    }

    [Fact]
    public void Syntax_DeepNesting_IsAnErrorAndNoStackOverflow() =>
        Assert.Contains(Reading.Errors(new string('[', 1_000_000)), found => found.Message == "Brackets are nested more than 64 deep.");

    [Fact]
    public void Syntax_LineEndingsOfWindows_CountOnce() =>
        Assert.StartsWith("test.json:3:1:", Reading.Error("{ \"tasks\" : { \"t\" : {\r\n\"run\" : 5,\r\n\"rum\" : 6 } } }"), StringComparison.Ordinal);

    [Fact]
    public void Syntax_AfterACommentOfSeveralLines_PlacesAreRight() =>
        Assert.StartsWith("test.json:3:10:", Reading.Error("{ \"tasks\" : { \"t\" : { \"run\" : 5,\n/* one\n two */  \"rum\" : 6 } } }"), StringComparison.Ordinal);

    [Fact]
    public void Syntax_ByteOrderMark_IsSkipped() =>
        Assert.Single(WorkloadReader.Read([0xEF, 0xBB, 0xBF, .. "{ \"tasks\" : { \"t\" : { \"run\" : 1 } } }"u8], "test.json").Workload.Tasks);

    [Fact]
    public void Syntax_MissingFile_IsATypedErrorWithTheFilesName()
    {
        var error = Assert.Throws<WorkloadException>(() => WorkloadReader.ReadFile("/nowhere/none.json"));

        Assert.StartsWith("/nowhere/none.json: error: The file cannot be read:", error.Message, StringComparison.Ordinal);
    }
}
