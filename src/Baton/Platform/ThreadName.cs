namespace Baton.Platform;

/// <summary>What people call the calling thread.</summary>
internal static class ThreadName
{
    /// <summary>Its name and number, as a debugger shows them.</summary>
    public static string Current =>
        Thread.CurrentThread.Name is { Length: > 0 } name
            ? $"thread {Environment.CurrentManagedThreadId} \"{name}\""
            : $"thread {Environment.CurrentManagedThreadId}";
}
