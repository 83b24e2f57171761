// A sentence about a run names threads and mutexes whose names come from users. Phrases keep names and words apart, so that a
// terminal and a page can each set the names off in their own way.

namespace Baton.Cli.Reports;

/// <summary>A part of a sentence.</summary>
/// <param name="Text">The words, or the name.</param>
/// <param name="IsName">Whether it is the name of a thread, task or mutex.</param>
internal readonly record struct Phrase(string Text, bool IsName)
{
    /// <summary>Words of our own.</summary>
    public static implicit operator Phrase(string words) => new(words, IsName: false);

    /// <summary>A name.</summary>
    public static Phrase Name(string name) => new(name, IsName: true);
}
