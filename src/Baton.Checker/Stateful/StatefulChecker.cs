// The second engine: sequentially consistent, and in exchange unbounded.
//
// Executions as graphs are finite, so they cannot show that a thread waits for ever while others go round, or count how
// often it can be overtaken. This engine explores states instead: the values of all locations, and for each thread what
// it has seen since its round began. A thread's Run is one round, and the next begins when it ends, for ever.
//
// Accesses to ordinary fields are not steps of their own: in a program without data races (the other engine's job)
// nobody can tell when they happen, so they happen with the atomic operation before them.
//
// Starvation is a cycle of states in which a thread wants all the time and never gets, although the scheduler is fair:
// every thread that can take a step again and again takes one again and again.

using System.Diagnostics;
using Baton.Checker.Exploration;
using Baton.Checker.Model;
using Baton.Checker.Stateful;

namespace Baton.Checker;

/// <summary>Explores all states of a program whose threads go round for ever, on sequentially consistent memory.</summary>
/// <remarks>It finds broken assertions, deadlocks, overtaking beyond a bound, and starvation under a fair scheduler. It
/// knows nothing of weak memory, and looks neither at <see cref="CheckedProgram.Finish"/> nor for data races: check the
/// program with <see cref="Checker"/> too.</remarks>
/// <param name="options">What to look for; null for deadlocks and assertions.</param>
public sealed class StatefulChecker(StatefulOptions? options = null)
{
    private readonly StatefulOptions _options = options ?? new StatefulOptions();

    /// <summary>Explores the program.</summary>
    /// <exception cref="InvalidOperationException">A thread goes round in a loop that is not marked, or has too many locations.</exception>
    public StatefulResult Run(
        Func<CheckedProgram> factory, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        var learner = new ThreadLearner(factory, _options.StepsPerRoundMax);
        return new StateExploration(learner, _options).Run(progress, cancellation);
    }
}
