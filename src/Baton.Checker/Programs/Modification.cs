namespace Baton.Checker;

/// <summary>One write in a location's modification order.</summary>
/// <param name="Thread">Who wrote.</param>
/// <param name="Step">Which step of the thread it was; later steps have larger numbers.</param>
/// <param name="Value">What was written.</param>
/// <param name="IsUpdate">Whether it was the write of a read-modify-write, so that nothing came between it and the one before.</param>
public readonly record struct Modification(int Thread, int Step, long Value, bool IsUpdate);
