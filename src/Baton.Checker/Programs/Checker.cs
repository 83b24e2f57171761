using System.Diagnostics;
using Baton.Checker.Exploration;
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
    /// <exception cref="ArgumentException">An option is out of range, or a sample has no end.</exception>
    /// <exception cref="InvalidOperationException">The program cannot be set up, or uses the checker wrongly.</exception>
    public CheckResult Run(
        Func<CheckedProgram> factory, IProgress<CheckProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        _options.Validate();
        CheckResult result = new Search(factory, _options).Run(progress, cancellation);
        return result.Failure is null ? result : Explain(result, factory, cancellation);
    }

    /// <summary>Runs the one execution that a token names.</summary>
    /// <param name="factory">Makes an instance of the program that the token belongs to.</param>
    /// <param name="token">A failure's <see cref="Failure.ReplayToken"/>.</param>
    /// <returns>The failure with its trace, or that the execution does not fail (any more).</returns>
    /// <exception cref="FormatException">That is not a token.</exception>
    /// <exception cref="InvalidOperationException">The token belongs to another program, or the program has changed.</exception>
    public CheckResult Replay(Func<CheckedProgram> factory, string token)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentException.ThrowIfNullOrEmpty(token);
        (MemoryOrders orders, int[] path) = ReplayToken.Decode(token);
        var clock = Stopwatch.StartNew();
        (string name, Failure? failure, ExplorationCounts counts) = Replaying.Run(factory, orders, _options.StepsPerThreadMax, path);
        var seen = new CheckProgress(counts[ExecutionEnd.Complete] + counts[ExecutionEnd.Failed], counts[ExecutionEnd.Blocked], 0, 0, 0, clock.Elapsed);
        return new CheckResult(
            name, failure is null ? Verdict.HoldsSoFar : Verdict.Fails, seen, failure, failure is null ? "this one execution was replayed" : null);
    }

    private CheckResult Explain(CheckResult result, Func<CheckedProgram> factory, CancellationToken cancellation)
    {
        (MemoryOrders orders, int[] path) = ReplayToken.Decode(result.Failure!.ReplayToken);
        Failure failure = Replaying.Run(factory, orders, _options.StepsPerThreadMax, path).Failure
            ?? throw new InvalidOperationException(
                $"{result.Program} failed, and did not fail when the same execution was run again: it depends on something that is not checked.");
        if (_options.AlsoOnDotNet && orders == MemoryOrders.Declared)
        {
            failure = failure with { HoldsOnDotNet = HoldsOnDotNet(result, failure, factory, cancellation) };
        }

        return result with { Failure = failure };
    }

    private bool? HoldsOnDotNet(
        CheckResult result, Failure failure, Func<CheckedProgram> factory, CancellationToken cancellation)
    {
        if (failure.Trace!.IsInterleaving && failure.Kind != FailureKind.DataRace)
        {
            return false;
        }

        CheckerOptions options = _options with
        {
            Orders = MemoryOrders.DotNet,
            ExecutionsMax = Math.Max(100_000, 10 * result.Seen.Executions),
            ExecutionsForShorterTrace = 0,
            SampleSeed = null,
        };
        return new Search(factory, options).Run(null, cancellation).Verdict switch
        {
            Verdict.Holds => true,
            Verdict.Fails => false,
            _ => null,
        };
    }
}
