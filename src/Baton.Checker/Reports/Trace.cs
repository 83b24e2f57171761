namespace Baton.Checker;

/// <summary>One step of a failing execution.</summary>
/// <param name="Number">Its place in the trace, from 1.</param>
/// <param name="Thread">Who took it.</param>
/// <param name="Text">What it did.</param>
/// <param name="File">Where in the source, if known.</param>
/// <param name="Line">The line there, or 0.</param>
/// <param name="ReadsFrom">For reads, the number of the step that wrote what was read; 0 for the initial value.</param>
/// <param name="Stale">For a read of something that had already been overwritten: why the memory model allows it.</param>
public sealed record TraceStep(int Number, int Thread, string Text, string? File, int Line, int? ReadsFrom, string? Stale);

/// <summary>A single stronger order that would forbid the failing execution.</summary>
/// <param name="Order">What the access would have to say.</param>
/// <param name="Text">Which access.</param>
/// <param name="File">Where in the source, if known.</param>
/// <param name="Line">The line there, or 0.</param>
public sealed record OrderFix(MemoryOrder Order, string Text, string? File, int Line);

/// <summary>A failing execution, put in an order that a person can follow.</summary>
/// <param name="Threads">How many threads the program has.</param>
/// <param name="Steps">The steps.</param>
/// <param name="IsInterleaving">Whether taking the steps in this order, one after the other on one memory, gives this
/// execution: then no reordering is involved.</param>
/// <param name="Fixes">Single orders that would forbid it; empty for an interleaving.</param>
/// <param name="EndFile">Where the failing thread stood, if known.</param>
/// <param name="EndLine">The line there, or 0.</param>
public sealed record Trace(
    int Threads, IReadOnlyList<TraceStep> Steps, bool IsInterleaving, IReadOnlyList<OrderFix> Fixes, string? EndFile, int EndLine);
