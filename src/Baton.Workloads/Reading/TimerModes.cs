using Baton.Workloads.Model;
using Baton.Workloads.Syntax;

namespace Baton.Workloads.Reading;

/// <summary>
/// Knows the mode of each timer. The mode belongs to the timer and not to the event: an author writes "absolute" at one use
/// and means all of them, wherever in the file they stand, so the uses are collected before events are read.
/// </summary>
internal sealed class TimerModes
{
    private readonly Dictionary<(string? Task, string Timer), (TimerMode Mode, SourceLocation Location)> _modes = [];

    /// <summary>Collects the modes that the tasks of a file state.</summary>
    internal static TimerModes Collect(SyntaxObject tasks, DiagnosticBag diagnostics)
    {
        var modes = new TimerModes();
        foreach (SyntaxMember task in tasks.Members)
        {
            modes.Collect(task.Key, task.Value, diagnostics);
        }

        return modes;
    }

    /// <summary>The mode of a timer as a task sees it; relative where nobody says otherwise.</summary>
    internal TimerMode ModeOf(string task, string timer) =>
        _modes.TryGetValue(KeyOf(task, timer), out var known) ? known.Mode : TimerMode.Relative;

    internal static TimerMode? Parse(string text) => text switch
    {
        "relative" => TimerMode.Relative,
        "absolute" => TimerMode.Absolute,
        _ => null,
    };

    private void Collect(string task, SyntaxNode node, DiagnosticBag diagnostics)
    {
        switch (node)
        {
            case SyntaxObject parent:
                foreach (SyntaxMember member in parent.Members)
                {
                    if (Keys.EventOf(member.Key) == "timer" && member.Value is SyntaxObject timer)
                    {
                        Add(task, timer, diagnostics);
                    }
                    else
                    {
                        Collect(task, member.Value, diagnostics);
                    }
                }

                break;
            case SyntaxArray array:
                foreach (SyntaxNode item in array.Items)
                {
                    Collect(task, item, diagnostics);
                }

                break;
        }
    }

    private void Add(string task, SyntaxObject timer, DiagnosticBag diagnostics)
    {
        if (timer.Members.FirstOrDefault(member => member.Key == "ref")?.Value is not SyntaxString name
            || timer.Members.FirstOrDefault(member => member.Key == "mode")?.Value is not SyntaxString text
            || Parse(text.Value) is not { } mode)
        {
            return;
        }

        (string? Task, string Timer) key = KeyOf(task, name.Value);
        if (!_modes.TryAdd(key, (mode, text.Location)) && _modes[key].Mode != mode)
        {
            diagnostics.Error(text.Location,
                $"Timer \"{name.Value}\" cannot be both absolute and relative; line {_modes[key].Location.Line} says otherwise.");
        }
    }

    private static (string? Task, string Timer) KeyOf(string task, string timer) =>
        (timer.StartsWith(TimerEvent.UniquePrefix, StringComparison.Ordinal) ? task : null, timer);
}
