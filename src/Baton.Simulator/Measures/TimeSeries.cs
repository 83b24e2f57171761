namespace Baton.Simulator;

/// <summary>One stretch of a <see cref="TimeSeries"/>.</summary>
/// <param name="Count">How many values fell into it.</param>
/// <param name="Sum">Their sum.</param>
/// <param name="Max">The largest.</param>
public readonly record struct SeriesPoint(long Count, long Sum, long Max);

/// <summary>How a measure went over the length of the simulation: stretches of equal length, from time 0.</summary>
/// <param name="Step">The length of a stretch in nanoseconds.</param>
/// <param name="Points">The stretches; those at the end in which nothing happened may be missing.</param>
public sealed record TimeSeries(long Step, IReadOnlyList<SeriesPoint> Points);
