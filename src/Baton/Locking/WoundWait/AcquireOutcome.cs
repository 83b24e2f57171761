namespace Baton;

/// <summary>What came of acquiring a <see cref="WoundWaitMutex"/> for an <see cref="AcquireContext"/>.</summary>
public enum AcquireOutcome
{
    /// <summary>The context holds the mutex now.</summary>
    Acquired,

    /// <summary>The context held the mutex already. It still holds it once: exit it once.</summary>
    AlreadyHeld,

    /// <summary>
    /// To wait could be a deadlock. The context does not hold the mutex, and must exit all that it holds, then enter
    /// this mutex by <see cref="WoundWaitMutex.EnterAfterBackOff"/>, and then start over.
    /// </summary>
    Deadlock,
}
