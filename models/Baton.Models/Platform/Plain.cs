using System.Diagnostics;

namespace Baton.Platform;

/// <summary>An ordinary field whose accesses must be ordered by the algorithm around them: the checker reports a data
/// race if two are not.</summary>
internal struct Plain<T>
{
    private readonly Checker.Plain<T> _cell;

    public T Value
    {
        // A property cannot be told who calls it: the trace finds out.
        [StackTraceHidden]
        readonly get => _cell.Read(null, 0);

        [StackTraceHidden]
        set => _cell.Write(value, null, 0);
    }

    public readonly void Named(string name) => _cell.Named(name);
}
