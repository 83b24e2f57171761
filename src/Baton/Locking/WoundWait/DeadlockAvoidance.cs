namespace Baton;

/// <summary>Who gives way when two transactions want each other's locks: always the younger one, but when?</summary>
public enum DeadlockAvoidance
{
    /// <summary>
    /// An older transaction that finds a lock held by a younger one wounds it. The younger one backs off when it has to
    /// wait the next time, and not at all if it never has to. Fewer back-offs; best when few compete.
    /// </summary>
    WoundWait,

    /// <summary>
    /// A younger transaction that holds something does not wait for an older one: it backs off at once. More back-offs,
    /// each of them cheaper; best when many compete.
    /// </summary>
    WaitDie,
}
