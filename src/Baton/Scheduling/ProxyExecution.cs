namespace Baton;

/// <summary>Whether a fiber that waits for a mutex lends its place in the run queue to the owner.</summary>
public enum ProxyExecution
{
    /// <summary>It does: the wait of an urgent fiber is bounded by one critical section.</summary>
    On = 0,

    /// <summary>It does not: a fiber that waits sleeps, and the owner runs when its own policy lets it.</summary>
    Off = 1,
}
