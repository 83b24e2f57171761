namespace Baton.Workloads;

/// <summary>A workload file that cannot be run. It carries all errors of the file, not only the first.</summary>
public sealed class WorkloadException : Exception
{
    /// <summary>Makes the exception from everything that was found; at least one finding is an error.</summary>
    public WorkloadException(IReadOnlyList<Diagnostic> diagnostics)
        : base(Describe(diagnostics))
    {
        Diagnostics = diagnostics;
    }

    /// <summary>Everything that was found, warnings included, in the order of the file.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    private static string Describe(IReadOnlyList<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        return string.Join(Environment.NewLine, diagnostics.Where(found => found.Severity == Severity.Error));
    }
}
