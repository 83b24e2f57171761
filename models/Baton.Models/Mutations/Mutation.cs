namespace Baton.Models.Mutations;

/// <summary>What is expected of a mutation.</summary>
public enum Expectation
{
    /// <summary>Some interleaving fails: no reordering is needed.</summary>
    Interleaving,

    /// <summary>It fails under the declared memory orders, and holds under those that .NET has today.</summary>
    WeakMemory,

    /// <summary>Somebody waits for ever.</summary>
    Liveness,

    /// <summary>It fails only in runs without end: the stateful explorer finds it.</summary>
    Endless,

    /// <summary>No model fails, and the reason says why none should.</summary>
    Equivalent,
}

/// <summary>One replacement in one source file.</summary>
/// <param name="File">The file's name, without folder.</param>
/// <param name="Old">What stands there: exactly once.</param>
/// <param name="New">What the mutation puts there.</param>
public sealed record Edit(string File, string Old, string New);

/// <summary>A small, named change of the source that ships, and what is to come of it.</summary>
/// <param name="Name">Its number in <c>docs/mutations.md</c>.</param>
/// <param name="Title">What the mutated code does.</param>
/// <param name="Expected">What is to come of it.</param>
/// <param name="Reason">Why, where the expectation does not speak for itself.</param>
/// <param name="Models">Where to look, in this order.</param>
/// <param name="Edits">The change.</param>
public sealed record Mutation(
    string Name, string Title, Expectation Expected, string Reason, IReadOnlyList<string> Models, IReadOnlyList<Edit> Edits);
