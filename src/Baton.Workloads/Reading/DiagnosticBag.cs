using Baton.Workloads.Syntax;

namespace Baton.Workloads.Reading;

/// <summary>
/// Collects what the readers find. It is bounded, because a binary file by mistake would otherwise yield one complaint a
/// byte, and it says so when it stops listening.
/// </summary>
internal sealed class DiagnosticBag
{
    internal const int ErrorCountLimit = 100;

    private readonly List<Diagnostic> _found = [];
    private readonly HashSet<Diagnostic> _known = [];

    internal int ErrorCount { get; private set; }

    internal bool HasErrors => ErrorCount > 0;

    internal bool IsFull => ErrorCount >= ErrorCountLimit;

    internal void Error(SourceLocation location, string message) => Add(new Diagnostic(Severity.Error, location, message));

    internal void Warning(SourceLocation location, string message) => Add(new Diagnostic(Severity.Warning, location, message));

    /// <summary>What was found, in the order of the file: the checks run one after another, a reader goes top to bottom.</summary>
    internal IReadOnlyList<Diagnostic> ToList() =>
        [.. _found.OrderBy(found => found.Location.Line).ThenBy(found => found.Location.Column)];

    private void Add(Diagnostic diagnostic)
    {
        // A check that walks a loop's body twice finds the same fault twice.
        if (IsFull || !_known.Add(diagnostic))
        {
            return;
        }

        _found.Add(diagnostic);
        if (diagnostic.Severity == Severity.Error)
        {
            ErrorCount++;
            if (IsFull)
            {
                _found.Add(new Diagnostic(Severity.Error, diagnostic.Location,
                    $"There are more than {ErrorCountLimit - 1} errors; the rest of the file is not checked."));
            }
        }
    }
}
