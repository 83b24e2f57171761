using System.Runtime.CompilerServices;

namespace Baton.Platform;

/// <summary>Memory fences, explored.</summary>
internal static class Fence
{
    public static void Full([CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
        Checker.Fence.Full(file, line);
}
