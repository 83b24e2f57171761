namespace Baton.Checker;

/// <summary>What a checked program did that it must not.</summary>
public enum FailureKind
{
    /// <summary>An assertion of a thread does not hold.</summary>
    Assertion,

    /// <summary>An assertion about the state after all threads have ended does not hold.</summary>
    FinalState,

    /// <summary>Two accesses to an ordinary field, one of them a write, are not ordered.</summary>
    DataRace,

    /// <summary>Threads wait for what nobody will write: a deadlock or a lost wake-up.</summary>
    Deadlock,

    /// <summary>A thread ended by an exception.</summary>
    Exception,

    /// <summary>A thread did something else when it was run again with the same values.</summary>
    Nondeterminism,
}
