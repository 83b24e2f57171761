// What a person sees while locks are measured: one line for the whole scenario, with the time that is left, and one for
// each lock with what its latest round showed. Where nobody watches (standard error is a file or a pipe), each
// measurement leaves a plain line instead.
//
// Drawing costs processor time that the locks could use. Four frames a second cost well under a hundredth of one
// processor, and every lock pays the same.

using Baton.Rivals;
using Spectre.Console;

namespace Baton.Cli;

/// <summary>Shows how far a scenario has come.</summary>
internal static class LiveProgress
{
    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(250);

    /// <summary>Does the work and shows it.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="scenario">What is measured.</param>
    /// <param name="locks">Who takes part.</param>
    /// <param name="rounds">How often each is measured.</param>
    /// <param name="expected">About how long all of it takes.</param>
    /// <param name="work">The work; it tells what each measurement showed.</param>
    public static TResult Watch<TResult>(
        Terminal terminal,
        string scenario,
        IReadOnlyList<Rival> locks,
        int rounds,
        TimeSpan expected,
        Func<Action<Rival, string>, TResult> work)
    {
        if (!IsWatched(terminal))
        {
            int done = 0;
            return work((rival, words) =>
                terminal.Say($"[{++done}/{rounds * locks.Count}] {scenario}: {rival.Name} {words}"));
        }

        return terminal.Error.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new SpinnerColumn())
            .Start(context =>
            {
                ProgressTask whole = context.AddTask(Markup.Escape(scenario), maxValue: expected.TotalSeconds);
                Dictionary<Rival, ProgressTask> lanes = locks.ToDictionary(
                    rival => rival, rival => context.AddTask("  " + Markup.Escape(rival.Name), maxValue: rounds));
                using var clock = new Timer(_ => whole.Increment(FrameTime.TotalSeconds), null, FrameTime, FrameTime);
                return work((rival, words) =>
                {
                    lanes[rival].Description = $"  {Markup.Escape(rival.Name)} [grey]{Markup.Escape(words)}[/]";
                    lanes[rival].Increment(1);
                });
            });
    }

    /// <summary>Does work that tells how long it has lasted, and shows it.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="title">What is going on.</param>
    /// <param name="length">How long it will last, or null when nobody knows.</param>
    /// <param name="work">The work.</param>
    public static TResult WatchClock<TResult>(
        Terminal terminal, string title, TimeSpan? length, Func<IProgress<TimeSpan>?, TResult> work)
    {
        if (!IsWatched(terminal))
        {
            terminal.Say(title);
            return work(null);
        }

        return terminal.Error.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new SpinnerColumn())
            .Start(context =>
            {
                ProgressTask whole = context.AddTask(Markup.Escape(title), maxValue: length?.TotalSeconds ?? 1);
                whole.IsIndeterminate = length is null;
                return work(new Clock(whole));
            });
    }

    /// <summary>Does work that tells which step of it begins, and what share is done; and shows it.</summary>
    public static TResult WatchSteps<TResult>(Terminal terminal, string title, Func<Action<string, double>, TResult> work)
    {
        if (!IsWatched(terminal))
        {
            var said = new HashSet<string>();
            return work((step, _) =>
            {
                // In a log each step is told once, however often it is repeated.
                if (said.Add(step))
                    terminal.Say($"{title}: {step}");
            });
        }

        return terminal.Error.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new SpinnerColumn())
            .Start(context =>
            {
                ProgressTask whole = context.AddTask(Markup.Escape(title), maxValue: 1);
                return work((step, share) =>
                {
                    whole.Description = Markup.Escape($"{title}: {step}");
                    whole.Value = share;
                });
            });
    }

    private static bool IsWatched(Terminal terminal) =>
        terminal.Error.Profile.Capabilities.Interactive && terminal.Error.Profile.Out.IsTerminal;

    private sealed class Clock(ProgressTask task) : IProgress<TimeSpan>
    {
        public void Report(TimeSpan value) => task.Value = value.TotalSeconds;
    }
}
