namespace Baton.Locking;

/// <summary>
/// An async caller's place in a queue. It is no thread: the one that frees the lock acquires on its behalf, and
/// then schedules it.
/// </summary>
internal abstract class AsyncWaiter : Waiter
{
    /// <inheritdoc/>
    public sealed override bool IsAsync => true;
}
