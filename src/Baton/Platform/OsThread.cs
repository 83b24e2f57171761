namespace Baton.Platform;

/// <summary>Threads of the operating system, for those who run other people's code on them.</summary>
internal static class OsThread
{
    /// <summary>
    /// Runs <paramref name="body"/> on a new thread that does not keep the process alive, and inherits no ambient state. An
    /// exception that leaves the body ends the process, as on any thread.
    /// </summary>
    public static void Start(string name, Action body) =>
        new Thread(body.Invoke) { IsBackground = true, Name = name }.UnsafeStart();
}
