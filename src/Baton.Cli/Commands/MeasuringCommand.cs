// What all measuring commands have in common: the choice of locks, rounds, duration and form, and progress on the way.

using System.CommandLine;
using Baton.Cli.Options;
using Baton.Cli.Reports;
using Baton.Measures;
using Baton.Rivals;
using Spectre.Console;

namespace Baton.Cli.Commands;

/// <summary>A command that measures locks and reports comparisons.</summary>
internal sealed class MeasuringCommand
{
    private readonly Terminal _terminal;
    private readonly Option<IReadOnlyList<Rival>> _locks;
    private readonly Option<int> _rounds;
    private readonly Option<TimeSpan>? _duration;
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<bool> _markdown = CommonOptions.Markdown();

    /// <param name="terminal">Where to write.</param>
    /// <param name="command">The command to add the common options to.</param>
    /// <param name="locks">The locks that are compared when none are named.</param>
    /// <param name="rounds">How often each is measured when nothing else is said.</param>
    /// <param name="duration">How long a measurement lasts when nothing else is said; null where it is not for the user to say.</param>
    public MeasuringCommand(Terminal terminal, Command command, IReadOnlyList<Rival> locks, int rounds, TimeSpan? duration)
    {
        _terminal = terminal;
        _locks = CommonOptions.Locks(locks);
        _rounds = CommonOptions.Rounds(rounds);
        command.Add(_locks);
        command.Add(_rounds);
        if (duration is { } standard)
        {
            _duration = CommonOptions.Duration(standard);
            command.Add(_duration);
        }

        command.Add(_markdown);
        command.Add(_json);
    }

    public IReadOnlyList<Rival> Locks(ParseResult parsed) => parsed.GetValue(_locks)!;

    public int Rounds(ParseResult parsed) => parsed.GetValue(_rounds);

    public TimeSpan Duration(ParseResult parsed) => parsed.GetValue(_duration!);

    /// <summary>The named locks, which all must be ones that threads can take.</summary>
    public IReadOnlyList<Rival> LocksForThreads(ParseResult parsed) =>
        Require(Locks(parsed), rival => rival.HasThreadFace, "is for async callers only");

    /// <summary>The named locks, which all must be ones that asynchronous callers can take.</summary>
    public IReadOnlyList<Rival> LocksForAsync(ParseResult parsed) =>
        Require(Locks(parsed), rival => rival.HasAsyncFace, "is for threads only");

    /// <summary>Measures every lock in every scenario, in turns, and writes the report.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="locks">The locks to compare.</param>
    /// <param name="scenarios">What to measure them in, one after the other.</param>
    /// <param name="question">How to measure a scenario and how to speak of it.</param>
    /// <param name="cancellationToken">Ends it; the report then holds what was measured until then.</param>
    /// <returns>The command's exit code.</returns>
    public int Compare<TScenario, TResult>(
        ParseResult parsed,
        IReadOnlyList<Rival> locks,
        IEnumerable<TScenario> scenarios,
        Question<TScenario, TResult> question,
        CancellationToken cancellationToken)
    {
        var comparisons = new List<Comparison>();
        bool isWarm = false;
        foreach (TScenario scenario in scenarios.TakeWhile(_ => !cancellationToken.IsCancellationRequested))
        {
            string description = question.Describe(scenario);
            foreach (Rival rival in locks.TakeWhile(_ => !isWarm && !cancellationToken.IsCancellationRequested))
                question.Measure(rival, question.WarmUp(scenario), cancellationToken);

            isWarm = true;
            int done = 0;
            int all = parsed.GetValue(_rounds) * locks.Count;
            IReadOnlyDictionary<Rival, IReadOnlyList<TResult>> rounds = Interleaving.Run(
                locks,
                parsed.GetValue(_rounds),
                rival => question.Measure(rival, scenario, cancellationToken),
                (rival, result) => _terminal.WriteProgress(
                    $"[{++done}/{all}] {description}: {rival.Name} {question.Tell(result)}"),
                cancellationToken);
            if (rounds.Count > 0)
                comparisons.Add(question.Summarize(description, rounds));
        }

        return Finish(parsed, comparisons, cancellationToken);
    }

    /// <summary>Writes the report and returns the command's exit code.</summary>
    public int Finish(ParseResult parsed, IReadOnlyList<Comparison> comparisons, CancellationToken cancellationToken)
    {
        ReportForm form = parsed.GetValue(_json) ? ReportForm.Json
            : parsed.GetValue(_markdown) ? ReportForm.Markdown
            : ReportForm.Tables;
        ReportWriter.Write(_terminal, form, comparisons);
        if (comparisons.Any(comparison => comparison.Rows.Any(row => row.Violations > 0)))
            return Tool.Failure;

        return cancellationToken.IsCancellationRequested ? Tool.Interrupted : Tool.Success;
    }

    private static IReadOnlyList<Rival> Require(IReadOnlyList<Rival> rivals, Func<Rival, bool> fits, string reason)
    {
        Rival? unfit = rivals.FirstOrDefault(rival => !fits(rival));
        return unfit is null ? rivals : throw new BadInputException($"--locks: {unfit.Name} ('{unfit.Key}') {reason}; leave it out.");
    }
}
