namespace Baton;

/// <summary>An exception that no task can carry: it left an <c>async void</c> method, or a callback that was posted.</summary>
public sealed class FiberUnhandledExceptionEventArgs : EventArgs
{
    internal FiberUnhandledExceptionEventArgs(Fiber fiber, Exception exception)
    {
        Fiber = fiber;
        Exception = exception;
    }

    /// <summary>In which fiber.</summary>
    public Fiber Fiber { get; }

    /// <summary>What was thrown.</summary>
    public Exception Exception { get; }
}
