namespace Baton.Scheduling;

/// <summary>A body that is to be called in the ambient state of whoever started the fiber.</summary>
/// <remarks>Most have no ambient state, and need no such object: then the body stands for itself.</remarks>
internal sealed class FiberStart
{
    private readonly Delegate _body;
    private readonly ExecutionContext _context;

    private FiberStart(Delegate body, ExecutionContext context)
    {
        _body = body;
        _context = context;
    }

    /// <summary>The body, and with it the caller's ambient state if there is any.</summary>
    public static object Pack(Delegate body) =>
        ExecutionContext.Capture() is { } context && !ReferenceEquals(context, AmbientState.None)
            ? new FiberStart(body, context)
            : body;

    /// <summary>Calls what was packed, in its ambient state.</summary>
    public static Task? Unpack(object packed, Fiber fiber)
    {
        if (packed is not FiberStart start)
        {
            return fiber.Call((Delegate)packed);
        }

        Task? task = null;
        ExecutionContext.Run(start._context, _ => task = fiber.Call(start._body), null);
        return task;
    }
}
