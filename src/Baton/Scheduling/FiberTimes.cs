namespace Baton.Scheduling;

/// <summary>Where a fiber's time went, in nanoseconds. Executed time is booked on who ran, lent time on who paid.</summary>
/// <remarks>At every moment the sum of <see cref="Lent"/> over all fibers equals the sum of <see cref="Borrowed"/>, and
/// the sum of <see cref="Executed"/> equals the busy time of the workers (I18).</remarks>
internal struct FiberTimes
{
    /// <summary>How long it has run, on whosever behalf.</summary>
    public long Executed;

    /// <summary>How much of that was on behalf of a donor.</summary>
    public long Borrowed;

    /// <summary>How long others have run on its behalf.</summary>
    public long Lent;
}
