namespace Baton.Platform;

/// <summary>The values of <see cref="AsyncLocal{T}"/> that go along with a flow of execution.</summary>
internal static class AmbientState
{
    /// <summary>What a flow carries that has set no value: always the same object. Null if that could not be found out.</summary>
    public static ExecutionContext? None { get; } = CaptureOnNewThread();

    /// <summary>Makes sure that what a piece of code has set here does not reach the next.</summary>
    public static void Clear()
    {
        if (None is { } none && !ReferenceEquals(ExecutionContext.Capture(), none))
        {
            ExecutionContext.Restore(none);
        }
    }

    // A thread that was started without its parent's flow has nothing, and an object that says so.
    private static ExecutionContext? CaptureOnNewThread()
    {
        ExecutionContext? captured = null;
        var thread = new Thread(() => captured = ExecutionContext.Capture()) { IsBackground = true };
        thread.UnsafeStart();
        thread.Join();
        return captured;
    }
}
