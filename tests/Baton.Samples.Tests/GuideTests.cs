// docs/checking-your-own-code.md quotes the samples and what the checker says of them. It must go on doing so.

using System.Text.RegularExpressions;
using Baton.Checker;
using LazyInitializer;
using TreiberStack;

namespace Baton.Samples.Tests;

public sealed partial class GuideTests
{
    private static readonly Dictionary<string, Func<CheckedProgram>> Programs = new()
    {
        ["LazyRules.Broken"] = static () => new LazyProgram(LazyRules.Broken),
        ["LazyRules.ReleasedOnly"] = static () => new LazyProgram(LazyRules.ReleasedOnly),
        ["StackRules.Unordered"] = static () => new NodeReuse(StackRules.Unordered),
        ["StackRules.Uncounted"] = static () => new NodeReuse(StackRules.Uncounted),
    };

    [Fact]
    public void Code_OfTheGuide_IsThatOfTheSamples()
    {
        string[] sources =
        [
            .. new[] { "samples", Path.Combine("tests", "Baton.Samples.Tests") }
                .SelectMany(static folder => Directory.EnumerateFiles(Path.Combine(Root(), folder), "*.cs", SearchOption.AllDirectories))
                .Select(File.ReadAllText),
        ];
        var blocks = Block().Matches(Guide()).Where(static block => block.Groups["language"].Value == "csharp").ToList();
        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Contains(
            sources, source => source.Contains(block.Groups["text"].Value, StringComparison.Ordinal)));
    }

    [Fact]
    public void Reports_OfTheGuide_AreWhatTheCheckerSays()
    {
        string guide = Guide();
        int reports = 0;
        foreach (Match block in Block().Matches(guide))
        {
            string text = block.Groups["text"].Value;
            if (block.Groups["language"].Length > 0 || text.StartsWith("dotnet", StringComparison.Ordinal))
            {
                continue;
            }

            string rules = Rules().Matches(guide[..block.Index])[^1].Groups[1].Value;
            CheckResult result = new Checker.Checker(new CheckerOptions { Workers = 1 }).Run(Programs[rules]);
            string[] said = [.. Lines(TextReport.Of(result, width: 110))];
            Assert.All(Lines(text), line => Assert.Contains(line, said));
            reports++;
        }

        Assert.Equal(Programs.Count, reports);
    }

    // Without the width of columns, and without the numbers of objects, which say nothing.
    private static IEnumerable<string> Lines(string text) =>
        text.Split('\n')
            .Select(static line => ObjectNumber().Replace(Blanks().Replace(line, " "), "#").Trim())
            .Where(static line => line.Length > 0);

    private static string Guide() => File.ReadAllText(Path.Combine(Root(), "docs", "checking-your-own-code.md"));

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Baton.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests do not run in a clone of the repository.");
    }

    [GeneratedRegex(@"^```(?<language>\w*)\n(?<text>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\(`(\w+Rules\.\w+)`\)")]
    private static partial Regex Rules();

    [GeneratedRegex(@"#\d+")]
    private static partial Regex ObjectNumber();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
