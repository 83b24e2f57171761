// The virtual time of a fair queue: the average of its members' virtual runtimes, by weight. A member's lag is the
// distance from its own virtual runtime to the average: how much it is behind (positive) or ahead (negative). By what an
// average is, the lags times the weights add up to nothing: what one is owed, others have had.
//
// The sum of weight times runtime would overflow soon, so it is kept relative to a base that follows the average: the sum
// is less than the total weight after each reading, and only some changes away from it at any time. Intermediate sums may wrap; the result
// is right as long as it fits itself, and it does by far: an hour's run changes it by 2^52.

namespace Baton.Scheduling.Classes;

/// <summary>A weighted average of points in virtual time, under additions, removals and moves. Exact.</summary>
internal struct VirtualClock
{
    private long _base;
    private long _sum;

    /// <summary>The weight of all members.</summary>
    public long Weight { get; private set; }

    /// <summary>
    /// The average, rounded down: a whole-numbered runtime is at most the average exactly if it is at most this. With no
    /// members, what it was last.
    /// </summary>
    public long Read()
    {
        // The base follows here, where the quotient is at hand; mostly it is zero still, and there is nothing to divide.
        if ((ulong)_sum >= (ulong)Weight && Weight != 0)
        {
            if ((ulong)(_sum | Weight) <= uint.MaxValue)
            {
                // Many times cheaper on older processors, and enough while fibers take turns quickly.
                (uint steps, uint rest) = Math.DivRem((uint)_sum, (uint)Weight);
                _base += steps;
                _sum = rest;
                return _base;
            }

            (long quotient, long remainder) = Math.DivRem(_sum, Weight);
            if (remainder < 0)
            {
                quotient--;
                remainder += Weight;
            }

            _base += quotient;
            _sum = remainder;
        }

        return _base;
    }

    /// <summary>A member comes in.</summary>
    public void Add(long runtime, int weight)
    {
        _sum += weight * (runtime - _base);
        Weight += weight;
    }

    /// <summary>A member leaves.</summary>
    public void Remove(long runtime, int weight)
    {
        // The last one's runtime is the average, and stays so for those who come later.
        if (Weight == weight)
        {
            (_base, _sum, Weight) = (runtime, 0, 0);
            return;
        }

        _sum -= weight * (runtime - _base);
        Weight -= weight;
    }

    /// <summary>A member's runtime has grown, or shrunk.</summary>
    public void Move(long by, int weight) => _sum += weight * by;
}
