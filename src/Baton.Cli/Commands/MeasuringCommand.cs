// What all measuring commands have in common: the choice of locks, rounds, duration and form, the turns that the locks
// take, progress on the way, and the report at the end.

using System.CommandLine;
using System.Text.Json.Nodes;
using Baton.Cli.Options;
using Baton.Cli.Reports;
using Baton.Measures;
using Baton.Rivals;

namespace Baton.Cli.Commands;

/// <summary>A command that measures locks and reports comparisons.</summary>
internal sealed class MeasuringCommand
{
    private readonly Terminal _terminal;
    private readonly Option<IReadOnlyList<Rival>?> _locks;
    private readonly Option<int> _rounds;
    private readonly Option<TimeSpan>? _duration;
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<bool> _markdown = CommonOptions.Markdown();
    private bool _isWarm;

    /// <param name="terminal">Where to write.</param>
    /// <param name="command">The command to add the common options to.</param>
    /// <param name="rounds">How often each is measured when nothing else is said.</param>
    /// <param name="duration">How long a measurement lasts when nothing else is said; null where it is not for the user to say.</param>
    public MeasuringCommand(Terminal terminal, Command command, int rounds, TimeSpan? duration = null)
    {
        _terminal = terminal;
        _locks = CommonOptions.Locks();
        _rounds = CommonOptions.Rounds(rounds);
        command.Add(_locks);
        command.Add(_rounds);
        if (duration is { } standard)
            command.Add(_duration = CommonOptions.Duration(standard));

        command.Add(_markdown);
        command.Add(_json);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_json) && result.GetValue(_markdown))
                result.AddError("--json and --markdown are two forms of the same report; ask for one of them.");
        });
    }

    public int Rounds(ParseResult parsed) => parsed.GetValue(_rounds);

    public TimeSpan Duration(ParseResult parsed) => parsed.GetValue(_duration!);

    /// <summary>The named locks, which all must be ones that threads can take; the standard ones when none are named.</summary>
    public IReadOnlyList<Rival> LocksForThreads(ParseResult parsed, IReadOnlyList<Rival>? standard = null) =>
        Named(parsed, rival => rival.HasThreadFace, "is for async callers only") ?? standard ?? Standard.ThreadLocks;

    /// <summary>The named locks, which all must be ones that async callers can take; the standard ones when none are named.</summary>
    public IReadOnlyList<Rival> LocksForAsync(ParseResult parsed, IReadOnlyList<Rival>? standard = null) =>
        Named(parsed, rival => rival.HasAsyncFace, "is for threads only") ?? standard ?? Standard.AsyncLocks;

    /// <summary>Measures every lock in every scenario and writes the report.</summary>
    /// <returns>The command's exit code.</returns>
    public int Compare<TScenario, TResult>(
        ParseResult parsed,
        IReadOnlyList<Rival> locks,
        IEnumerable<TScenario> scenarios,
        Question<TScenario, TResult> question,
        CancellationToken cancellationToken)
    {
        var comparisons = new List<Comparison>();
        foreach (TScenario scenario in scenarios.TakeWhile(_ => !cancellationToken.IsCancellationRequested))
        {
            IReadOnlyDictionary<Rival, IReadOnlyList<TResult>> rounds =
                Measure(parsed, locks, scenario, question, cancellationToken);
            if (rounds.Count > 0)
                comparisons.Add(question.Summarize(question.Describe(scenario), rounds));
        }

        if (question.SumUp?.Invoke(comparisons) is { } sum)
            comparisons.Add(sum);

        return Finish(parsed, comparisons, cancellationToken);
    }

    /// <summary>Measures every lock in one scenario, in turns.</summary>
    /// <returns>The locks that were measured before the command was interrupted, each with its rounds.</returns>
    public IReadOnlyDictionary<Rival, IReadOnlyList<TResult>> Measure<TScenario, TResult>(
        ParseResult parsed,
        IReadOnlyList<Rival> locks,
        TScenario scenario,
        Question<TScenario, TResult> question,
        CancellationToken cancellationToken)
    {
        int rounds = Rounds(parsed);
        TimeSpan expected = locks.Count * rounds * question.Length(scenario);
        return LiveProgress.Watch(_terminal, question.Describe(scenario), locks, rounds, expected, tell =>
        {
            foreach (Rival rival in locks.TakeWhile(_ => !_isWarm && !cancellationToken.IsCancellationRequested))
                question.Measure(rival, question.WarmUp(scenario), cancellationToken);

            _isWarm = true;
            return Interleaving.Run(
                locks,
                rounds,
                rival => question.Measure(rival, scenario, cancellationToken),
                (rival, result) => tell(rival, question.Tell(result)),
                cancellationToken);
        });
    }

    /// <summary>Writes the report.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="comparisons">What was measured.</param>
    /// <param name="cancellationToken">Whether the command was interrupted.</param>
    /// <param name="afterTables">What a person is told below the tables.</param>
    /// <param name="moreJson">What a program is told besides the comparisons.</param>
    /// <returns>The command's exit code.</returns>
    public int Finish(
        ParseResult parsed,
        IReadOnlyList<Comparison> comparisons,
        CancellationToken cancellationToken,
        Action? afterTables = null,
        Action<JsonObject>? moreJson = null)
    {
        if (parsed.GetValue(_json))
        {
            JsonObject document = JsonReport.ToJson(comparisons);
            moreJson?.Invoke(document);
            _terminal.WriteRaw(JsonReport.Write(document));
        }
        else if (parsed.GetValue(_markdown))
        {
            _terminal.WriteRaw(MarkdownReport.Write(comparisons));
        }
        else
        {
            foreach (Comparison comparison in comparisons)
                ConsoleTable.Write(_terminal.Out, comparison);

            afterTables?.Invoke();
        }

        if (comparisons.Any(comparison => comparison.Rows.Any(row => row.Violations > 0)))
            return Tool.Failure;

        return cancellationToken.IsCancellationRequested ? Tool.Interrupted : Tool.Success;
    }

    private IReadOnlyList<Rival>? Named(ParseResult parsed, Func<Rival, bool> fits, string reason)
    {
        IReadOnlyList<Rival>? named = parsed.GetValue(_locks);
        if (ReferenceEquals(named, RivalCatalog.All))
            return [.. named.Where(fits)];

        Rival? unfit = named?.FirstOrDefault(rival => !fits(rival));
        return unfit is null ? named : throw new BadInputException($"--locks: {unfit.Name} ('{unfit.Key}') {reason}; leave it out.");
    }
}
