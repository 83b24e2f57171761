// The tool as a user meets it: what it prints, where, and with which exit code. Measurements are as short as they can be;
// what they measured is of no interest here.

using System.Text.Json.Nodes;
using Spectre.Console.Testing;

namespace Baton.Cli.Tests;

public sealed class CommandLineTests
{
    private readonly TestConsole _out = new TestConsole().Width(200);
    private readonly TestConsole _error = new TestConsole().Width(200);

    [Theory]
    [InlineData("compare --threads 0", "'0' is not a whole number from 1")]
    [InlineData("compare --threads two", "'two' is not a whole number")]
    [InlineData("compare --hold 5parsecs", "'5parsecs' is no time; write 50ns")]
    [InlineData("compare --locks mutex", "there is no lock 'mutex'; there are handoff, lock")]
    [InlineData("compare --locks vs", "VS AsyncSemaphore ('vs') is for async callers only; leave it out")]
    [InlineData("compare --async --locks lock", "System.Threading.Lock ('lock') is for threads only; leave it out")]
    [InlineData("compare --duration 0", "--duration is one time from 1ms")]
    [InlineData("compare --rounds 1,2", "--rounds takes one number, not '1,2'")]
    [InlineData("compare --json --markdown", "ask for one of them")]
    [InlineData("compare --thread 2", "There is no option '--thread'")]
    [InlineData("dance", "There is no command 'dance'; there are demo, compare, bench, run")]
    [InlineData("bench", "'bench' needs one of uncontended, hog, async, memory")]
    [InlineData("run no-such-file.json", "no-such-file.json")]
    [InlineData("run any.json --lock vs", "a workload runs on threads")]
    [InlineData("run any.json --on windows", "--on is threads or baton, not 'windows'")]
    [InlineData("run any.json --on baton --lock monitor", "on Baton's scheduler the mutexes are its own, and Monitor ('monitor') is none")]
    [InlineData("run any.json --on baton --proxy maybe", "--proxy is on, off or on,off, not 'maybe'")]
    [InlineData("run any.json --on baton --workers 0", "'0' is not a whole number from 1")]
    [InlineData("run any.json --proxy off", "--proxy is for Baton's scheduler, and threads of the system have their own; add --on baton")]
    [InlineData("run any.json --workers 2", "--workers is for Baton's scheduler")]
    [InlineData("run any.json --trace trace.json", "--trace: nobody can watch the kernel's scheduler from here; add --on baton")]
    [InlineData("run any.json --on baton --trace no-such-folder/trace.json", "--trace: cannot write to 'no-such-folder/trace.json'")]
    [InlineData("simulate", "there is no FILE; name a workload")]
    [InlineData("simulate no-such-file.json", "no-such-file.json")]
    [InlineData("simulate any.json --proxy maybe", "--proxy is on or off, not 'maybe'")]
    [InlineData("simulate any.json --speeds 100,fast", "--speeds: 'fast' is no speed; write whole percents from 1 to")]
    [InlineData("simulate any.json --interrupts 1ms", "--interrupts: '1ms' is not a length and a longer time between two; write 20us/1ms")]
    [InlineData("simulate any.json --interrupts 1ms/20us", "--interrupts: '1ms/20us' is not a length and a longer time")]
    [InlineData("simulate any.json --fault rain=1ms", "--fault: there is no fault 'rain'; there are preemption, needless-wake")]
    [InlineData("simulate any.json --fault cancellation", "--fault: 'cancellation' does not say how often; write cancellation=1ms")]
    [InlineData("simulate any.json --machine no-such-machine.json", "--machine: cannot read 'no-such-machine.json'")]
    [InlineData("calibrate --rounds 0", "'0' is not a whole number from 1")]
    [InlineData("calibrate --output no-such-folder/machine.json", "--output: cannot write to 'no-such-folder/machine.json'")]
    [InlineData("compare-real no-such-file.json", "no-such-file.json")]
    [InlineData("compare-real any.json --on windows", "--on is threads or baton, not 'windows'")]
    [InlineData("compare-real any.json --json --markdown", "ask for one of them")]
    [InlineData("compare-real any.json --disturbances weather", "--disturbances is round or machine, not 'weather'")]
    [InlineData("simulate any.json --beside-real windows", "--beside-real is threads or baton, not 'windows'")]
    [InlineData("simulate any.json --pi --beside-real baton", "--beside-real baton: none of what is simulated can be run there; simulate --compare off,on")]
    [InlineData("simulate any.json --proxy on --beside-real threads", "--beside-real threads: none of what is simulated can be run there; simulate --compare off,pi")]
    [InlineData("simulate --fuzz 0", "--fuzz takes a number of workloads, 1 or more")]
    public async Task Tool_WithBadInput_SaysOneSentenceOnStandardErrorAndExitsWithTwo(string line, string sentence)
    {
        int exitCode = await RunAsync(line);

        Assert.Equal(2, exitCode);
        Assert.Contains(sentence, _error.Output, StringComparison.Ordinal);
        Assert.Single(_error.Lines);
        Assert.Empty(_out.Output);
    }

    [Fact]
    public async Task Tool_WithoutArguments_ShowsHelp()
    {
        Assert.Equal(0, await RunAsync(""));
        Assert.Contains("demo", _out.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_AsJson_HasOneComparisonForEachCellAndTheSummary()
    {
        int exitCode = await RunAsync("compare --threads 2,3 --hold 50ns --think 0 --locks handoff,lock --rounds 1 --duration 10ms --json");

        Assert.Equal(0, exitCode);
        JsonArray comparisons = JsonNode.Parse(_out.Output)!["comparisons"]!.AsArray();
        Assert.Equal(["2 threads, hold 50 ns", "3 threads, hold 50 ns", "all 2 cells"], comparisons.Select(each => (string?)each!["scenario"]));
        Assert.Equal(["handoff", "lock"], comparisons[0]!["locks"]!.AsArray().Select(each => (string?)each!["lock"]));
        Assert.All(comparisons[0]!["locks"]!.AsArray(), each => Assert.True((double)each!["figures"]!["throughputPerSecond"]! > 0));
    }

    [Fact]
    public async Task Compare_OfAsyncCallersAsMarkdown_IsATable()
    {
        Assert.Equal(0, await RunAsync("compare --async --token --threads 10 --hold 0 --think 0 --rounds 1 --duration 10ms --markdown"));
        Assert.Contains("**10 async callers, await inside, with a token**", _out.Output, StringComparison.Ordinal);
        Assert.Contains("| SemaphoreSlim |", _out.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bench uncontended --locks handoff,floor --rounds 1 --duration 1ms --json", "nanosecondsPerOperation")]
    [InlineData("bench uncontended --async --token --rounds 1 --duration 1ms --locks handoff,semaphore --json", "bytesPerOperation")]
    [InlineData("bench hog --hold 10us --victims 2 --locks handoff,dotnext --duration 30ms --json", "victimWaitP50Nanoseconds")]
    [InlineData("bench async --callers 10 --locks handoff --rounds 1 --duration 10ms --json", "waitLongestNanoseconds")]
    [InlineData("bench memory --waits 1000 --locks handoff --json", "bytesPerWait")]
    public async Task Bench_AsJson_HasItsFigure(string line, string figure)
    {
        Assert.Equal(0, await RunAsync(line));
        Assert.NotNull(JsonNode.Parse(_out.Output)!["comparisons"]![0]!["locks"]![0]!["figures"]![figure]);
    }

    [Fact]
    public async Task Compare_InterruptedAfterTheFirstMeasurement_ReportsThatOneAndExitsWith130()
    {
        using var interruption = new CancellationTokenSource();
        using var interrupting = new InterruptingWriter(interruption);
        var error = Spectre.Console.AnsiConsole.Create(new Spectre.Console.AnsiConsoleSettings
        {
            Out = new Spectre.Console.AnsiConsoleOutput(interrupting),
        });

        int exitCode = await Tool.RunAsync(
            "compare --threads 2 --hold 50ns --think 0 --locks lock,monitor --rounds 9 --duration 5ms --json".Split(' '),
            new Terminal(_out, error),
            interruption.Token);

        Assert.Equal(130, exitCode);
        JsonNode only = Assert.Single(JsonNode.Parse(_out.Output)!["comparisons"]!.AsArray())!;
        Assert.Equal(["lock"], only["locks"]!.AsArray().Select(each => (string?)each!["lock"]));
    }

    [Fact]
    public async Task Run_OfASmallWorkload_ReportsItsTasksAndMutexes()
    {
        string file = Path.Combine(Path.GetTempPath(), $"baton-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, """
            { "tasks": { "worker": { "instance": 2, "loop": 5, "lock": "gate", "run": 10, "unlock": "gate" } } }
            """);
        try
        {
            Assert.Equal(0, await RunAsync($"run {file} --lock handoff,monitor --json"));
            JsonArray runs = JsonNode.Parse(_out.Output)!.AsArray();
            Assert.Equal(["handoff", "monitor"], runs.Select(each => (string?)each!["lock"]));
            Assert.All(runs, each => Assert.Equal(10, (long)each!["result"]!["locks"]![0]!["acquisitionCount"]!));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Run_OnBatonsScheduler_ReportsWhatWasLentWithAndWithoutProxyExecution()
    {
        string file = Path.Combine(Path.GetTempPath(), $"baton-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, """
            { "global": { "pi_enabled": true, "default_policy": "SCHED_FIFO" }, "tasks": {
                "lazy": { "priority": 1, "loop": 1, "lock": "gate", "barrier": "held", "run": 5000, "unlock": "gate" },
                "urgent": { "priority": 3, "loop": 1, "barrier": "held", "lock": "gate", "unlock": "gate" } } }
            """);
        try
        {
            Assert.Equal(0, await RunAsync($"run {file} --on baton --workers 1 --proxy on,off --json"));
            JsonArray runs = JsonNode.Parse(_out.Output)!.AsArray();
            Assert.Equal(["proxy-on", "proxy-off"], runs.Select(each => (string?)each!["variant"]));
            long[] lent = [.. runs.Select(each => (long)each!["result"]!["tasks"]![1]!["lending"]!["lentNanoseconds"]!)];
            Assert.True(lent[0] > 0);
            Assert.Equal(0, lent[1]);
            string folder = Path.ChangeExtension(file, ".report");
            Assert.Equal(0, await RunAsync($"run {file} --on baton --workers 1 --proxy on,off --report {folder} --trace {file}.trace.json --log {folder}"));
            Assert.Contains("proxy execution off", await File.ReadAllTextAsync(Path.Combine(folder, "report.html")), StringComparison.Ordinal);
            Assert.NotEmpty(JsonNode.Parse(await File.ReadAllTextAsync($"{file}.trace.proxy-on.json"))!["traceEvents"]!.AsArray());
            Assert.Equal(2, Directory.GetFiles(Path.Combine(folder, "proxy-on"), "*.log").Length);
            Directory.Delete(folder, recursive: true);
            foreach (string trace in Directory.GetFiles(Path.GetDirectoryName(file)!, Path.GetFileName(file) + ".trace*"))
                File.Delete(trace);

            Assert.Contains(":1:", _error.Output, StringComparison.Ordinal);
            Assert.Contains("pi_enabled", _error.Output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Calibrate_WritesAMachine_ThatSimulationsTake()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs Linux.");
        string machine = Path.Combine(Path.GetTempPath(), $"baton-{Guid.NewGuid():N}.machine"), file = machine + ".json";
        await File.WriteAllTextAsync(file, """{ "global": { "duration": 1 }, "tasks": { "a": { "cpus": [0], "run": 1000, "sleep": 1000 } } }""");
        try
        {
            Assert.Equal(0, await RunAsync($"calibrate --rounds 1 --output {machine} --json"));
            JsonNode measured = JsonNode.Parse(_out.Output)!;
            Assert.Equal(await File.ReadAllTextAsync(machine), _out.Output);
            foreach (string cost in new[] { "clock", "switch", "wakeHere", "timerWhenBusy", "timerWhenIdle", "millisecondOfWork" })
            {
                JsonNode figures = measured[cost]!;
                Assert.True((int)figures["samples"]! > 0 && (double)figures["p10"]! <= (double)figures["median"]! && (double)figures["median"]! <= (double)figures["p90"]!, cost);
            }

            Assert.Equal(0, await RunAsync($"simulate {file} --machine {machine}"));
            Assert.Equal(0, await RunAsync($"compare-real {file} --machine {machine} --on baton --rounds 1 --duration 50ms --markdown"));
            Assert.Contains("| a |", _out.Output, StringComparison.Ordinal);
            Assert.Equal(2, await RunAsync($"simulate {file} --machine {file}"));
            Assert.Contains("is not what 'baton calibrate' writes", _error.Output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(machine);
            File.Delete(file);
        }
    }

    private Task<int> RunAsync(string line) =>
        Tool.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), new Terminal(_out, _error));

    // Stands in for a user who presses Ctrl-C as soon as the first line of progress appears.
    private sealed class InterruptingWriter(CancellationTokenSource interruption) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            interruption.Cancel();
        }
    }
}
