namespace Baton;

/// <summary>One line of a <see cref="LockOrderReport"/>: who held what, and asked for what.</summary>
/// <param name="Caller">The thread, or the async flow.</param>
/// <param name="Held">The lock that the caller held, by its name; null if it held none.</param>
/// <param name="Asked">The lock that it asked for, exited, or left locked.</param>
/// <param name="EnteredAt">The stack on which the held lock was entered, a frame a line, if stacks are kept.</param>
/// <param name="AskedAt">The stack at the call in question, a frame a line.</param>
public sealed record LockOrderStep(string Caller, string? Held, string Asked, string? EnteredAt, string AskedAt);
