namespace Baton.Locking;

/// <summary>An async flow's place in the queue of a <see cref="WoundWaitMutex"/>, from which it may be sent away.</summary>
internal abstract class ContextWaiter : AsyncWaiter
{
    /// <summary>
    /// Tells the flow that it must back off; it has left the queue. Whoever took it out of the queue calls either this,
    /// or <see cref="Waiter.Wake"/>, once, without the list lock.
    /// </summary>
    public abstract void BackOff();
}
