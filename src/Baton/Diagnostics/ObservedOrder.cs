using System.Diagnostics;

namespace Baton.Diagnostics;

/// <summary>An edge of the graph: a lock of class <paramref name="After"/> was asked for while one of class
/// <paramref name="Before"/> was held; and who did so first.</summary>
/// <param name="Before">The class that was held.</param>
/// <param name="After">The class that was asked for.</param>
/// <param name="Caller">Who did it.</param>
/// <param name="Entered">Where the held lock was entered, if that is kept.</param>
/// <param name="Asked">Where the other was asked for, with source lines.</param>
internal sealed record ObservedOrder(LockClass Before, LockClass After, string Caller, StackTrace? Entered, StackTrace Asked)
{
    /// <summary>The order as a line of a report.</summary>
    public LockOrderStep ToStep() => new(
        Caller, Before.Name, After.Name, Entered is null ? null : CallStack.Describe(Entered), CallStack.Describe(Asked));
}
