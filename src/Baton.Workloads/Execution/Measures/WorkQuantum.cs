namespace Baton.Workloads.Execution.Measures;

/// <summary>Some work, and what it took. All times are nanoseconds.</summary>
/// <param name="Work">How long it should have taken, by the loop as it was calibrated.</param>
/// <param name="Took">How long it did take. The turns of other threads of the workload are not counted; those of anybody else,
/// interrupts, and time that a virtual machine's host took for itself, are.</param>
public readonly record struct WorkQuantum(long Work, long Took);
