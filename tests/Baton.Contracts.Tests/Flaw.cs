// The ways in which a lock can be broken, one at a time. Each is a mistake that a real lock has made or could make; each
// must be caught by at least one test of the suites, and each test must catch at least one of them (SensitivityTests).

namespace Baton.Contracts.Tests;

/// <summary>The single defect of a <see cref="FlawedLock"/>.</summary>
public enum Flaw
{
    /// <summary>No defect: the suites must all pass.</summary>
    None,

    /// <summary>Once in five contended entries, the caller is let in although the lock is held.</summary>
    AdmitsTwo,

    /// <summary>A caller that ought to wait is let in instead.</summary>
    NeverWaits,

    /// <summary>Once in three exits that ought to admit a waiter, nobody is told.</summary>
    LosesWakeups,

    /// <summary>A waiter at the end of a long queue is forgotten.</summary>
    ForgetsTheHundredthWaiter,

    /// <summary>Async waiters are admitted last come, first served.</summary>
    AdmitsLastFirst,

    /// <summary>Re-takers go first as long as there are any; waiters get the lock every ten-thousandth time.</summary>
    Starves,

    /// <summary>A try waits for the lock.</summary>
    TryWaits,

    /// <summary>A try fails although the lock is free.</summary>
    TryFailsWhenFree,

    /// <summary>A try says "true" without taking the lock.</summary>
    TryLies,

    /// <summary>A timed try gives up at once.</summary>
    GivesUpEarly,

    /// <summary>A try without a limit gives up.</summary>
    ForEverEnds,

    /// <summary>A timed try never gives up.</summary>
    NeverTimesOut,

    /// <summary>A timed try that gives up says it entered.</summary>
    TimeoutSaysEntered,

    /// <summary>A timed waiter that gives up takes the waiter behind it out of the queue too.</summary>
    TimeoutRemovesNeighbour,

    /// <summary>Who gives up or is cancelled stays in the queue and gets the lock, for ever.</summary>
    LeavesGhosts,

    /// <summary>Any timeout is accepted.</summary>
    AcceptsAnyTimeout,

    /// <summary>The exception for a bad timeout names another parameter.</summary>
    NamesTheWrongParameter,

    /// <summary>The longest timeout that should be accepted is refused.</summary>
    RefusesLongTimeouts,

    /// <summary>A token that is cancelled beforehand is not looked at.</summary>
    IgnoresCancelledTokens,

    /// <summary>A token that is cancelled during the wait has no effect.</summary>
    IgnoresCancellation,

    /// <summary>The exception of a cancelled wait carries no token.</summary>
    LosesTheToken,

    /// <summary>Who is cancelled at the moment of its grant throws, and the lock stays its own for ever.</summary>
    LeaksTheRacedGrant,

    /// <summary>A cancellation after the entry ends the tenure.</summary>
    CancelsTheTenure,

    /// <summary>A cancellation ends the waits of all others too.</summary>
    CancelsEverybody,

    /// <summary>The lock says "held by you" to everybody.</summary>
    HeldByAnybody,

    /// <summary>The lock says "held by you" to nobody.</summary>
    HeldByNobody,

    /// <summary>Anybody may exit.</summary>
    AnybodyExits,

    /// <summary>An exit of a free lock is ignored.</summary>
    IgnoresExitsWhenFree,

    /// <summary>A refused exit ends the tenure all the same.</summary>
    RefusesExitTooLate,

    /// <summary>A holder that enters again waits for itself.</summary>
    HangsOnRecursion,

    /// <summary>A holder that enters again is let in, and its first exit exits.</summary>
    AdmitsRecursion,

    /// <summary>Refusing recursion empties the queue.</summary>
    RecursionDropsTheQueue,

    /// <summary>An exception inside a scope keeps the lock.</summary>
    ScopeKeptByExceptions,

    /// <summary>A scope does not enter.</summary>
    ScopeDoesNotEnter,

    /// <summary>A copy of a scope, a thread's or an async one, that is disposed later ends whatever tenure there is.</summary>
    ScopeCopiesExit,

    /// <summary>A default scope throws.</summary>
    DefaultScopeThrows,

    /// <summary>An async scope insists on the thread that entered.</summary>
    AsyncScopeBoundToItsThread,

    /// <summary>Two copies of one async scope disposed at once both exit.</summary>
    AsyncScopeChecksWithoutLocking,

    /// <summary>An async entry into a free lock completes later.</summary>
    AsyncEntryAlwaysYields,

    /// <summary>Async waiters continue inside the exit that admits them.</summary>
    ContinuesInline,

    /// <summary>The execution context is not flowed when the awaiter asks for it.</summary>
    DropsExecutionContext,

    /// <summary>The awaiter's SynchronizationContext and TaskScheduler are ignored.</summary>
    IgnoresSchedulingContext,

    /// <summary>The awaiter's SynchronizationContext is used although it asked for none.</summary>
    InsistsOnSchedulingContext,

    /// <summary>A cancelled async wait faults with an exception that an abandoned task reports as unobserved.</summary>
    FaultsInsteadOfCancelling,

    /// <summary>Threads do not see that an async caller holds.</summary>
    ThreadsOverlookAsyncHolders,

    /// <summary>Async callers do not see that a thread holds.</summary>
    AsyncCallersOverlookThreads,

    /// <summary>An async holder counts as a tenure of the thread that asks.</summary>
    AsyncTenureBelongsToThreads,

    /// <summary>Async waiters are never admitted.</summary>
    ForgetsAsyncWaiters,
}
