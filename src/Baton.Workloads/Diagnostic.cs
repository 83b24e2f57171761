using Baton.Workloads.Syntax;

namespace Baton.Workloads;

/// <summary>How bad a finding is.</summary>
public enum Severity
{
    /// <summary>The file is understood, but part of it has no effect or is probably not what its author meant.</summary>
    Warning,

    /// <summary>The file cannot be run.</summary>
    Error,
}

/// <summary>One finding about a workload file: where, what, and what to do about it.</summary>
/// <param name="Severity">Whether the file can still be run.</param>
/// <param name="Location">Where the offending text stands.</param>
/// <param name="Message">One or two sentences without the location.</param>
public sealed record Diagnostic(Severity Severity, SourceLocation Location, string Message)
{
    /// <summary>The form that compilers use: <c>file:line:column: error: message</c>.</summary>
    public override string ToString() =>
        $"{Location}: {(Severity == Severity.Error ? "error" : "warning")}: {Message}";
}
