namespace Baton.Workloads.Syntax;

/// <summary>A place in a workload file: what an editor needs in order to jump there.</summary>
/// <param name="File">The name of the file as the caller gave it.</param>
/// <param name="Line">The line, from 1; 0 when the whole file is meant.</param>
/// <param name="Column">The column in UTF-16 code units, from 1; a tab counts as one.</param>
public readonly record struct SourceLocation(string File, int Line, int Column)
{
    /// <summary>The place of a complaint about the file as a whole, such as that it cannot be opened.</summary>
    public static SourceLocation WholeFile(string file) => new(file, 0, 0);

    /// <summary>The form that compilers use, <c>file:line:column</c>.</summary>
    public override string ToString() => Line == 0 ? File : $"{File}:{Line}:{Column}";
}
