namespace Baton.Timelines;

/// <summary>A wait for a mutex that somebody prolonged who had no claim to the processor.</summary>
/// <param name="Time">When the wait ended.</param>
/// <param name="Victim">The thread that waited.</param>
/// <param name="WaitNanoseconds">How long it waited in all.</param>
/// <param name="Mutex">For what.</param>
/// <param name="Owner">The thread at the end of the chain, which could have gone on.</param>
/// <param name="Culprit">The thread that ran instead for the longest time, with less entitlement than the victim.</param>
/// <param name="CulpritNanoseconds">For how long.</param>
/// <param name="InversionNanoseconds">For how long anybody did.</param>
/// <param name="Processor">Where.</param>
public sealed record Inversion(
    long Time, string Victim, long WaitNanoseconds, string Mutex, string Owner, string Culprit, long CulpritNanoseconds,
    long InversionNanoseconds, int Processor);

/// <summary>How much one task prolonged the waits of another.</summary>
/// <param name="Victim">The task that waited.</param>
/// <param name="Mutex">For what.</param>
/// <param name="Owner">The task whose thread could have gone on.</param>
/// <param name="Culprit">The task that ran instead.</param>
/// <param name="Nanoseconds">For how long in all.</param>
public sealed record InversionTotal(string Victim, string Mutex, string Owner, string Culprit, long Nanoseconds);
