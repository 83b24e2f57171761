using System.Diagnostics;
using Baton.Checker;

namespace Baton.Models.Mutations;

/// <summary>What came of a mutation.</summary>
/// <param name="Mutation">The mutation.</param>
/// <param name="Found">What it turned out to be.</param>
/// <param name="Model">Which model showed it, or null.</param>
/// <param name="Message">What the model said, or how far it was looked at.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record MutationResult(Mutation Mutation, Expectation Found, string? Model, string Message, TimeSpan Elapsed)
{
    /// <summary>Whether it came as expected.</summary>
    public bool IsAsExpected => Found == Mutation.Expected;
}

/// <summary>Tries mutations.</summary>
public static class MutationRun
{
    /// <summary>Applies a mutation and explores its models, one after the other, until one fails.</summary>
    /// <param name="mutation">The mutation.</param>
    /// <param name="options">How far to look at each model.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <exception cref="InvalidOperationException">The mutation no longer applies, or does not compile.</exception>
    public static MutationResult Try(Mutation mutation, CheckerOptions options, CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        MutantSource source = mutation.Edits.Aggregate(MutantSource.Original, (source, edit) => source.With(edit));
        using Mutant mutant = source.Compile(out IReadOnlyList<string> errors)
            ?? throw new InvalidOperationException($"{mutation.Name} does not compile: {string.Join(Environment.NewLine, errors)}");
        options = options with { AlsoOnDotNet = mutation.Expected == Expectation.WeakMemory, ExecutionsForShorterTrace = 0 };
        long executions = 0;
        foreach (string model in mutation.Models)
        {
            if (EndlessModel.Find(model) is { } endless)
            {
                StatefulResult rounds = new StatefulChecker(endless.Promise).Run(mutant.FactoryOf(model), null, cancellation);
                executions += rounds.States;
                if (rounds.Verdict == Verdict.Fails)
                {
                    return new MutationResult(mutation, Expectation.Endless, model, rounds.Message!, clock.Elapsed);
                }

                continue;
            }

            CheckResult result = new Checker.Checker(options).Run(mutant.FactoryOf(model), null, cancellation);
            executions += result.Seen.Executions;
            if (result.Failure is { } failure)
            {
                return new MutationResult(mutation, KindOf(failure), model, failure.Message, clock.Elapsed);
            }
        }

        return new MutationResult(
            mutation, Expectation.Equivalent, null, $"nothing found in {executions:N0} executions", clock.Elapsed);
    }

    private static Expectation KindOf(Failure failure) =>
        failure.Kind == FailureKind.Deadlock ? Expectation.Liveness
        : failure.HoldsOnDotNet == true ? Expectation.WeakMemory
        : Expectation.Interleaving;
}
