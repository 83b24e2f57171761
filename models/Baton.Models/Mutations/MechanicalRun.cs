using Baton.Checker;

namespace Baton.Models.Mutations;

/// <summary>What came of a mechanical mutant.</summary>
/// <param name="Mutant">The mutant.</param>
/// <param name="Compiles">Whether it is a program at all; if not, it does not count.</param>
/// <param name="Model">Which model noticed, or null.</param>
/// <param name="Message">What the model said.</param>
public sealed record MechanicalResult(MechanicalMutant Mutant, bool Compiles, string? Model, string Message)
{
    /// <summary>Whether no model noticed.</summary>
    public bool Survives => Compiles && Model is null;

    /// <summary>Why it may survive; null if nobody has said so.</summary>
    public string? Explanation => Survives ? Survivors.Explain(Mutant) : null;
}

/// <summary>Tries mechanical mutants.</summary>
public static class MechanicalRun
{
    private const int StatesMax = 500_000;

    // Cheap ones first: most mutants are noticed within a few hundred executions.
    private static readonly string[] Mutex =
    [
        "mutex-2x1", "mutex-2x1-tries", "mutex-steal-2-tries", "mutex-awake", "mutex-cancel-alone", "mutex-cancel-2", "mutex-timeout-2", "mutex-again", "mutex-async-thread", "mutex-async-2",
        "mutex-async-cancel", "mutex-spin-first", "mutex-spin-2", "mutex-mode-never-2x2", "mutex-always-2x2", "mutex-3x1",
        "fiber-walk-unlock", "fiber-walk-free", "fiber-walk-free-thread", "fiber-walk-handover", "fiber-unlock-cancel", "fiber-unlock-wake", "fiber-lend-wake", "fiber-activate-cancel",
        "fiber-migrate-cancel", "ww-cancel-younger-wound", "ww-cycle-flows-die", "ww-needless-die", "ww-same-wound", "mutex-steal-1", "mutex-3x1-never", "mutex-3x1-guess", "mutex-2x2-never", "mutex-cancel-3", "mutex-async-3", "mutex-mixed",
        "rounds-2", "rounds-2-served", "mutex-2x2", "mutex-mixed-never", "ww-queue-flows-wound", "mutex-cancel-3-never", "ww-cross-begun-die", "ww-cross-begun-wound", "ww-cross-flows-wound",
        "mutex-cancel-again",
    ];

    private static readonly string[] Parker =
        ["parker-publish", "parker-publish-timed", "parker-two", "parker-timed", "parker-spurious", "mutex-cancel-alone", "mutex-cancel-2", "mutex-cancel-3", "mutex-cancel-again", "fiber-walk-handover"];

    private static readonly string[] Spin = ["mutex-spin-2", "spin-queue-2", "spin-queue-3", "spin-queue-3-again"];

    /// <summary>Compiles the mutant and shows it to the models, one after the other, until one notices.</summary>
    /// <param name="mutant">The mutant.</param>
    /// <param name="options">How far to look at each model.</param>
    /// <param name="cancellation">Ends the run.</param>
    public static MechanicalResult Try(MechanicalMutant mutant, CheckerOptions options, CancellationToken cancellation = default)
    {
        using Mutant? compiled = mutant.Source.Compile(out IReadOnlyList<string> errors);
        if (compiled is null)
        {
            return new MechanicalResult(mutant, Compiles: false, null, errors[0]);
        }

        options = options with { AlsoOnDotNet = false, ExecutionsForShorterTrace = 0, Workers = 1 };
        long executions = 0;
        foreach (string model in ModelsFor(mutant.File))
        {
            try
            {
                if (EndlessModel.Find(model) is { } endless)
                {
                    StatefulResult rounds = new StatefulChecker(endless.Promise with { StatesMax = StatesMax })
                        .Run(compiled.FactoryOf(model), null, cancellation);
                    executions += rounds.States;
                    if (rounds.Verdict == Verdict.Fails)
                    {
                        return new MechanicalResult(mutant, Compiles: true, model, rounds.Message!);
                    }

                    continue;
                }

                CheckResult result = new Checker.Checker(options).Run(compiled.FactoryOf(model), null, cancellation);
                executions += result.Seen.Executions;
                if (result.Failure is { } failure)
                {
                    return new MechanicalResult(mutant, Compiles: true, model, failure.Message);
                }

                if (result.Seen.StepBound > 0)
                {
                    return new MechanicalResult(mutant, Compiles: true, model, $"a thread goes round for more than {options.StepsPerThreadMax} steps");
                }
            }
            catch (InvalidOperationException misuse)
            {
                return new MechanicalResult(mutant, Compiles: true, model, misuse.Message);
            }
        }

        return new MechanicalResult(mutant, Compiles: true, null, $"nothing found in {executions:N0} executions");
    }

    private static string[] ModelsFor(string file) => file switch
    {
        "SpinQueue.cs" => Spin,
        "Parker.cs" or "ThreadWaiter.cs" => Parker,
        _ => Mutex,
    };
}
