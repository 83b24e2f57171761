namespace Baton.Workloads.Tests;

/// <summary>The language reference knows every word of the language, and its opening example is sound.</summary>
public sealed class DocumentationTests
{
    private static string Reference => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "workloads.md"));

    [Fact]
    public void Reference_EveryKeyOfTheLanguage_IsInIt()
    {
        string reference = Reference;

        string[] missing = [.. Workloads.Reading.Keys.All.Where(key =>
            !reference.Contains($"`{key}`", StringComparison.Ordinal) && !reference.Contains($"\"{key}\"", StringComparison.Ordinal))];
        Assert.Empty(missing);
    }

    [Fact]
    public void Reference_OpeningExample_IsSoundWithoutWarnings()
    {
        string example = Reference.Split("```json")[1].Split("```")[0];

        Assert.Empty(Reading.Warnings(example, Execution.WorkloadEngine.Capabilities));
    }

    [Fact]
    public void Reference_MessagesItShows_AreThoseOfTheReader()
    {
        string misspelt = Reference.Split("```json")[1].Split("```")[0]
            .Replace("\"priority\" : 30,", "\"prioritty\" : 30,", StringComparison.Ordinal)
            .Replace("\"unlock\" : \"db\", \"sleep\"", "\"unlock\" : \"bd\", \"sleep\"", StringComparison.Ordinal);

        string shown = Reference.Split("come at once:\n\n```\n")[1].Split("```")[0];
        Assert.Equal(shown.Trim().Split('\n'), WorkloadErrors(misspelt, "inversion.json"));
    }

    private static IEnumerable<string> WorkloadErrors(string text, string file) =>
        Assert.Throws<WorkloadException>(() => WorkloadReader.Read(text.TrimStart('\n'), file)).Diagnostics.Select(found => found.ToString());
}
