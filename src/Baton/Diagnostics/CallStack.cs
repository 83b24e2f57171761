// Stacks as a validator uses them: taken often and looked at rarely. Taking one costs microseconds, looking up the source
// lines of one costs a hundred times that, so lines are looked up only where something is new or wrong.

using System.Diagnostics;
using System.Globalization;

namespace Baton.Diagnostics;

/// <summary>Reading stacks.</summary>
internal static class CallStack
{
    // Below lie the pool, the web server or the test runner, who are not to blame.
    private const int LinesMax = 24;

    private static readonly string OwnAssembly = typeof(CallStack).Assembly.FullName!;

    /// <summary>The innermost frame that is not Baton's own; null if the runtime does not tell.</summary>
    public static StackFrame? FirstOutsideOfBaton(StackTrace stack)
    {
        int index = CountOwnFrames(stack);
        return index < stack.FrameCount ? stack.GetFrame(index) : null;
    }

    /// <summary>A text that is the same for the same place in the code, and for no other.</summary>
    public static string KeyOf(StackFrame? frame)
    {
        if (frame is null || DiagnosticMethodInfo.Create(frame) is not { } method)
        {
            return "?";
        }

        // Compiled ahead of time there are no IL offsets, and machine code does not change its place.
        int offset = frame.GetILOffset();
        offset = offset == StackFrame.OFFSET_UNKNOWN ? frame.GetNativeOffset() : offset;
        return string.Create(
            CultureInfo.InvariantCulture, $"@{method.DeclaringAssemblyName}|{method.DeclaringTypeName}|{method.Name}|{offset}");
    }

    /// <summary>The caller of Baton as a name for what it makes: <c>OrderBook..ctor (OrderBook.cs:12)</c>.</summary>
    public static string CallerOutsideOfBaton()
    {
        StackFrame? frame = FirstOutsideOfBaton(new StackTrace(fNeedFileInfo: true));
        if (frame is null || DiagnosticMethodInfo.Create(frame) is not { } method)
        {
            return "a lock made at an unknown place";
        }

        string type = method.DeclaringTypeName ?? "";
        string name = $"{type[(type.LastIndexOf('.') + 1)..]}.{method.Name}";
        return frame.GetFileName() is { } file
            ? string.Create(CultureInfo.InvariantCulture, $"{name} ({Path.GetFileName(file)}:{frame.GetFileLineNumber()})")
            : string.Create(CultureInfo.InvariantCulture, $"{name} (+{frame.GetILOffset()})");
    }

    /// <summary>
    /// The lines of a stack, from the innermost frame outside of Baton, without the runtime's own between async methods;
    /// of a deep one the first.
    /// </summary>
    public static string Describe(StackTrace stack)
    {
        List<string> lines = [];
        foreach (StackFrame frame in stack.GetFrames().Skip(CountOwnFrames(stack)))
        {
            // The runtime resolves an async method's MoveNext to the method, which also stands behind it as its own caller.
            string line = new StackTrace(frame).ToString().Trim();
            if (!IsPlumbing(frame) && line.Length > 0 && (lines.Count == 0 || MethodOf(lines[^1]) != MethodOf(line)))
            {
                lines.Add(line);
            }
        }

        return lines.Count <= LinesMax
            ? string.Join('\n', lines)
            : string.Create(
                CultureInfo.InvariantCulture, $"{string.Join('\n', lines.Take(LinesMax))}\n… {lines.Count - LinesMax} more");
    }

    /// <summary>A line of a stack in short: <c>Warehouse.RestockAsync, Warehouse.cs:30</c>.</summary>
    public static string Abbreviate(string line)
    {
        string method = MethodOf(line);
        method = method[(method.StartsWith("at ", StringComparison.Ordinal) ? 3 : 0)..];
        int parameters = method.IndexOf('(', StringComparison.Ordinal);
        method = string.Join('.', (parameters < 0 ? method : method[..parameters]).Split('.').TakeLast(2));
        return line.Length == MethodOf(line).Length
            ? method
            : $"{method}, {Path.GetFileName(line).Replace(":line ", ":", StringComparison.Ordinal)}";
    }

    /// <summary>
    /// Whether a thread that was at <paramref name="then"/> and is at <paramref name="now"/> has left an async method in
    /// between: the method is among the frames of the one stack, and not at the same place of the other.
    /// </summary>
    public static bool HasLeftAsyncMethod(StackTrace then, StackTrace now)
    {
        int method = 0;
        while (method < then.FrameCount && !IsAsyncMethod(then.GetFrame(method)!))
        {
            method++;
        }

        if (method == then.FrameCount)
        {
            return false;
        }

        // From the thread's first frame up to the method. Those that called it wait for it, each at the very same call;
        // the method itself may have gone on.
        for (int fromBase = 1; fromBase <= then.FrameCount - method; fromBase++)
        {
            if (fromBase > now.FrameCount)
            {
                return true;
            }

            StackFrame before = then.GetFrame(then.FrameCount - fromBase)!;
            StackFrame after = now.GetFrame(now.FrameCount - fromBase)!;
            bool isMethodItself = fromBase == then.FrameCount - method;
            if (!IsSameMethod(before, after) || (!isMethodItself && before.GetNativeOffset() != after.GetNativeOffset()))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The compiler makes of an async method <c>M</c> the method <c>MoveNext</c> of a type <c>&lt;M&gt;d__1</c>.</summary>
    private static bool IsAsyncMethod(StackFrame frame) =>
        DiagnosticMethodInfo.Create(frame) is { Name: "MoveNext" } method
        && method.DeclaringTypeName?.Contains(">d", StringComparison.Ordinal) == true;

    private static bool IsSameMethod(StackFrame a, StackFrame b) =>
        DiagnosticMethodInfo.Create(a) is { } first
        && DiagnosticMethodInfo.Create(b) is { } second
        && first.Name == second.Name
        && first.DeclaringTypeName == second.DeclaringTypeName;

    private static bool IsPlumbing(StackFrame frame) =>
        DiagnosticMethodInfo.Create(frame)?.DeclaringTypeName is { } type
        && (type.StartsWith("System.Runtime.CompilerServices.", StringComparison.Ordinal)
            || type.StartsWith("System.Threading.", StringComparison.Ordinal));

    private static string MethodOf(string line) =>
        line.IndexOf(" in ", StringComparison.Ordinal) is var end && end >= 0 ? line[..end] : line;

    private static int CountOwnFrames(StackTrace stack)
    {
        int count = 0;
        while (count < stack.FrameCount
            && stack.GetFrame(count) is { } frame
            && DiagnosticMethodInfo.Create(frame)?.DeclaringAssemblyName == OwnAssembly)
        {
            count++;
        }

        return count;
    }
}
