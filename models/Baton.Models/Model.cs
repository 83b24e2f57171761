namespace Baton.Models;

/// <summary>How long exploring a model takes.</summary>
public enum Effort
{
    /// <summary>Seconds: part of the tests.</summary>
    Quick,

    /// <summary>Minutes.</summary>
    Patient,

    /// <summary>A moment: it fails on purpose, and is explored only when it is asked for by name.</summary>
    Example,
}

/// <summary>A program for the checker to explore.</summary>
/// <param name="Name">What to call it on the command line.</param>
/// <param name="Title">What it does, in one line.</param>
/// <param name="Covers">Which invariants of <c>docs/invariants.md</c> it would show to be broken.</param>
/// <param name="Effort">How long it takes.</param>
/// <param name="Factory">Makes an instance of it.</param>
public sealed record Model(string Name, string Title, string Covers, Effort Effort, Func<CheckedProgram> Factory);
