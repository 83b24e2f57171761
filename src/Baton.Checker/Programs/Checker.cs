using Baton.Checker.Strategies;

namespace Baton.Checker;

/// <summary>Runs checked programs in every way that their memory orders allow.</summary>
/// <remarks>
/// A program with two or three threads of a few dozen operations has thousands to millions of executions, of which a
/// core explores about a hundred thousand a second. The result says whether all were explored.
/// </remarks>
/// <param name="options">How far to look; null for the defaults.</param>
public sealed class Checker(CheckerOptions? options = null)
{
    private readonly CheckerOptions _options = options ?? new CheckerOptions();

    /// <summary>Explores the program until an execution fails, none is left, or a limit is reached.</summary>
    /// <param name="factory">Makes an instance of the program; called once a worker.</param>
    /// <param name="progress">Hears how far it is, from time to time.</param>
    /// <param name="cancellation">Ends the check early; the result then tells what was seen.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="InvalidOperationException">The program cannot be set up, or uses the checker wrongly.</exception>
    public CheckResult Run(
        Func<CheckedProgram> factory, IProgress<CheckProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        _options.Validate();
        return new Exhaustive(factory, _options).Run(progress, cancellation);
    }
}
