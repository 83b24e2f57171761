using System.Diagnostics;
using System.Reflection;
using Baton.Checker.Exploration;

namespace Baton.Checker.Reports;

/// <summary>Where in the source each thread's steps are, learned while a failing execution is replayed.</summary>
/// <remarks>An operation that was not told its place (a property cannot be) is looked up on the stack: the innermost
/// frame that is neither this library's nor marked <see cref="StackTraceHiddenAttribute"/>.</remarks>
internal sealed class SourcePlaces : ISourceListener
{
    private readonly Dictionary<(int Thread, int Position), (string? File, int Line)> _places = [];

    /// <inheritdoc/>
    public void Heard(int thread, int position, string? file, int line) =>
        _places[(thread, position)] = file is null ? OnStack() : (file, line);

    /// <summary>The place of a step, or of the nearest one before it.</summary>
    public (string? File, int Line) Of(int thread, int position)
    {
        for (int near = position; near >= 0; near--)
        {
            if (_places.TryGetValue((thread, near), out (string? File, int Line) place))
            {
                return place;
            }
        }

        return (null, 0);
    }

    private static (string? File, int Line) OnStack()
    {
        foreach (StackFrame frame in new StackTrace(fNeedFileInfo: true).GetFrames())
        {
            MethodBase? method = frame.GetMethod();
            if (method?.DeclaringType is { } type
                && type.Assembly != typeof(SourcePlaces).Assembly
                && !method.IsDefined(typeof(StackTraceHiddenAttribute), inherit: false)
                && !type.IsDefined(typeof(StackTraceHiddenAttribute), inherit: false)
                && frame.GetFileName() is { } file)
            {
                return (file, frame.GetFileLineNumber());
            }
        }

        return (null, 0);
    }
}
