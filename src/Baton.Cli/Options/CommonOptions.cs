// The options that several commands share. Each one parses itself and refuses what it cannot use with a sentence that
// names the option, repeats what was given, and shows what would have been right.

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Baton.Measures;
using Baton.Rivals;

namespace Baton.Cli.Options;

/// <summary>Makes the options that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Write one JSON document instead of tables." };

    public static Option<bool> Markdown() => new("--markdown") { Description = "Write Markdown tables, for committing." };

    public static Option<int> Rounds(int standard) =>
        Count("--rounds", "How often each lock is measured; the tables show medians.", standard, 1, 1000);

    /// <summary>One number.</summary>
    public static Option<int> Count(string name, string description, int standard, int least, int most) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => standard,
        CustomParser = result => ParseCount(result, name, least, most),
    };

    /// <summary>One length of time.</summary>
    public static Option<Nanoseconds> Time(string name, string description, Nanoseconds standard) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        DefaultValueFactory = _ => standard,
        CustomParser = result => ParseTimes(result, name) is [var only]
            ? only
            : Refuse<Nanoseconds>(result, $"{name} takes one time, such as 1us, not '{Given(result)}'."),
    };

    public static Option<TimeSpan> Duration(TimeSpan standard) => new("--duration")
    {
        Description = "How long one measurement lasts.",
        HelpName = "TIME",
        DefaultValueFactory = _ => standard,
        CustomParser = result =>
        {
            return ParseTimes(result, "--duration") is [{ Value: >= 1e6 and <= 3600e9 } only]
                ? only.ToTimeSpan()
                : Refuse<TimeSpan>(result, $"--duration is one time from 1ms to 3600s, such as 500ms or 2s, not '{Given(result)}'.");
        },
    };

    /// <summary>The locks by name; null when none are named.</summary>
    public static Option<IReadOnlyList<Rival>?> Locks(string name = "--locks") => new(name)
    {
        Description = "Which locks to compare, comma-separated: " + string.Join(", ", RivalCatalog.All.Select(rival => rival.Key)) + ".",
        HelpName = "NAMES",
        CustomParser = result => ParseRivals(result, name),
    };

    /// <summary>A list of numbers of callers: <c>2,4,16</c>.</summary>
    public static Option<IReadOnlyList<int>> Counts(string name, string description, IReadOnlyList<int> standard) => new(name)
    {
        Description = description,
        HelpName = "LIST",
        DefaultValueFactory = _ => standard,
        CustomParser = result => ParseCounts(result, name, 1, 100_000),
    };

    /// <summary>A list of lengths of time: <c>50ns,1us,20us</c>.</summary>
    public static Option<IReadOnlyList<Nanoseconds>> Times(string name, string description, string standard) => new(name)
    {
        Description = description,
        HelpName = "LIST",
        DefaultValueFactory = _ => [.. standard.Split(',').Select(Known)],
        CustomParser = result => ParseTimes(result, name),
    };

    private static string Given(ArgumentResult result) => string.Join(' ', result.Tokens.Select(token => token.Value));

    private static IEnumerable<string> Items(ArgumentResult result) =>
        result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries));

    private static TValue Refuse<TValue>(ArgumentResult result, string sentence)
    {
        result.AddError(sentence);
        return default!;
    }

    private static Nanoseconds Known(string text) =>
        Nanoseconds.TryParse(text, out Nanoseconds time) ? time : throw new FormatException($"'{text}' is no time.");

    private static int ParseCount(ArgumentResult result, string name, int least, int most)
    {
        IReadOnlyList<int> counts = ParseCounts(result, name, least, most);
        return counts is [int only] ? only : Refuse<int>(result, $"{name} takes one number, not '{Given(result)}'.");
    }

    private static IReadOnlyList<int> ParseCounts(ArgumentResult result, string name, int least, int most)
    {
        var counts = new List<int>();
        foreach (string item in Items(result))
        {
            if (!int.TryParse(item, NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count < least || count > most)
                return Refuse<IReadOnlyList<int>>(result, $"{name}: '{item}' is not a whole number from {least} to {most}.");

            counts.Add(count);
        }

        return counts;
    }

    private static IReadOnlyList<Nanoseconds> ParseTimes(ArgumentResult result, string name)
    {
        var times = new List<Nanoseconds>();
        foreach (string item in Items(result))
        {
            if (!Nanoseconds.TryParse(item, out Nanoseconds time))
                return Refuse<IReadOnlyList<Nanoseconds>>(result, $"{name}: '{item}' is no time; write 50ns, 1us, 20us, 1.5ms or 2s.");

            times.Add(time);
        }

        return times;
    }

    private static IReadOnlyList<Rival> ParseRivals(ArgumentResult result, string name)
    {
        var rivals = new List<Rival>();
        foreach (string item in Items(result))
        {
            if (string.Equals(item, "all", StringComparison.OrdinalIgnoreCase))
                return RivalCatalog.All;

            if (RivalCatalog.Find(item) is not { } rival)
            {
                string known = string.Join(", ", RivalCatalog.All.Select(each => each.Key));
                return Refuse<IReadOnlyList<Rival>>(result, $"{name}: there is no lock '{item}'; there are {known}, and all.");
            }

            if (!rivals.Contains(rival))
                rivals.Add(rival);
        }

        return rivals;
    }
}
