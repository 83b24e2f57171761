namespace Baton.Locking;

/// <summary>Baton is wrong: an invariant of <c>docs/invariants.md</c> does not hold. Debug builds only.</summary>
internal sealed class InvariantViolationException(string sentence) : Exception(sentence);
