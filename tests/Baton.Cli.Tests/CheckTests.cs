// `baton check` and `baton replay` as a user meets them, on models that take a moment.

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Spectre.Console.Testing;

namespace Baton.Cli.Tests;

public sealed partial class CheckTests
{
    private readonly TestConsole _out = new TestConsole().Width(400);
    private readonly TestConsole _error = new TestConsole().Width(400);

    [Fact]
    public async Task Check_OfModelsThatHold_SaysSoAndExitsWithZero()
    {
        Assert.Equal(0, await RunAsync("check parker-publish mutex-async-*"));
        Assert.Contains("parker-publish", _out.Output, StringComparison.Ordinal);
        Assert.Contains("mutex-async-cancel", _out.Output, StringComparison.Ordinal);
        Assert.Equal(_out.Lines.Count(line => line.Length > 0), _out.Lines.Count(line => line.Contains("holds in every execution", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Check_AsJson_HasVerdictAndCounts()
    {
        Assert.Equal(0, await RunAsync("check mutex-2x1 --json"));
        JsonNode only = Assert.Single(JsonNode.Parse(_out.Output)!.AsArray())!;
        Assert.Equal("Holds", (string?)only["verdict"]);
        Assert.True((long)only["complete"]! > 100);
    }

    [Fact]
    public async Task Check_OfThreadsThatGoRoundForEver_CountsStates()
    {
        Assert.Equal(0, await RunAsync("check rounds-2-overtaken --json"));
        JsonNode only = Assert.Single(JsonNode.Parse(_out.Output)!.AsArray())!;
        Assert.Equal("Fails", (string?)only["verdict"]);
        Assert.Equal("Fails", (string?)only["expected"]);
        Assert.Contains("was overtaken", (string?)only["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_WithLittleTime_SaysHowFarItCame()
    {
        Assert.Equal(0, await RunAsync("check mutex-spin-3 --executions 100"));
        Assert.Contains("holds so far", _out.Output, StringComparison.Ordinal);
        Assert.Contains("stopped after 100 executions", _out.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckList_NamesModelsOfBothKinds()
    {
        Assert.Equal(0, await RunAsync("check --list --json"));
        string?[] names = [.. JsonNode.Parse(_out.Output)!.AsArray().Select(each => (string?)each!["name"])];
        Assert.Contains("mutex-3x1", names);
        Assert.Contains("rounds-3", names);
        Assert.Contains("example-lazy", names);
    }

    [Fact]
    public async Task Replay_OfTheTokenThatCheckPrinted_TellsTheSameFailure()
    {
        Assert.Equal(1, await RunAsync("check example-lazy"));
        string told = _out.Output;
        Assert.Contains("Data race", told, StringComparison.Ordinal);
        Match command = ReplayCommand().Match(told);
        Assert.True(command.Success, told);

        var again = new TestConsole().Width(400);
        int exitCode = await Tool.RunAsync(["replay", command.Groups["token"].Value], new Terminal(again, _error));
        Assert.Equal(1, exitCode);
        Assert.Contains("Data race", again.Output, StringComparison.Ordinal);
        Assert.Contains("Example.cs:", again.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check no-such-model", "There is no model 'no-such-model'; 'baton check --list' names them.")]
    [InlineData("check no-such-*", "There is no model 'no-such-*'")]
    [InlineData("check --steps 0", "'0' is not a whole number from 1")]
    [InlineData("replay nonsense", "'nonsense' is not MODEL.TOKEN")]
    [InlineData("replay no-such-model.AAAA", "is not MODEL.TOKEN with the name of a model")]
    [InlineData("replay mutex-2x1.nonsense", "'mutex-2x1.nonsense' cannot be replayed")]
    public async Task Tool_WithBadInput_SaysOneSentenceAndExitsWithTwo(string line, string sentence)
    {
        Assert.Equal(2, await RunAsync(line));
        Assert.Contains(sentence, _error.Output, StringComparison.Ordinal);
        Assert.Single(_error.Lines);
        Assert.Empty(_out.Output);
    }

    private Task<int> RunAsync(string line) => Tool.RunAsync(line.Split(' '), new Terminal(_out, _error));

    [GeneratedRegex(@"baton replay (?<token>example-lazy\.\S+)")]
    private static partial Regex ReplayCommand();
}
