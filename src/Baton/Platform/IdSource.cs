namespace Baton.Platform;

/// <summary>A source of ids that are given once and never again.</summary>
/// <param name="unit">Ids are multiples of it.</param>
/// <param name="last">The id before the first to give.</param>
internal sealed class IdSource(long unit, long last = 0)
{
    private long _last = last;

    /// <summary>Draws <paramref name="count"/> consecutive ids; returns the first.</summary>
    /// <exception cref="InvalidOperationException">All ids have been given.</exception>
    public long Draw(int count)
    {
        long size = count * unit;
        while (true)
        {
            long seen = Volatile.Read(ref _last);
            if (seen > long.MaxValue - size)
            {
                throw new InvalidOperationException(
                    "This process has used up the identities that Baton gives to threads and async acquisitions, "
                    + "and cannot lock any further. Restart it.");
            }

            if (Interlocked.CompareExchange(ref _last, seen + size, seen) == seen)
            {
                return seen + unit;
            }
        }
    }
}
